/** Whether a date such as 2026-02-28 is in the calendar: read as an instant, the 30th of February is the 2nd of March. */
export function isDay(day: string): boolean {
  const ms = Date.parse(day)
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(day)
}
