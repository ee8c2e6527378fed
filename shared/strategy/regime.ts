import { mulDiv } from '../domain/decimal.ts'
import { isFeeComputable } from '../domain/fee.ts'
import type { Book, MarketInfo } from '../domain/market.ts'
import type { RegimeSettings } from '../domain/settings.ts'
import { type EpochMs, MICROS, type PriceMicros, price, size } from '../domain/units.ts'
import { type BookView, bookSanity } from './bookSanity.ts'
import { isMinimumSize, isTick } from './grid.ts'
import { type MidMemory, remember } from './midMemory.ts'
import type { Refusal, RuleRefusal, TimeRefusal, VolatilityRefusal } from './refusal.ts'
import { midOf, touch } from './touch.ts'
import { type Volatility, volatility } from './volatility.ts'

/** What is known when the market is judged: with the mids of the last while. */
export interface MarketView extends BookView {
  readonly mids: MidMemory | null
}

/** Whether an entry is to be posted, or one that rests may stay. */
export type EntryDecision = 'enter' | 'stay'

export type Regime =
  | {
      readonly valid: true
      readonly midMicros: PriceMicros
      /** Standard deviation of the one-minute changes of the mid. */
      readonly sdMicros: number
      readonly book: Book
      readonly info: MarketInfo
    }
  | { readonly valid: false; readonly refusals: readonly Refusal[] }

/**
 * Whether the market may be entered now, or an entry stay in it. Every filter fails closed, and all that refuse are
 * named. What is a matter of taste wants less of an entry that rests already: a book that flickers about a bound
 * would else have it cancelled and posted again, which costs its place in the queue. What is a matter of safety wants
 * the same of both.
 */
export function regime(seen: MarketView, stance: EntryDecision = 'enter'): Regime {
  const { book, info, nowMs, settings } = seen
  const sanity = bookSanity(seen)
  const moved = sanity.sane ? volatilityNow(seen, sanity.midMicros) : null
  const taste = stance === 'enter' ? settings.regime : eased(settings.regime)
  const refusals: Refusal[] = [
    ...(sanity.sane ? [] : sanity.refusals),
    ...(book.ok ? bookRefusals(book.value, taste) : []),
    ...(moved === null ? [] : volatilityRefusals(moved, settings.regime)),
    ...(info.ok ? ruleRefusals(info.value) : []),
    ...(info.ok ? timeRefusals(info.value, nowMs, settings.regime) : []),
  ]
  if (!sanity.sane || moved === null || refusals.length > 0) return { valid: false, refusals }
  const { midMicros, book: believed, info: rules } = sanity
  return { valid: true, midMicros, sdMicros: moved.sdMicros, book: believed, info: rules }
}

/** With the mid of this very look, remembered already or not. */
const volatilityNow = ({ mids, nowMs, settings }: MarketView, priceMicros: PriceMicros): Volatility =>
  volatility(remember(mids, { priceMicros, atMs: nowMs }, settings.regime.volatilityWindowMs))

/** After a start or a gap nothing is known of the last minutes, and nothing known is no calm. */
function volatilityRefusals(
  { sdMicros, moveMicros, unbrokenMs }: Volatility,
  { minHistoryMs, maxSdMicros, maxMoveMicros }: RegimeSettings,
): VolatilityRefusal[] {
  return [
    ...(unbrokenMs < minHistoryMs ? (['shortHistory'] as const) : []),
    ...(sdMicros > maxSdMicros ? (['sd'] as const) : []),
    ...(moveMicros > maxMoveMicros ? (['move'] as const) : []),
  ]
}

/** This part of the depth, of the tightest spread, and of the band's distance to 0 and to 1. */
function eased(regime: RegimeSettings): RegimeSettings {
  const part = (micros: number): number => mulDiv(micros, regime.stayPercent, 100, 'down')
  return {
    ...regime,
    minDepthMicros: size(part(regime.minDepthMicros)),
    minSpreadMicros: price(part(regime.minSpreadMicros)),
    minMidMicros: price(part(regime.minMidMicros)),
    maxMidMicros: price(MICROS - part(MICROS - regime.maxMidMicros)),
  }
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

/** What no market may lack; who looks before anything is armed asks the same. */
export function ruleRefusals(info: MarketInfo): RuleRefusal[] {
  const refusals: RuleRefusal[] = []
  if (!isTick(info.tickMicros)) refusals.push('tickUnknown')
  if (!isMinimumSize(info.minSizeMicros)) refusals.push('minimumUnknown')
  if (!isFeeComputable(info)) refusals.push('feeUnknown')
  return refusals
}

/** Whether it is too near to a game or to its end; who looks before anything is armed asks the same. */
export function timeRefusals(info: MarketInfo, nowMs: EpochMs, regime: RegimeSettings): TimeRefusal[] {
  return [...gameRefusals(info.gameStartMs, nowMs, regime), ...endRefusals(info.endMs, nowMs, regime)]
}

/** From the margin before game start until the end: the venue empties the book, then prices jump with the score. */
function gameRefusals(startMs: EpochMs | null, nowMs: EpochMs, regime: RegimeSettings): TimeRefusal[] {
  if (startMs === null || regime.allowInPlay || nowMs < startMs - regime.gameStartMarginMs) return []
  return [nowMs < startMs ? 'gameStart' : 'inPlay']
}

/** A stated end in the past is not a licence: such markets exist, and nobody knows how long they last. */
function endRefusals(endMs: EpochMs | null, nowMs: EpochMs, { endMarginMs }: RegimeSettings): TimeRefusal[] {
  if (endMs === null) return endMarginMs > 0 ? ['endUnknown'] : []
  return nowMs >= endMs - endMarginMs ? ['ending'] : []
}
