import { InputError } from '../../shared/domain/inputError.ts'

const HOUR_MS = 3_600_000

/** 10m, 1h30m, 45s. @throws InputError */
export function lengthMs(field: string, text: string): number {
  const parts = /^(?:(\d{1,4})h)?(?:(\d{1,4})m)?(?:(\d{1,5})s)?$/.exec(text)
  const [, h = '0', m = '0', s = '0'] = parts ?? []
  const ms = Number(h) * HOUR_MS + Number(m) * 60_000 + Number(s) * 1_000
  if (parts !== null && ms > 0) return ms
  throw new InputError({ field, value: text, remedy: 'use a time such as 10m or 1h30m' })
}
