import { describe, expect, test } from 'vitest'
import { type MeasuredGain, ranked } from '../../../../desk/sweep/rank.ts'
import { type JudgedVariant, recommend } from '../../../../desk/sweep/recommend.ts'

const measured = (totalMicros: number, low: number | null): MeasuredGain => ({
  totalMicros,
  interval: low === null ? null : { lowMicros: low, highMicros: 2 * totalMicros - low },
})
const variant = (search: MeasuredGain, heldOut: MeasuredGain, isPresent = false): JudgedVariant => ({
  search,
  heldOut,
  isPresent,
})
const NO_LUCK = { meanMicros: 1, highMicros: 2, chance: 0 }
const PRESENT = variant(measured(10, -5), measured(10, -5), true)

test('the ranking is by the lower bound on the search tapes; who has none comes after, by the total', () => {
  const named = [
    { name: 'much, not proven', search: measured(900, -100) },
    { name: 'too few, much', search: measured(5_000, null) },
    { name: 'little, proven', search: measured(50, 40) },
    { name: 'too few, little', search: measured(1, null) },
    { name: 'loss', search: measured(-50, -90) },
  ]

  expect(ranked(named).map(({ name }) => name)).toEqual([
    'little, proven',
    'loss',
    'much, not proven',
    'too few, much',
    'too few, little',
  ])
})

describe('what is recommended', () => {
  const good = measured(100, 50)
  test.each([
    ['take', [variant(good, good), PRESENT], NO_LUCK],
    ['present', [variant(good, good, true), variant(measured(90, 40), measured(500, 400))], NO_LUCK],
    ['tooFew', [variant(measured(100, null), good), PRESENT], NO_LUCK],
    ['tooFew', [], NO_LUCK],
    ['unproven', [variant(measured(100, -1), good), PRESENT], NO_LUCK],
    ['unproven', [variant(measured(100, 0), good), PRESENT], NO_LUCK],
    ['luck', [variant(good, good), PRESENT], { ...NO_LUCK, chance: 0.06 }],
    ['luck', [variant(good, good), PRESENT], null],
    ['notHeld', [variant(good, measured(100, -1)), PRESENT], NO_LUCK],
    ['notHeld', [variant(good, measured(100, 0)), PRESENT], NO_LUCK],
    ['notHeld', [variant(good, measured(100, null)), PRESENT], NO_LUCK],
    ['notHeld', [variant(good, measured(100, -1), true)], NO_LUCK],
    ['worse', [variant(good, good), variant(measured(10, 5), measured(100, 99), true)], NO_LUCK],
  ] as const)('%s', (says, variants, luck) => {
    expect(recommend(variants, luck)).toBe(says)
  })

  test('a second one that holds is not taken in place of a first one that does not', () => {
    const first = variant(good, measured(-100, -150))
    const second = variant(measured(99, 49), measured(1_000, 900))

    expect(recommend([first, second, PRESENT], NO_LUCK)).toBe('notHeld')
  })
})
