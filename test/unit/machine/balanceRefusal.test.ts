import { expect, test } from 'vitest'
import { size } from '../../../shared/domain/units.ts'
import { isExplained } from '../../../shared/machine/balanceRefusal.ts'

const text = (parts: string) => `not enough balance / allowance: the balance is not enough -> ${parts}`
const ORDER = 'order amount (inc. fees): 10000000'

const cases: readonly (readonly [name: string, text: string, ownMicros: number, explained: boolean])[] = [
  [
    'our own unsettled shares',
    text(`balance: 12000000, sum of matched orders: 5000000, ${ORDER}`),
    5_000_000,
    true,
  ],
  [
    'our own resting order, just cancelled',
    text(`balance: 12000000, sum of active orders: 5000000, ${ORDER}`),
    5_000_000,
    true,
  ],
  [
    'both of them',
    text(`balance: 12000000, sum of matched orders: 2000000, sum of active orders: 3000000, ${ORDER}`),
    5_000_000,
    true,
  ],
  [
    'more than is ours',
    text(`balance: 12000000, sum of matched orders: 5000001, ${ORDER}`),
    5_000_000,
    false,
  ],
  [
    'a balance that does exactly',
    text(`balance: 10000000, sum of matched orders: 5000000, ${ORDER}`),
    5_000_000,
    true,
  ],
  [
    'a balance that would not do anyhow',
    text(`balance: 9999999, sum of matched orders: 5000000, ${ORDER}`),
    5_000_000,
    false,
  ],
  ['nothing held back at all', text(`balance: 12000000, ${ORDER}`), 5_000_000, false],
  ['a detail that tells no balance', text(`sum of matched orders: 9000000, ${ORDER}`), 5_000_000, true],
  ['a detail that tells no order', text('balance: 1, sum of matched orders: 9000000'), 5_000_000, true],
  [
    'a missing allowance',
    'not enough balance / allowance: the allowance is not enough -> allowance: 0',
    5_000_000,
    false,
  ],
  ['no detail, with something of ours unsettled', 'not enough balance / allowance', 1, true],
  ['no detail, with nothing of ours unsettled', 'not enough balance / allowance', 0, false],
]

test.each(cases)('a SELL refused for %s', (_, words, ownMicros, explained) => {
  expect(isExplained(words, size(ownMicros))).toBe(explained)
})
