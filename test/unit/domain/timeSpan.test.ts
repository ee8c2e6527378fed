import { expect, test } from 'vitest'
import { parseTimeSpan } from '../../../shared/domain/timeSpan.ts'

test.each([
  ['90s', 90_000],
  ['10m', 600_000],
  ['1h30m', 5_400_000],
  ['2h', 7_200_000],
  ['2d', 172_800_000],
  ['1d12h', 129_600_000],
  ['0m', 0],
])('%s is %d ms', (text, ms) => {
  expect(parseTimeSpan('--for', text)).toBe(ms)
})

test.each(['', '30', 'm', '1m1h', '-5m', '1.5h', ' 5m'])('"%s" is refused, with the form to use', (text) => {
  expect(() => parseTimeSpan('--for', text)).toThrow(`--for = ${text}: use a time such as 30m, 1h30m or 2d`)
})
