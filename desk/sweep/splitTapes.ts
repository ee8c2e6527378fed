import { isSameTime, type MarketSpan } from '../verdict/sameTime.ts'

/** What becomes of a tape: all of it is searched or held out, or it is cut in two at an instant. */
export type Part =
  | { readonly is: 'search' }
  | { readonly is: 'heldOut' }
  | { readonly is: 'cut'; readonly atMs: number }

export interface Split {
  /** In the order the tapes were given. */
  readonly parts: readonly Part[]
  /** Some time is in both: another market's, but not another day's. */
  readonly overlaps: boolean
}

/**
 * Settings are chosen on the earlier tapes and proven on the later ones, never the other way round: tomorrow is not
 * known today. Whole tapes where there are several, for what is held does not end at an instant of ours; one tape is
 * cut in time. What one market did at one time is never on both sides, whichever of its outcomes a tape holds.
 * @param heldOutPercent Of the time of all tapes; at least one tape is on each side.
 * @returns null where every cut would divide such tapes.
 */
export function splitTapes(spans: readonly MarketSpan[], heldOutPercent: number): Split | null {
  const [only] = spans
  if (spans.length === 1 && only !== undefined) {
    const atMs = only.startMs + Math.floor(((only.endMs - only.startMs) * (100 - heldOutPercent)) / 100)
    return { parts: [{ is: 'cut', atMs }], overlaps: false }
  }
  const order = spans.map((span, index) => ({ ...span, index })).sort(byTime)
  const count = cutAfter(order, heldOutPercent)
  if (count === null) return null
  const searched = order.slice(0, count)
  const lastMs = Math.max(...searched.map(({ endMs }) => endMs))
  const isSearched = new Set(searched.map(({ index }) => index))
  return {
    parts: spans.map((_, index) => (isSearched.has(index) ? { is: 'search' } : { is: 'heldOut' })),
    overlaps: order.some(({ startMs, index }) => !isSearched.has(index) && startMs < lastMs),
  }
}

type Indexed = MarketSpan & { readonly index: number }

const byTime = (a: Indexed, b: Indexed): number =>
  a.startMs - b.startMs || a.endMs - b.endMs || a.index - b.index

/** After how many of the tapes, in the order of time, the time searched is nearest to what it should be. */
function cutAfter(order: readonly MarketSpan[], heldOutPercent: number): number | null {
  const wholeMs = order.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0)
  const wantedMs = (wholeMs * (100 - heldOutPercent)) / 100
  let beforeMs = 0
  let best: { readonly count: number; readonly offMs: number } | null = null
  for (const [index, { startMs, endMs }] of order.slice(0, -1).entries()) {
    beforeMs += endMs - startMs
    const offMs = Math.abs(beforeMs - wantedMs)
    if (offMs < (best?.offMs ?? Number.POSITIVE_INFINITY) && !divides(order, index + 1)) {
      best = { count: index + 1, offMs }
    }
  }
  return best?.count ?? null
}

const divides = (order: readonly MarketSpan[], count: number): boolean =>
  order.slice(0, count).some((before) => order.slice(count).some((after) => isSameTime(before, after)))
