import { type Displayed, type RewardScores, rewardScores } from '../accounting/rewardScore.ts'
import { type Level, sizeOf } from '../domain/market.ts'
import { hasId, type Side } from '../domain/order.ts'
import type { MarketId, TokenId } from '../domain/units.ts'
import { othersBook } from '../machine/othersBook.ts'
import type { TickAudit } from '../ports/telemetry.ts'

const MINUTE_MS = 60_000

/** What our resting orders of one outcome scored in one minute, and what is displayed next to them. */
export interface RewardLine {
  readonly market: MarketId
  readonly token: TokenId
  /** Since 1970: the venue looks once in each. */
  readonly minute: number
  /** By each mid that the venue may mean. */
  readonly scores: readonly RewardScores[]
}

/**
 * One sample a minute and outcome, of its first tick, as the venue looks once a minute: null where this tick has none,
 * because the minute has one, none of our orders scores, or the programme or the book is not known.
 */
export function createRewardSampler(): (record: TickAudit) => RewardLine | null {
  const lastMinutes = new Map<TokenId, number>()
  return (record) => {
    const { tokenId } = record.before
    const minute = Math.floor(record.seen.nowMs / MINUTE_MS)
    if (lastMinutes.get(tokenId) === minute) return null
    lastMinutes.set(tokenId, minute)
    const scores = scoresOf(record)
    const isEarning = scores.some(({ ours }) => ours.bids + ours.asks > 0)
    return isEarning ? { market: record.market, token: tokenId, minute, scores } : null
  }
}

/** As the tick read them: what it changes afterwards rests too short to earn. */
function scoresOf({ before, seen }: TickAudit): readonly RewardScores[] {
  const rules = seen.info.ok ? seen.info.value.rewards : undefined
  const book = othersBook(seen.book, before)
  if (rules === undefined || !seen.info.ok || !book.ok || !seen.openOrders.ok) return []
  const { tickMicros } = seen.info.value
  const { bids, asks, bidDepthMicros, askDepthMicros } = book.value
  const ours = seen.openOrders.value.orders.flatMap(({ id, side, priceMicros, sizeMicros, ...order }) => {
    const own = before.orders.find((each) => hasId(each, id))
    if (own === undefined || side === null || priceMicros === null || sizeMicros === null) return []
    const restMicros = sizeMicros - (order.matchedMicros ?? 0)
    return [{ side, priceMicros, restMicros, sinceMs: order.createdAtMs ?? own.intendedAtMs }]
  })
  return rewardScores(
    { ...rules, dailyMicros: 0 },
    {
      nowMs: seen.nowMs,
      bids,
      asks,
      ours,
      beyond: {
        bids: beyond(bids, bidDepthMicros, { side: 'BUY', tickMicros }),
        asks: beyond(asks, askDepthMicros, { side: 'SELL', tickMicros }),
      },
    },
  )
}

/** The sum of what lies deeper than the levels that were read. */
function beyond(
  levels: readonly Level[],
  depthMicros: number,
  of: { readonly side: Side; readonly tickMicros: number },
): readonly Displayed[] {
  const last = levels.at(-1)
  const sizeMicros = depthMicros - sizeOf(levels)
  if (last === undefined || sizeMicros <= 0) return []
  return [
    { priceMicros: last.priceMicros + (of.side === 'BUY' ? -of.tickMicros : of.tickMicros), sizeMicros },
  ]
}
