import { expect, test } from 'vitest'
import { isEmpty } from '../../../shared/machine/isEmpty.ts'
import {
  at,
  dead,
  entryState,
  exitState,
  holding,
  id,
  leg,
  openState,
  order,
  shares,
  state,
} from '../../support/build.ts'

const stuckExit = order({ side: 'SELL', life: dead(at(-900)), stuck: true })

test.each([
  ['that never traded', state(), true],
  ['with dust', state({ folded: holding(3) }), true],
  ['whose orders are closed', state({ orders: [order({ life: dead(), closedAtMs: at(0) })] }), true],
  ['with an entry', entryState, false],
  ['with a position', openState, false],
  ['with an exit', exitState, false],
  [
    'with a purchase that settles, too small to be sold',
    state({
      orders: [order({ life: dead(), closedAtMs: at(0), sizeMicros: shares(3) })],
      legs: [leg({ status: 'PROVISIONAL', sizeMicros: shares(3) })],
    }),
    false,
  ],
  [
    'with an order whose fills are missing, and one that is closed',
    state({ orders: [order({ id: id(2), life: dead(), closedAtMs: at(0) }), stuckExit] }),
    false,
  ],
])('a market %s is empty: %s', (_, of, empty) => {
  expect(isEmpty(of)).toBe(empty)
})
