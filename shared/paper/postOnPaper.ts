import { assert } from '../domain/assert.ts'
import type { MarketInfo } from '../domain/market.ts'
import type { MonotonicMs, TokenId } from '../domain/units.ts'
import type { PostOutcome } from '../machine/decision.ts'
import type { SignedOrder } from '../ports/venue.ts'
import { arriveOnPaper } from './arriveOnPaper.ts'
import { atArrival } from './handOver.ts'
import { inOutcome } from './inOutcome.ts'
import type { PaperContext } from './onPaper.ts'
import { PAPER_ID_PREFIX } from './orderId.ts'
import { emptyPaperAccount, NOTHING_HELD, type PaperAccount } from './paperAccount.ts'

/** The account with both outcomes of its market; null: it has no outcome of that token. */
function withOutcome(account: PaperAccount, tokenId: TokenId, { tokens }: MarketInfo): PaperAccount | null {
  const other = tokens.find((each) => each !== account.tokenId)
  const mayAdd = account.other === undefined && tokens.includes(account.tokenId)
  const both =
    mayAdd && other !== undefined ? { ...account, other: { tokenId: other, ...NOTHING_HELD } } : account
  return inOutcome(both, tokenId) === null ? null : both
}

/**
 * An order arrives after its latency, and meets what is displayed then. The answer is the venue's own, read by the
 * reader of production. What fails before the book is written has sent nothing anywhere.
 */
export async function postOnPaper(
  of: PaperContext,
  signed: SignedOrder,
  sendBy: MonotonicMs,
): Promise<PostOutcome> {
  const { feed, clock, keeper, timing } = of
  const { draft, id } = signed
  const { market, tokenId } = draft
  assert(id.startsWith(PAPER_ID_PREFIX), `order ${id} was not made on paper`)
  if (clock.monotonicMs() > sendBy) return { is: 'unsent', why: 'the deadline has passed' }
  await clock.sleep(timing.latency.book)
  const [info, ladder] = await Promise.all([keeper.info(market), feed.ladder(tokenId)])
  if (!info.ok) return { is: 'unsent', why: `market: ${info.unknown}` }
  if (!ladder.ok) return { is: 'unsent', why: `book: ${ladder.unknown}` }
  const nowMs = clock.nowMs()
  const accepted = (matched: boolean): PostOutcome => {
    const status = matched ? 'matched' : 'live'
    return of.readAnswer(200, { success: true, orderID: id, status, errorMsg: '' })
  }
  const changed = await keeper.change(market, (stored, all) => {
    const empty = stored ?? emptyPaperAccount({ market, tokenId, nowMs })
    const same = (outcome: PostOutcome) =>
      stored === null ? { account: empty, value: outcome } : { keep: outcome }
    const account = withOutcome(empty, tokenId, info.value)
    if (account === null) return same({ is: 'unsent', why: `token ${tokenId} is no outcome of ${market}` })
    // An earlier try whose answer was lost may have been stored.
    const before = account.orders.find((order) => order.id === id)
    if (before !== undefined) return same(accepted(before.matchedMicros > 0))
    const arrival = {
      signed,
      nowMs,
      info: info.value,
      ladder: ladder.value,
      accountMicros: of.accountMicros,
      others: all.filter((each) => each.market !== market),
    }
    const heard = of.live?.hears(market) === true
    const placed = arriveOnPaper(atArrival(account, { heard, nowMs }), arrival)
    return placed.is === 'placed'
      ? { account: placed.account, value: accepted(placed.matched) }
      : same(of.readAnswer(400, { error: placed.text }))
  })
  return changed.is === 'stored' ? changed.value : { is: 'unknown', why: changed.why }
}
