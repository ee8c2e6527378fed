/** Below it a number is of seconds: the year 1973 in ms, the year 5138 in s. */
const LEAST_MS = 1e11
/** With its zone, or nobody could say when it was. */
const DATED = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)$/

/** An instant as recorders write it: ms or seconds since 1970, as a number or digits, or a date with its zone; null: none. */
export function instantMs(printed: string | number): number | null {
  const ms = typeof printed === 'string' && DATED.test(printed) ? dateMs(printed) : numberMs(Number(printed))
  return Number.isSafeInteger(ms) && ms > 0 ? ms : null
}

const numberMs = (value: number): number => Math.floor(value >= LEAST_MS ? value : value * 1_000)

/** "2026-01-05 12:00:00+00" too, which is no ISO date. */
const dateMs = (text: string): number =>
  Date.parse(
    text
      .replace(' ', 'T')
      .replace(/([+-]\d\d)(:?(\d\d))?$/, (_, hours, __, minutes = '00') => `${hours}:${minutes}`),
  )
