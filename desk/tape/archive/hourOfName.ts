/** The hour that the name of a file of the archive states, in Unix ms; null where it states none. */
export function hourOfName(name: string): number | null {
  const [, day, hour] = /(\d{4}-\d{2}-\d{2})T(\d{2})\.parquet$/.exec(name) ?? []
  const ms = Date.parse(`${day}T${hour}:00:00Z`)
  return Number.isNaN(ms) ? null : ms
}

/** The archive's name of an hour. */
export const nameOfHour = (hourMs: number): string =>
  `polymarket_orderbook_${new Date(hourMs).toISOString().slice(0, 13)}.parquet`
