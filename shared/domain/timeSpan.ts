import { InputError } from './inputError.ts'

const HOUR_MS = 3_600_000

/** A length of time as a person types it, in ms: "10m", "1h30m", "90s". @throws InputError */
export function parseTimeSpan(field: string, text: string): number {
  const parts = /^(?:(\d{1,4})h)?(?:(\d{1,4})m)?(?:(\d{1,5})s)?$/.exec(text)
  const [, h = '0', m = '0', s = '0'] = parts ?? []
  const ms = Number(h) * HOUR_MS + Number(m) * 60_000 + Number(s) * 1_000
  if (parts !== null && text !== '') return ms
  throw new InputError({ field, value: text, remedy: 'use a time such as 90s, 10m or 1h30m' })
}
