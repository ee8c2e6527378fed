import { expect, test } from 'vitest'
import { createZonedTime, parseYear } from '../../../cli/account/zonedTime.ts'
import { looksLikeInstant, parseInstant, parsePeriod } from '../../../cli/terminal/period.ts'

const NOW = Date.parse('2026-03-01T12:00:00Z')

test.each([
  ['2026-02-28T10:00:00Z', '2026-02-28T10:00:00.000Z'],
  ['2026-02-28T10:00:00', '2026-02-28T10:00:00.000Z'],
  ['2026-02-28T10:00:00+01:00', '2026-02-28T09:00:00.000Z'],
  ['2026-02-28', '2026-02-28T00:00:00.000Z'],
  ['09:30', '2026-03-01T09:30:00.000Z'],
  ['09:30:15Z', '2026-03-01T09:30:15.000Z'],
  ['09:30:15.250', '2026-03-01T09:30:15.250Z'],
  ['2026-02-28 10:00:00', '2026-02-28T10:00:00.000Z'],
  ['2026-02-28 10:00:00.5Z', '2026-02-28T10:00:00.500Z'],
  // Twelve o'clock is now; the last ten past twelve was yesterday.
  ['12:00', '2026-03-01T12:00:00.000Z'],
  ['12:10', '2026-02-28T12:10:00.000Z'],
])('%s is an instant in UTC, whatever this machine thinks', (text, iso) => {
  expect(parseInstant(text, NOW)).toBe(Date.parse(iso))
})

test.each([
  't-123',
  '0xabc',
  '2026',
  '2026-02-28T99:00:00Z',
  '2026-02-30',
  '2026-02-30T10:00:00Z',
  '25:00',
  '12:61',
  '',
])('"%s" is none', (text) => {
  expect(parseInstant(text, NOW)).toBeNull()
})

test.each([
  ['25:61', true],
  ['2026-02-30', true],
  ['8d2f0a6e-3c11-4e57-9d0e-3e9a1a1f4b6c', false],
  ['20261234-3c11-4e57-9d0e-3e9a1a1f4b6c', false],
  ['0xabc', false],
])('whether "%s" was meant to be one: %s', (text, meant) => {
  expect(looksLikeInstant(text)).toBe(meant)
})

test('shortly after midnight, a period may begin the evening before', () => {
  const midnight = Date.parse('2026-03-01T00:10:00Z')
  expect(parsePeriod({ last: '1h', from: '23:50', to: '00:05' }, midnight)).toEqual({
    fromMs: midnight - 1_200_000,
    toMs: midnight - 300_000,
  })
})

test('a period ends now and begins that long before, if nothing else is given', () => {
  expect(parsePeriod({ last: '30m' }, NOW)).toEqual({ fromMs: NOW - 1_800_000, toMs: NOW })
  expect(parsePeriod({ last: '1h', from: '11:00', to: '11:30' }, NOW)).toEqual({
    fromMs: NOW - 3_600_000,
    toMs: NOW - 1_800_000,
  })
})

test.each([
  [() => parsePeriod({ last: 'long' }, NOW), /--last = long: use a time such as 30m/],
  [() => parsePeriod({ last: '1h', from: 'x' }, NOW), /--from = x: use a time/],
  [
    () => parsePeriod({ last: '1h', from: '11:30', to: '11:00' }, NOW),
    /--from = 11:30: use a time before --to/,
  ],
  [() => createZonedTime('Mars/Olympus'), /--time-zone = Mars\/Olympus: use a name of the tz database/],
  [() => parseYear('26'), /--year = 26: use a year such as 2026/],
])('mistakes name field, value and remedy (%#)', (parse, message) => {
  expect(parse).toThrow(message)
})
