import { isFeeComputable } from '../domain/fee.ts'
import type { Book, MarketInfo } from '../domain/market.ts'
import type { RegimeSettings } from '../domain/settings.ts'
import type { EpochMs, PriceMicros } from '../domain/units.ts'
import { bookSanity, type Sighting } from './bookSanity.ts'
import { isMinimumSize, isTick } from './grid.ts'
import type { Refusal } from './refusal.ts'
import { midOf, touch } from './touch.ts'

export type Regime =
  | {
      readonly valid: true
      readonly midMicros: PriceMicros
      readonly book: Book
      readonly info: MarketInfo
    }
  | { readonly valid: false; readonly refusals: readonly Refusal[] }

/** Whether the market may be entered now. Every filter fails closed, and all that refuse are named. */
export function regime(seen: Sighting): Regime {
  const { book, info, nowMs, settings } = seen
  const sanity = bookSanity(seen)
  const refusals: Refusal[] = [
    ...(sanity.sane ? [] : sanity.refusals),
    ...(book.ok ? bookRefusals(book.value, settings.regime) : []),
    ...(info.ok ? ruleRefusals(info.value) : []),
    ...(info.ok ? timeRefusals(info.value, nowMs, settings.regime) : []),
  ]
  if (!sanity.sane || refusals.length > 0) return { valid: false, refusals }
  return { valid: true, midMicros: sanity.midMicros, book: sanity.book, info: sanity.info }
}

/** What the sanity of the book leaves to taste: tightness, depth and the band of prices. */
function bookRefusals(book: Book, regime: RegimeSettings): Refusal[] {
  const best = touch(book)
  // Refused by the sanity check already.
  if (best === null) return []
  const { bid, ask } = best
  const mid = midOf(best)
  const refusals: Refusal[] = []
  if (ask.priceMicros - bid.priceMicros < regime.minSpreadMicros) refusals.push('spreadTight')
  if (Math.min(bid.sizeMicros, ask.sizeMicros) < regime.minDepthMicros) refusals.push('depth')
  if (mid < regime.minMidMicros || mid > regime.maxMidMicros) refusals.push('band')
  return refusals
}

function ruleRefusals(info: MarketInfo): Refusal[] {
  const refusals: Refusal[] = []
  if (!isTick(info.tickMicros)) refusals.push('tickUnknown')
  if (!isMinimumSize(info.minSizeMicros)) refusals.push('minimumUnknown')
  if (!isFeeComputable(info)) refusals.push('feeUnknown')
  return refusals
}

function timeRefusals(info: MarketInfo, nowMs: EpochMs, regime: RegimeSettings): Refusal[] {
  return [...gameRefusals(info.gameStartMs, nowMs, regime), ...endRefusals(info.endMs, nowMs, regime)]
}

/** From the margin before game start until the end: the venue empties the book, then prices jump with the score. */
function gameRefusals(startMs: EpochMs | null, nowMs: EpochMs, regime: RegimeSettings): Refusal[] {
  if (startMs === null || regime.allowInPlay || nowMs < startMs - regime.gameStartMarginMs) return []
  return [nowMs < startMs ? 'gameStart' : 'inPlay']
}

/** A stated end in the past is no licence: such markets exist, and nobody knows how long they last. */
function endRefusals(endMs: EpochMs | null, nowMs: EpochMs, { endMarginMs }: RegimeSettings): Refusal[] {
  if (endMs === null) return endMarginMs > 0 ? ['endUnknown'] : []
  return nowMs >= endMs - endMarginMs ? ['ending'] : []
}
