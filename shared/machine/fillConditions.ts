import { notional } from '../domain/decimal.ts'
import { isTradeId, type SeenLeg } from '../domain/leg.ts'
import type { Order } from '../domain/order.ts'
import { countedMicros, orderSlackMicros } from './inventory.ts'
import type { MarketState } from './state.ts'

/** A fill before it is counted, and the order that it names; undefined: the item does not hold it, or not any more. */
export interface Fill {
  readonly leg: SeenLeg
  readonly order: Order | undefined
  /** Its order was made by us: the item holds it, or the ledger knows it. */
  readonly isOurs: boolean
  readonly state: MarketState
}

/** What must hold of every fill that is counted: one of which it does not hold never enters the inventory. */
export interface FillCondition {
  readonly says: string
  readonly holds: (fill: Fill) => boolean
  /** Where it does not hold: a STOP, with these words. */
  readonly wrong: (fill: Fill) => string
}

export const FILL_HAS_ID: FillCondition = {
  says: 'Fill has valid trade_id (not unknown)',
  holds: ({ leg }) => isTradeId(leg.tradeId),
  wrong: () => 'it has no usable id',
}

export const FILL_IS_OF_OUR_TOKEN: FillCondition = {
  says: 'Fill token matches our market',
  holds: ({ leg, state }) => leg.tokenId === state.tokenId,
  wrong: () => 'it is on another token than the one we quote',
}

/** What an order of ours can have had. */
export const FILL_FITS_ORDER: readonly FillCondition[] = [
  {
    says: 'Fill belongs to an order that we made',
    holds: ({ isOurs }) => isOurs,
    wrong: () => 'it belongs to an order we never made',
  },
  FILL_IS_OF_OUR_TOKEN,
  {
    says: 'Fill is on the same side as its order',
    holds: ({ leg, order }) => order === undefined || leg.side === order.side,
    wrong: ({ leg, order }) => `it is a ${leg.side}, our order a ${order?.side}`,
  },
  {
    says: 'Fill fits into the remaining size of its order',
    holds: ({ leg, order, state }) => order === undefined || fitsInto(order, leg, state),
    wrong: () => 'it would fill the order beyond its size',
  },
  {
    says: 'Fill is no worse than the limit of its order',
    holds: ({ leg, order }) => order === undefined || !isWorse(order, leg),
    wrong: () => 'its price is worse than the limit of our order',
  },
]

function fitsInto(order: Order, leg: SeenLeg, state: MarketState): boolean {
  const countsMicros = leg.status === 'FAILED' ? 0 : leg.sizeMicros
  const slackMicros = orderSlackMicros(state, order, [leg])
  return countedMicros(state, order) + countsMicros <= order.sizeMicros + slackMicros
}

/** By more than a micro-dollar. What we took is many small amounts, each rounded: there only the average counts. */
function isWorse(order: Order, leg: SeenLeg): boolean {
  const atLimit = notional({ priceMicros: order.priceMicros, sizeMicros: leg.sizeMicros }, 'nearest')
  const worseBy = order.side === 'BUY' ? leg.notionalMicros - atLimit : atLimit - leg.notionalMicros
  const pricedWorse =
    order.side === 'BUY' ? leg.priceMicros > order.priceMicros : leg.priceMicros < order.priceMicros
  return worseBy > 1 && (leg.role === 'maker' || pricedWorse)
}
