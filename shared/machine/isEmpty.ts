import { isClosed } from '../domain/order.ts'
import { isSellable } from './inventory.ts'
import type { MarketState } from './state.ts'

/** Nothing quoted, nothing held that could be sold. Dust stays. */
export const isEmpty = (state: MarketState): boolean =>
  state.phase === 'IDLE' && state.orders.every((order) => isClosed(order)) && !isSellable(state)
