import type { EpochMs } from '../domain/units.ts'

const DAY_MS = 86_400_000

/** The day last asked for: each tick asks, and the printing of a date is dear. */
let last = { day: 0, text: '1970-01-01' }

/** The UTC day of an instant, as 2026-10-05. */
export function utcDay(atMs: EpochMs): string {
  const day = Math.floor(atMs / DAY_MS)
  if (day !== last.day) last = { day, text: new Date(atMs).toISOString().slice(0, 10) }
  return last.text
}
