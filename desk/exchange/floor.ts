import { assert } from '../../shared/domain/assert.ts'
import type { Side } from '../../shared/domain/order.ts'
import type { EpochMs, MarketId, TokenId } from '../../shared/domain/units.ts'
import { epochMs } from '../../shared/domain/units.ts'
import { Random } from '../../shared/simulator/random.ts'
import type { ForcedSettlement, SettlementTimes } from '../../shared/simulator/tradeLife.ts'
import { EventQueue } from './eventQueue.ts'
import type { ListedMarket } from './exchange.ts'
import { Ledger } from './ledger.ts'
import type { PriceLadder } from './priceLadder.ts'
import type { BookOrder } from './priceLevel.ts'
import { PublicTape } from './publicTape.ts'
import type { TradeRecord } from './tradeRecord.ts'

export interface FloorMarket {
  listed: ListedMarket
  readonly bids: PriceLadder
  readonly asks: PriceLadder
  changedAtMs: EpochMs
  /** In terms of the first token. */
  lastTrade: { readonly priceMicros: number; readonly taker: Side } | null
  /** Trades of the feed whose price or size nobody knows. */
  unknownTrades: number
  /** USDC behind the full sets that exist. */
  collateralMicros: number
}

/** All that the venue is at one moment; the other files are what may happen to it. */
export interface Floor {
  nowMs: EpochMs
  readonly settlement: SettlementTimes
  readonly balanceLagMs: number
  readonly positionLagMs: number
  readonly fate: (nowMs: number, trade: TradeRecord['facts']) => ForcedSettlement | null
  readonly events: EventQueue
  readonly random: Random
  readonly ledger: Ledger
  readonly markets: Map<MarketId, FloorMarket>
  readonly marketByToken: Map<TokenId, FloorMarket>
  readonly orders: Map<string, BookOrder>
  readonly trades: Map<string, TradeRecord>
  readonly publicTape: PublicTape
  feesMicros: number
  /** Money that came from outside, less what left. */
  fundedMicros: number
}

export interface ExchangeOptions {
  readonly seed: number
  readonly startMs: number
  /** Default: about what the venue took in 2026, without failures. */
  readonly settlement?: SettlementTimes
  /** How long after the block the venue's own balances follow; until then the shares cannot be sold. */
  readonly balanceLagMs?: number
  /** How long the positions index lags behind the balances. */
  readonly positionLagMs?: number
  /** Asked once a trade; null: what the seed draws. */
  readonly fate?: Floor['fate']
}

const SETTLEMENT: SettlementTimes = {
  broadcastMs: 100,
  mineMs: [2000, 10_000],
  confirmMs: [2000, 20_000],
  failPermille: 0,
  retryPermille: 20,
}

export function createFloor(options: ExchangeOptions): Floor {
  const { seed, startMs, settlement = SETTLEMENT, balanceLagMs = 0, positionLagMs = 0 } = options
  requireSettlement(settlement)
  requireWhole('balanceLagMs', balanceLagMs)
  requireWhole('positionLagMs', positionLagMs)
  return {
    nowMs: epochMs(startMs),
    settlement,
    balanceLagMs,
    positionLagMs,
    fate: options.fate ?? (() => null),
    events: new EventQueue(),
    random: new Random(seed),
    ledger: new Ledger(positionLagMs),
    markets: new Map(),
    marketByToken: new Map(),
    orders: new Map(),
    trades: new Map(),
    publicTape: new PublicTape(),
    feesMicros: 0,
    fundedMicros: 0,
  }
}

export function marketState(floor: Floor, market: MarketId): FloorMarket {
  const state = floor.markets.get(market)
  if (state === undefined) throw new RangeError(`market: ${market} is not listed; list it first`)
  return state
}

/** Where an order of this market rests, or what it trades against. */
export const ladderOf = (state: FloorMarket, bids: boolean): PriceLadder => (bids ? state.bids : state.asks)

/** Does everything that is due, each at its own instant, and leaves the clock at `nowMs`. */
export function advance(floor: Floor, nowMs: number): void {
  if (!Number.isSafeInteger(nowMs) || nowMs < floor.nowMs) {
    throw new RangeError(
      `nowMs: ${nowMs} lies before the venue's time ${floor.nowMs}; time only moves forward`,
    )
  }
  for (;;) {
    const atMs = floor.events.nextDueMs(nowMs)
    if (atMs === null) break
    assert(atMs >= floor.nowMs, `a task of ${atMs} was left behind at ${floor.nowMs}`)
    floor.nowMs = epochMs(atMs)
    floor.events.take(atMs)?.()
  }
  floor.nowMs = epochMs(nowMs)
}

function requireSettlement(settlement: SettlementTimes): void {
  requireWhole('settlement.broadcastMs', settlement.broadcastMs)
  for (const name of ['mineMs', 'confirmMs'] as const) {
    const [low, high] = settlement[name]
    requireWhole(`settlement.${name}[0]`, low)
    requireWhole(`settlement.${name}[1]`, high)
    if (low > high) throw new RangeError(`settlement.${name}: ${low} is above ${high}; put the smaller first`)
  }
  for (const name of ['failPermille', 'retryPermille'] as const) {
    requireWhole(`settlement.${name}`, settlement[name])
    if (settlement[name] > 1000) throw new RangeError(`settlement.${name}: ${settlement[name]} is above 1000`)
  }
}

function requireWhole(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`${name}: ${value} is not a whole number of zero or more`)
  }
}
