import type { Book, MarketInfo } from '../domain/market.ts'
import type { MarketSettings } from '../domain/settings.ts'
import type { EpochMs, PriceMicros } from '../domain/units.ts'
import type { Witness } from '../domain/witness.ts'
import { touch } from './touch.ts'

/** Looks in a row at the second source that contradicted the book: the first and the last. */
export interface Contradiction {
  readonly sinceMs: EpochMs
  readonly atMs: EpochMs
  /** What the last of them found. Absent in items of older code. */
  readonly says?: Disagreement
}

/** The price that contradicts the book, and the book's own stamp. */
export interface Disagreement {
  readonly againstMicros: PriceMicros
  readonly stampedAtMs: EpochMs
}

/** For how long a contradiction must last: book and witness are read at two instants, and a market may move between. */
const CONTRADICTED_MS = 120_000
/** A block is some seconds younger than its match: a trade so little younger than the book may be in it already. */
const BLOCK_LAG_MS = 30_000
/** Beyond the looks that may fail in a row before their silence counts: an unknown witness is no witness. */
const LAPSE_SLACK_MS = 60_000

/** The price of a second source that contradicts the book as displayed; 'agrees'; 'unknown' without one. */
export function verdictOf(
  book: Book,
  { midMicros, trade }: Witness,
  of: { readonly info: MarketInfo; readonly settings: MarketSettings },
): Disagreement | 'agrees' | 'unknown' {
  const best = touch(book)
  if (best === null || (!midMicros.ok && !trade.ok)) return 'unknown'
  const farMicros = of.settings.quote.repriceTicks * of.info.tickMicros
  const isOutside = (priceMicros: PriceMicros): boolean =>
    priceMicros < best.bid.priceMicros - farMicros || priceMicros > best.ask.priceMicros + farMicros
  const stampedAtMs = book.venueAtMs
  const last = trade.ok ? trade.value : null
  if (last !== null && last.stampedAtMs > stampedAtMs + BLOCK_LAG_MS && isOutside(last.priceMicros)) {
    return { againstMicros: last.priceMicros, stampedAtMs }
  }
  return midMicros.ok && isOutside(midMicros.value)
    ? { againstMicros: midMicros.value, stampedAtMs }
    : 'agrees'
}

/** What remains after a look. */
export function afterLook(
  before: Contradiction | undefined,
  verdict: ReturnType<typeof verdictOf>,
  nowMs: EpochMs,
  settings: MarketSettings,
): Contradiction | undefined {
  if (verdict === 'agrees') return undefined
  const recent = recentOf(before, nowMs, settings)
  return verdict === 'unknown' ? recent : { sinceMs: recent?.sinceMs ?? nowMs, atMs: nowMs, says: verdict }
}

/** The second source has contradicted the book for long enough, and lately. */
export function isContradicted(
  contradiction: Contradiction | undefined,
  nowMs: EpochMs,
  settings: MarketSettings,
): boolean {
  const recent = recentOf(contradiction, nowMs, settings)
  return recent !== undefined && recent.atMs - recent.sinceMs >= CONTRADICTED_MS
}

const recentOf = (
  contradiction: Contradiction | undefined,
  nowMs: EpochMs,
  { safety }: MarketSettings,
): Contradiction | undefined =>
  contradiction !== undefined && nowMs - contradiction.atMs <= 2 * safety.sanityEveryMs + LAPSE_SLACK_MS
    ? contradiction
    : undefined
