import { describe, expect, test } from 'vitest'
import type { Control } from '../../../shared/domain/control.ts'
import { known, unknown } from '../../../shared/domain/read.ts'
import { refusalsOf } from '../../../shared/machine/condition.ts'
import { contextOf } from '../../../shared/machine/context.ts'
import type { Row } from '../../../shared/machine/row.ts'
import { halted as haltedRow } from '../../../shared/machine/rows/halted.ts'
import { MAY_ENTER } from '../../../shared/machine/rows/idle.ts'
import { notArmed } from '../../../shared/machine/rows/notArmed.ts'
import { MAY_EXIT } from '../../../shared/machine/rows/positionOpen.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import { WATCHDOGS } from '../../../shared/machine/watchdogs.ts'
import {
  at,
  balanceOf,
  entryState,
  halted,
  holding,
  id,
  MARKET,
  observation,
  openState,
  settings,
  shares,
  state,
} from '../../support/build.ts'
import { book } from '../../support/market.ts'

type Seen = Parameters<typeof observation>[0]
const contextWith = (of: MarketState, seen: Seen = {}, with_ = settings()) =>
  contextOf(of, observation({ balance: balanceOf(20), ...seen }), with_, true)
const WIDE = known(book([[0.3, 500]], [[0.8, 500]]), at(-0.5))

describe('a flatten is posted', () => {
  const flatten = { seq: 4, markets: [MARKET] }
  const asked = halted({ doneSeq: 4, flatten })
  const rowOf = (control: Control, of = openState, seen: Seen = {}) =>
    haltedRow(contextWith(of, { control, ...seen }), control)

  test.each<readonly [string, Control, Row['does']]>([
    ['where it was requested in this halt, which is done', asked, 'flatten'],
    ['not where it was requested in an earlier one', { ...asked, flatten: { ...flatten, seq: 3 } }, 'wait'],
    ['not before the halt is done', { ...asked, doneSeq: 3 }, 'wait'],
    ['not for another market', { ...asked, flatten: { ...flatten, markets: [] } }, 'wait'],
    ['not unasked', { ...asked, flatten: null }, 'wait'],
  ])('%s', (_, control, does) => {
    expect(rowOf(control).does).toBe(does)
  })

  test('not with an order of the person’s own', () => {
    expect(rowOf(asked, { ...openState, handOrders: [id(77)] })).toStrictEqual({
      at: 'HALTED',
      does: 'wait',
      code: 'noFlatten',
      reason: 'no flatten: an order of your own rests here',
      refusals: ['handOrder'],
      actions: [],
    })
  })

  test('and a wait has no reasons where none is known, nor a rest where none is left', () => {
    expect(rowOf({ ...asked, flatten: null })).toStrictEqual({
      at: 'HALTED',
      does: 'wait',
      code: 'halted',
      reason: 'halted by OPERATOR',
      actions: [],
    })
    expect(rowOf(asked)).not.toHaveProperty('left')
  })

  test('and what the bids leave is reported from the minimum size on', () => {
    const leaves = (count: number) => {
      const bids = known(book([[0.56, 20 - count]], [[0.58, 400]]), at(-0.5))
      return rowOf(asked, openState, { book: bids }).left?.sizeMicros
    }

    expect(leaves(5)).toBe(shares(5))
    expect(leaves(4.99)).toBeUndefined()
  })
})

describe('an entry is posted', () => {
  const dusty = state({ folded: holding(4) })
  const holdsDust = settings({ risk: { dust: 'hold' } })

  test.each<readonly [string, MarketState, typeof holdsDust, readonly string[]]>([
    ['with dust, which counts as flat', dusty, settings(), []],
    ['not with dust where that is to be held', dusty, holdsDust, ['dust']],
    ['where nothing at all is held', state(), holdsDust, []],
    ['not with another', entryState, settings(), ['pending']],
  ])('%s', (_, of, with_, refusals) => {
    expect(refusalsOf(MAY_ENTER, contextWith(of, {}, with_))).toEqual(refusals)
  })
})

test('an exit needs no book that can be read where the rules are known, and no more than that', () => {
  const barred = (seen: Seen) => refusalsOf(MAY_EXIT, contextWith(openState, seen))

  expect(barred({ book: unknown('x') })).toEqual([])
  expect(barred({ book: unknown('x'), info: unknown('x') })).toContain('bookUnknown')
  expect(barred({ book: WIDE })).toContain('spreadWide')
})

test('what is not armed says why an armed tick would post nothing', () => {
  const would: Row = { at: 'IDLE', does: 'wait', code: 'noEntry', reason: 'no entry: a reason', actions: [] }

  expect(notArmed(contextWith(state()), would).reason).toBe('no entry: a reason')
  expect(notArmed(contextWith(openState), null).reason).toBe('holding')
})

test.each<readonly [string, MarketState, boolean]>([
  ['exactly the minimum size', state({ folded: holding(5) }), true],
  ['less', state({ folded: holding(4.99) }), false],
  ['a position in a market that is closed', { ...openState, settling: true }, false],
])('a price is missed for %s', (_, of, isMissed) => {
  const dog = WATCHDOGS.find(({ name }) => name === 'priceNotBelieved')
  const row: Row = { at: 'POSITION_OPEN', does: 'wait', code: 'noExit', reason: '', actions: [] }

  expect(dog?.find(contextWith(of, { book: WIDE }), row) !== null).toBe(isMissed)
})
