/** When a tape begins and ends, and what it has in common with every tape of its market. */
export interface MarketSpan {
  readonly market: string
  readonly startMs: number
  readonly endMs: number
}

/** Hours of an archive, and a recorder's files before and after a restart, meet at an instant that both may show. */
const EDGE_MS = 60_000

/** Whether two tapes show one market at one time. */
export const isSameTime = (a: MarketSpan, b: MarketSpan): boolean =>
  a.market === b.market && Math.min(a.endMs, b.endMs) - Math.max(a.startMs, b.startMs) > EDGE_MS
