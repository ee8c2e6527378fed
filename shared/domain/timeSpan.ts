import { wrongValue } from './inputError.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

/** A length of time as a person types it, in ms: "90s", "1h30m", "2d". @throws InputError */
export function parseTimeSpan(field: string, text: string): number {
  const parts = /^(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,4})m)?(?:(\d{1,5})s)?$/.exec(text)
  const [, d = '0', h = '0', m = '0', s = '0'] = parts ?? []
  const ms = Number(d) * DAY_MS + Number(h) * HOUR_MS + Number(m) * 60_000 + Number(s) * 1_000
  if (parts !== null && text !== '') return ms
  throw wrongValue(field, text, 'use a time such as 30m, 1h30m or 2d')
}
