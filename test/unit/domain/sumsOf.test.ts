import { expect, it } from 'vitest'
import { sumsOf } from '../../../shared/domain/sumsOf.ts'

const NAMES = ['fees', 'rewards'] as const

it('adds up the named fields and leaves the others out', () => {
  const all = [
    { fees: 1, rewards: 10, day: 'one' },
    { fees: 2, rewards: 20, day: 'two' },
  ]
  expect(sumsOf(all, NAMES)).toEqual({ fees: 3, rewards: 30 })
})

it.each([[[null, 20]], [[10, null]]])(
  'knows no sum of a field that one of them does not know: %j',
  (rewards) => {
    expect(
      sumsOf(
        rewards.map((each) => ({ fees: 1, rewards: each })),
        NAMES,
      ),
    ).toEqual({ fees: 2, rewards: null })
  },
)

it('is nothing where there are none', () => {
  expect(sumsOf([] as { readonly fees: number; readonly rewards: number }[], NAMES)).toEqual({
    fees: 0,
    rewards: 0,
  })
})
