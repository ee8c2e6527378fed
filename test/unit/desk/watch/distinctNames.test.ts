import { expect, test } from 'vitest'
import { distinctNames } from '../../../../desk/watch/distinctNames.ts'

const shown = (names: readonly string[], width: number) => names.map(distinctNames(names, width))

test('names that fit are whole, and one that does not keeps its beginning and its outcome', () => {
  expect(shown(['Will it rain? – Yes', 'Will it snow? – No'], 20)).toEqual([
    'Will it rain? – Yes',
    'Will it snow? – No',
  ])
  expect(shown(['Will the Boston Red Sox win on June 24? – Yes'], 16)).toEqual(['Will the … – Yes'])
})

test('names that begin alike lose what they share, not what differs', () => {
  const names = [3, 12, 13].flatMap((n) =>
    ['Yes', 'No'].map((outcome) => `Will candidate ${n} win the presidency of this republic? – ${outcome}`),
  )

  const cut = shown(names, 17)

  expect(new Set(cut).size).toBe(names.length)
  expect(cut[0]).toMatch(/^…3 win .*– Yes$/)
  expect(cut[3]).toMatch(/^…12 win .*– No$/)
  expect(Math.max(...cut.map((text) => text.length))).toBeLessThanOrEqual(17)
})

test('one of many that would differ by its end alone loses the shared beginning too', () => {
  const names = [46_415, 32_289, 7_064].map((seed) => `A calm market made up from seed ${seed} – Yes`)

  expect(shown(names, 20)).toEqual(['…46415 – Yes', '…32289 – Yes', '…7064 – Yes'])
})

test('names that differ in a second place only are distinguished there', () => {
  const names = ['north', 'south'].map(
    (where) => `Will the governor of the largest state in the ${where} of the whole union resign? – Yes`,
  )

  expect(shown(names, 16).map((text) => text.slice(0, 6))).toEqual(['…north', '…south'])
})

test.each([13, 17, 26, 40])('names that differ in two places keep both, in %i characters', (width) => {
  const places = ['Elandia', 'Port Vale', 'Westhaven', 'Low Moor']
  const names = places.flatMap((place, vote) =>
    [1, 2, 12].flatMap((candidate) =>
      ['Yes', 'No'].map(
        (outcome) => `Will Candidate ${candidate} win vote ${vote} of ${place}? – ${outcome}`,
      ),
    ),
  )

  const cut = shown(names, width)

  expect(new Set(cut).size).toBe(names.length)
  expect(Math.max(...cut.map((text) => text.length))).toBeLessThanOrEqual(width)
})

test('equal names are equal, and one without a space is cut', () => {
  expect(shown(['a'.repeat(30), 'a'.repeat(30)], 10)).toEqual(['aaaaa…aaaa', 'aaaaa…aaaa'])
  expect(shown([`${'a'.repeat(20)}b`, `${'a'.repeat(20)}c`], 10)).toEqual(['aaaaa…aaab', 'aaaaa…aaac'])
})
