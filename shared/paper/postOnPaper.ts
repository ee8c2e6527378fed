import { assert } from '../domain/assert.ts'
import type { MonotonicMs } from '../domain/units.ts'
import type { PostOutcome } from '../machine/decision.ts'
import type { SignedOrder } from '../ports/venue.ts'
import { arriveOnPaper } from './arriveOnPaper.ts'
import { atArrival } from './handOver.ts'
import type { OnPaper } from './onPaper.ts'
import { PAPER_ID_PREFIX } from './orderId.ts'
import { emptyPaperBook } from './paperBook.ts'

/**
 * An order arrives after its latency, and meets what is displayed then. The answer is the venue's own, read by the
 * reader of production. What fails before the book is written has sent nothing anywhere.
 */
export async function postOnPaper(
  of: OnPaper,
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
    const book = stored ?? emptyPaperBook({ market, tokenId, nowMs })
    const same = (outcome: PostOutcome) => (stored === null ? { book, value: outcome } : { keep: outcome })
    if (book.tokenId !== tokenId)
      return same({ is: 'unsent', why: `the paper book of ${market} is of token ${book.tokenId}` })
    // An earlier try whose answer was lost may have been stored.
    const before = book.orders.find((order) => order.id === id)
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
    const placed = arriveOnPaper(atArrival(book, { heard, nowMs }), arrival)
    return placed.is === 'placed'
      ? { book: placed.book, value: accepted(placed.matched) }
      : same(of.readAnswer(400, { error: placed.text }))
  })
  return changed.is === 'stored' ? changed.value : { is: 'unknown', why: changed.why }
}
