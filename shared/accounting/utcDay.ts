import type { EpochMs } from '../domain/units.ts'

const DAY_MS = 86_400_000

/** Only the day last asked for: each tick asks, and the printing of a date is dear. */
const printed = new Map<number, string>()

/** The UTC day of an instant, as 2026-10-05. */
export function utcDay(atMs: EpochMs): string {
  const day = Math.floor(atMs / DAY_MS)
  return printed.get(day) ?? print(day)
}

function print(day: number): string {
  const text = new Date(day * DAY_MS).toISOString().slice(0, 10)
  printed.clear()
  printed.set(day, text)
  return text
}
