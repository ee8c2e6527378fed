import type uPlot from 'uplot'
import type { ReplayRun } from '../result.ts'

/** The narrowest range shown, so that a tick's move does not look like a crash. */
const MIN_SPAN = 0.02
const PAD = 0.08

/**
 * What the price chart shows: the mids that can be believed and our own orders of the stretch in view. A wiped book's
 * 0.01 to 0.99 would press all of it into a line.
 */
export function priceRange(u: uPlot, run: ReplayRun): [number, number] {
  const { min, max } = u.scales['x'] ?? {}
  const fromMs = min ?? run.tape.startMs
  const toMs = max ?? run.tape.endMs
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  const take = (value: number | null | undefined): void => {
    if (value === null || value === undefined) return
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  const [times, , , mids] = u.data
  times.forEach((atMs, index) => {
    if (atMs !== null && atMs !== undefined && atMs >= fromMs && atMs <= toMs) take(mids?.[index])
  })
  for (const quote of run.quotes) {
    if (quote.toMs >= fromMs && quote.fromMs <= toMs) take(quote.priceMicros / 1e6)
  }
  if (low > high) [low, high] = [0, 1]
  const pad = Math.max((high - low) * PAD, (MIN_SPAN - (high - low)) / 2, 0.002)
  return [Math.max(0, low - pad), Math.min(1, high + pad)]
}
