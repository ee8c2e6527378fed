import { isClosed } from '../domain/order.ts'
import type { MarketState } from './state.ts'

/** Nothing quoted, nothing held that could be sold, nothing settling, no order that is stuck. Dust may stay. */
export const isEmpty = (state: MarketState): boolean =>
  state.phase === 'IDLE' && state.orders.every((order) => isClosed(order))
