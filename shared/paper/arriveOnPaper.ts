import { assert } from '../domain/assert.ts'
import { isFeeComputable } from '../domain/fee.ts'
import type { Ladder, MarketInfo } from '../domain/market.ts'
import { mirroredLadder, mirroredLevels, placed } from '../domain/oneBook.ts'
import { type EpochMs, size } from '../domain/units.ts'
import type { SignedOrder } from '../ports/venue.ts'
import { arrive } from '../simulator/arrive.ts'
import { leftOf, stillConsumed } from '../simulator/consumed.ts'
import { dropsAt } from '../simulator/lifetime.ts'
import { postedDraft } from '../simulator/postedOrder.ts'
import { displayedAt, withConsumed } from './applyBook.ts'
import { fillOrder } from './fillOrder.ts'
import { inOutcome } from './inOutcome.ts'
import { MAX_PAPER_ORDERS, type PaperAccount, type PaperOrder } from './paperAccount.ts'
import { moneyOf, sharesOf } from './paperBalances.ts'

export interface Arrival {
  readonly signed: SignedOrder
  readonly info: MarketInfo
  /** Displayed of its token when it arrives. */
  readonly ladder: Ladder
  readonly nowMs: EpochMs
  readonly accountMicros: number
  /** Those of the other markets: the money of all is one. */
  readonly others: readonly PaperAccount[]
}

export type Placed =
  | { readonly is: 'placed'; readonly account: PaperAccount; readonly matched: boolean }
  | { readonly is: 'refused'; readonly text: string }

/** What happens to an order when it reaches the venue: refused, or taken at once what it crosses, the rest resting. */
export function arriveOnPaper(account: PaperAccount, arrival: Arrival): Placed {
  const { signed, info, ladder, nowMs } = arrival
  const { draft, id } = signed
  const of = inOutcome(account, draft.tokenId) ?? {}
  const inBook = of.isOther === true ? mirroredLadder(ladder) : ladder
  const consumed = stillConsumed(account.eaten, inBook)
  const shown = leftOf(inBook, consumed)
  const left = of.isOther === true ? mirroredLadder(shown) : shown
  const arrived = arrive(postedDraft(id, draft), {
    // A market whose fee is unknown takes no orders here: nobody could say what a trade had cost.
    rules: { ...info, accepting: info.accepting && isFeeComputable(info) },
    nowMs,
    left,
    balance:
      draft.side === 'BUY'
        ? moneyOf([account, ...arrival.others], arrival.accountMicros, nowMs)
        : sharesOf(account, of, nowMs),
  })
  if (arrived.is === 'refused') return arrived
  assert(account.orders.length < MAX_PAPER_ORDERS, `${MAX_PAPER_ORDERS} orders within the time they are kept`)
  const order: PaperOrder = {
    id,
    ...of,
    side: draft.side,
    priceMicros: draft.priceMicros,
    sizeMicros: draft.sizeMicros,
    matchedMicros: size(0),
    aheadMicros: size(displayedAt(left, draft)),
    restedAtMs: nowMs,
    dropsAtMs: dropsAt(draft.expiresAtMs),
    caps: [],
    end: null,
    finalAtMs: null,
  }
  const resting = { ...account, eaten: consumed, orders: [...account.orders, order] }
  if (arrived.is === 'resting') return { is: 'placed', account: resting, matched: false }
  const levels = of.isOther === true ? mirroredLevels(arrived.levels) : arrived.levels
  const taken = withConsumed(resting, placed(order).side, { levels, ladder: inBook, atMs: nowMs })
  const filled = fillOrder(taken, order, { role: 'taker', ...arrived.trade, atMs: nowMs })
  return { is: 'placed', account: filled, matched: true }
}
