import { expect, test } from 'vitest'
import { parseWhole } from '../../../shared/domain/wholeNumber.ts'

const of = { least: 1, most: 20 }

test.each([
  ['1', 1],
  ['20', 20],
  ['007', 7],
])('%s is a whole number within the bounds', (text, value) => {
  expect(parseWhole('--count', text, of)).toBe(value)
})

test.each(['0', '21', '', ' 3', '3.0', '-1', '1e1', '0x3', '00000000001'])('"%s" is not', (text) => {
  expect(() => parseWhole('--count', text, of)).toThrow(`--count = ${text}: use a whole number from 1 to 20`)
})

test('what else a person should know is said instead', () => {
  expect(() => parseWhole('--count', 'x', { ...of, remedy: 'count the markets' })).toThrow(
    '--count = x: count the markets',
  )
})
