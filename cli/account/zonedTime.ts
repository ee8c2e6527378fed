import { wrongValue } from '../../shared/domain/inputError.ts'

/** Local times of one time zone, for people and tax years: "2026-03-29 03:00:00". */
export type ZonedTime = (epochMs: number) => string

/** @throws InputError where there is no such zone. */
export function createZonedTime(timeZone: string): ZonedTime {
  try {
    // Swedish dates are year, month, day, as sorting wants them.
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
    return (epochMs) => format.format(epochMs)
  } catch {
    throw wrongValue('--time-zone', timeZone, 'use a name of the tz database, such as Europe/Berlin or UTC')
  }
}

export function parseYear(text: string): string {
  if (/^20\d\d$/.test(text)) return text
  throw wrongValue('--year', text, 'use a year such as 2026')
}
