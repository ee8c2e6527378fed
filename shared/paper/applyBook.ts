import type { Ladder, Level } from '../domain/market.ts'
import { sizeOf } from '../domain/market.ts'
import { placed } from '../domain/oneBook.ts'
import type { Side } from '../domain/order.ts'
import { type EpochMs, price, size } from '../domain/units.ts'
import { consume, leftOf, stillConsumed, takenSide } from '../simulator/consumed.ts'
import { filledByDisplay, ruleOf } from '../simulator/fillModel.ts'
import { reachedLevels } from '../simulator/takeLevels.ts'
import { fillOrder } from './fillOrder.ts'
import { isLive, MAX_CAPS, MAX_CONSUMED, type PaperAccount, type PaperOrder, restOf } from './paperAccount.ts'

/** The most conservative one: what paper says is believed before money is. */
export const PAPER_RULE = ruleOf('trades')

/**
 * One look at what is displayed. A book empty on both sides has been wiped, and our orders with it. What the other side
 * displays at our price or beyond fills us, once: those and we would have traded. A display shorter than our queue is
 * noted: it counts once the trades of its time are known, for a trade that it already shows must not shorten it again.
 */
export function applyBook(account: PaperAccount, ladder: Ladder, atMs: EpochMs): PaperAccount {
  const consumed = stillConsumed(account.eaten, ladder)
  const next = consumed === account.eaten ? account : { ...account, eaten: consumed }
  const here = next.orders.filter(
    (order) => isLive(order) && order.restedAtMs < atMs && atMs < order.dropsAtMs,
  )
  if (here.length === 0) return next
  if (ladder.bids.length === 0 && ladder.asks.length === 0) {
    return here.reduce((before, order) => put(before, { ...order, end: { atMs, how: 'wiped' } }), next)
  }
  return here.reduce(
    (before, order) => capOrder(meetOrder(before, order, ladder, atMs), order, ladder, atMs),
    next,
  )
}

function meetOrder(account: PaperAccount, order: PaperOrder, ladder: Ladder, atMs: EpochMs): PaperAccount {
  const left = leftOf(ladder, account.eaten)
  const at = placed(order)
  const levels = reachedLevels(at.side === 'BUY' ? left.asks : left.bids, {
    ...at,
    sizeMicros: restOf(order),
  })
  const resting = { side: at.side, price: at.priceMicros, ahead: 0, rest: restOf(order) }
  const sizeMicros = filledByDisplay(PAPER_RULE, resting, sizeOf(levels))
  if (sizeMicros === 0) return account
  return fillOrder(withConsumed(account, at.side, { levels, ladder, atMs }), order, {
    role: 'maker',
    priceMicros: price(order.priceMicros),
    sizeMicros: size(sizeMicros),
    atMs,
  })
}

/** Notes what others display at our price, where it is less than the queue before us. */
function capOrder(account: PaperAccount, { id }: PaperOrder, ladder: Ladder, atMs: EpochMs): PaperAccount {
  const order = account.orders.find((each) => each.id === id)
  if (order === undefined || !isLive(order)) return account
  const displayed = displayedAt(leftOf(ladder, account.eaten), placed(order))
  const shortest = Math.min(order.aheadMicros, ...order.caps.map((cap) => cap.displayedMicros))
  if (displayed >= shortest) return account
  const cap = { atMs, displayedMicros: size(displayed), tradedMicros: size(0) }
  // The oldest is dropped for the bound: the queue then stays longer than it was.
  return put(account, { ...order, caps: [...order.caps, cap].slice(-MAX_CAPS) })
}

/** What an order of ours took of a display is gone until the display says something new. @param side As in the book. */
export function withConsumed(
  account: PaperAccount,
  side: Side,
  of: { readonly levels: readonly Level[]; readonly ladder: Ladder; readonly atMs: EpochMs },
): PaperAccount {
  const taken = consume(of.levels, takenSide(side), of.ladder)
  const consumed = taken.map((each) => ({ ...each, atMs: of.atMs }))
  return { ...account, eaten: [...account.eaten, ...consumed].slice(-MAX_CONSUMED) }
}

/** What others display at our price, on our side. */
export function displayedAt({ bids, asks }: Ladder, order: Pick<PaperOrder, 'side' | 'priceMicros'>): number {
  const levels: readonly Level[] = order.side === 'BUY' ? bids : asks
  return levels.find((level) => level.priceMicros === order.priceMicros)?.sizeMicros ?? 0
}

const put = (account: PaperAccount, order: PaperOrder): PaperAccount => ({
  ...account,
  orders: account.orders.map((each) => (each.id === order.id ? order : each)),
})
