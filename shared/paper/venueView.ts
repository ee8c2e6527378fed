import type { SeenLeg } from '../domain/leg.ts'
import type { ListedOrder } from '../domain/openOrders.ts'
import type { EpochMs } from '../domain/units.ts'
import { settlementStageOf } from '../simulator/settlement.ts'
import { tokenOf } from './inOutcome.ts'
import { isLive, isOpenQuestion, type PaperAccount, type PaperFill, type PaperOrder } from './paperAccount.ts'

/**
 * An order as a venue reports it. One that has ended is reported at once; what it matched only when it is the last word,
 * for the public trades of its last moments come late.
 */
export const venueOrder = (account: PaperAccount, order: PaperOrder): ListedOrder => ({
  id: order.id,
  market: account.market,
  tokenId: tokenOf(account, order),
  side: order.side,
  status: isLive(order) ? 'LIVE' : 'TERMINAL',
  priceMicros: order.priceMicros,
  sizeMicros: order.sizeMicros,
  matchedMicros: !isLive(order) && isOpenQuestion(order) ? null : order.matchedMicros,
  createdAtMs: order.restedAtMs,
})

/** A fill as a leg: matched at first, final after a while, never failed. */
export const venueFill = (account: PaperAccount, fill: PaperFill, nowMs: EpochMs): SeenLeg => {
  const stage = settlementStageOf(fill, nowMs)
  return {
    tradeId: fill.tradeId,
    orderId: fill.orderId,
    market: account.market,
    tokenId: tokenOf(account, fill),
    side: fill.side,
    role: fill.role,
    sizeMicros: fill.sizeMicros,
    priceMicros: fill.priceMicros,
    notionalMicros: fill.notionalMicros,
    matchedAtMs: fill.matchedAtMs,
    status: stage === 'final' ? 'CONFIRMED' : 'PROVISIONAL',
    mined: stage !== 'matched',
  }
}

export const findOrder = (
  accounts: readonly PaperAccount[],
  id: string,
): [PaperAccount, PaperOrder] | null => {
  for (const account of accounts) {
    const order = account.orders.find((each) => each.id === id)
    if (order !== undefined) return [account, order]
  }
  return null
}
