import type { LegStatus } from '../../../../shared/domain/leg.ts'
import type { Side } from '../../../../shared/domain/order.ts'
import type { EpochMs, OrderId, PriceMicros, SizeMicros, TradeId } from '../../../../shared/domain/units.ts'
import { initialState } from '../../../../shared/machine/initialState.ts'
import type { MarketState } from '../../../../shared/machine/state.ts'
import { INFO, MODEL_SETTINGS, START_MS } from './domain.ts'

/** The control item, as the few things it can say. */
export type ControlMode = 'running' | 'draining' | 'halted' | 'flattening' | 'not armed'

/** An order as the venue has it. 'in flight': posted, and it may still land. */
export interface TrueOrder {
  readonly id: OrderId
  readonly side: Side
  readonly priceMicros: PriceMicros
  readonly sizeMicros: SizeMicros
  readonly createdAtMs: EpochMs
  readonly expiresAtMs: EpochMs
  readonly at: 'in flight' | 'live' | 'terminal'
  readonly matchedMicros: number
  readonly fills: number
}

/** A trade as the venue has it. */
export interface TrueTrade {
  readonly id: TradeId
  readonly order: OrderId
  readonly side: Side
  readonly priceMicros: PriceMicros
  readonly sizeMicros: SizeMicros
  readonly matchedAtMs: EpochMs
  readonly status: LegStatus
  /** It has matched and the trades API does not show it yet. */
  readonly hidden: boolean
  /** What the stored state was last shown of it; null: nothing. */
  readonly shown: LegStatus | null
}

/** The stored item, and the venue as it really is. What the machine knows of the venue it knows from observations. */
export interface World {
  readonly nowMs: EpochMs
  readonly state: MarketState
  readonly control: ControlMode
  readonly orders: readonly TrueOrder[]
  /** Trades that a reading may still contain. */
  readonly trades: readonly TrueTrade[]
  /** Ledger records of those trades and of their orders. */
  readonly ledgerFills: Readonly<Record<string, LegStatus>>
  readonly ledgerOrders: readonly OrderId[]
  /** Shares held by trades that no reading contains any more. */
  readonly baseMicros: number
  readonly nextId: number
  /** The venue has contradicted itself, and a STOP said so: books and venue may differ from here on. */
  readonly contradicted: boolean
}

export const WALLET = '0xmodel'

export const START: World = {
  nowMs: START_MS,
  state: initialState({
    market: MODEL_SETTINGS.market,
    tokenId: MODEL_SETTINGS.tokenId,
    wallet: WALLET,
    info: INFO,
    nowMs: START_MS,
  }),
  control: 'running',
  orders: [],
  trades: [],
  ledgerFills: {},
  ledgerOrders: [],
  baseMicros: 0,
  nextId: 1,
  contradicted: false,
}

/** Shares that really can be sold: settled buys, less every sell that has not failed. */
export const ownedMicros = ({ trades, baseMicros }: World): number =>
  trades.reduce((sum, trade) => {
    if (trade.status === 'FAILED') return sum
    if (trade.side === 'SELL') return sum - trade.sizeMicros
    return trade.status === 'CONFIRMED' ? sum + trade.sizeMicros : sum
  }, baseMicros)

/** The balance on the chain: what has settled. */
export const balanceMicros = ({ trades, baseMicros }: World): number =>
  trades.reduce((sum, trade) => {
    if (trade.status !== 'CONFIRMED') return sum
    return trade.side === 'BUY' ? sum + trade.sizeMicros : sum - trade.sizeMicros
  }, baseMicros)

/** All that has matched and not failed, hidden or not. */
export const heldMicros = ({ trades, baseMicros }: World): number =>
  trades.reduce((sum, trade) => {
    if (trade.status === 'FAILED') return sum
    return trade.side === 'BUY' ? sum + trade.sizeMicros : sum - trade.sizeMicros
  }, baseMicros)
