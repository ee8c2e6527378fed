import { describe, expect, test } from 'vitest'
import { known } from '../../shared/domain/read.ts'
import { phaseOf } from '../../shared/machine/phase.ts'
import { STATES } from '../../shared/machine/states.ts'
import {
  at,
  balanceOf,
  cancels,
  cents,
  decide,
  entryState,
  exitState,
  holding,
  id,
  idleState,
  now,
  observation,
  openState,
  order,
  posts,
  shares,
  state,
  venueOrder,
} from '../support/build.ts'
import { PHASES } from '../support/machineTables.ts'
import { book, calmBook } from '../support/market.ts'

const lower = known(
  book(
    [
      [0.5, 500],
      [0.49, 900],
    ],
    [
      [0.52, 400],
      [0.53, 800],
    ],
  ),
  at(-0.5),
)

/** "State Definitions", word for word, and what of it is an order to post or to cancel. */
const DEFINITIONS = [
  ['IDLE', 'No inventory, no pending orders', 'Post entry order', ['entry'], []],
  ['ENTRY_PENDING', 'Entry order posted, waiting for fill', 'Cancel entry, wait', [], ['BUY']],
  // The rest of the entry goes with the position, and an exit may take bids.
  ['POSITION_OPEN', 'Confirmed BUY fill, holding shares', 'Post exit order', ['exit', 'takerExit'], ['BUY']],
  ['EXIT_PENDING', 'Exit order posted, waiting for fill', 'Reprice exit, wait', [], ['BUY', 'SELL']],
] as const

describe('State Definitions', () => {
  test.each(DEFINITIONS)(
    '%s is in the table that the risk check runs',
    (phase, says, allows, posts, cancels) => {
      expect(STATES[phase]).toEqual({ says, allows, posts, cancels })
    },
  )

  test('there is no other state of the requirement, and those above it post what a person asked for alone', () => {
    const posts = Object.entries(STATES)
      .filter(([name]) => !PHASES.some((phase) => phase === name))
      .map(([name, row]) => [name, row.posts])

    expect([...PHASES]).toEqual(DEFINITIONS.map(([phase]) => phase))
    expect(Object.fromEntries(posts)).toEqual({
      STOP: [],
      HALTED: ['flatten'],
      NOT_ARMED: ['canary'],
      SETTLING: [],
    })
  })
})

describe('IDLE: No inventory, no pending orders', () => {
  test('is the state of an item without either', () => {
    expect(phaseOf(idleState)).toBe('IDLE')
  })

  test('Post entry order', () => {
    const { decision } = decide(idleState, observation())

    expect(posts(decision.actions)).toMatchObject([
      { purpose: 'entry', side: 'BUY', priceMicros: cents(56), postOnly: true, expiresAtMs: at(300) },
    ])
    expect(cancels(decision.actions)).toEqual([])
    expect(decision.audit.row).toBe('IDLE: post entry')
  })
})

describe('ENTRY_PENDING: Entry order posted, waiting for fill', () => {
  const listed = [venueOrder(order())]

  test('is the state of an item with an entry that is not closed', () => {
    expect(phaseOf(entryState)).toBe('ENTRY_PENDING')
  })

  test('wait', () => {
    const { decision } = decide(entryState, observation({ open: listed }))

    expect(decision.actions).toEqual([])
    expect(decision.audit.row).toBe('ENTRY_PENDING: wait')
  })

  test('Cancel entry', () => {
    const { decision } = decide(
      state({ ...entryState, lastGoodMid: { priceMicros: cents(51), atMs: at(-10) } }),
      observation({ open: listed, book: lower }),
    )

    expect(cancels(decision.actions)).toEqual([id(1)])
    expect(posts(decision.actions)).toEqual([])
    expect(decision.audit.row).toBe('ENTRY_PENDING: cancel entry')
  })
})

describe('POSITION_OPEN: Confirmed BUY fill, holding shares', () => {
  test('is the state of an item with settled shares and no exit', () => {
    expect(phaseOf(openState)).toBe('POSITION_OPEN')
  })

  test('Post exit order', () => {
    const { decision } = decide(openState, observation({ balance: balanceOf(20) }))

    expect(posts(decision.actions)).toMatchObject([
      { purpose: 'exit', side: 'SELL', sizeMicros: shares(20), priceMicros: cents(58), postOnly: true },
    ])
    expect(decision.audit.row).toBe('POSITION_OPEN: post exit')
  })

  test('posts no exit beyond what the balance read in this tick allows', () => {
    const { decision } = decide(openState, observation({ balance: balanceOf(7) }))

    expect(posts(decision.actions)).toMatchObject([{ sizeMicros: shares(7) }])
  })
})

describe('EXIT_PENDING: Exit order posted, waiting for fill', () => {
  const exit = order({ id: id(2), side: 'SELL', expiresAtMs: at(580) })
  const listed = [venueOrder(exit)]

  test('is the state of an item with an exit that is not closed', () => {
    expect(phaseOf(exitState)).toBe('EXIT_PENDING')
  })

  test('wait', () => {
    const { decision } = decide(exitState, observation({ open: listed, balance: balanceOf(20) }))

    expect(decision.actions).toEqual([])
    expect(decision.audit.reason).toBe('the exit rests')
  })

  test('Reprice exit', () => {
    const high = state({ ...exitState, orders: [{ ...exit, priceMicros: cents(63), intendedAtMs: at(-40) }] })

    const { decision } = decide(
      high,
      observation({ open: listed, balance: balanceOf(20), book: known(calmBook, at(-0.5)) }),
    )

    expect(cancels(decision.actions)).toEqual([id(2)])
    expect(posts(decision.actions)).toEqual([])
    expect(decision.audit.row).toBe('EXIT_PENDING: reprice exit')
  })

  test('keeps only the exit apart: shares held meanwhile do not open a second one', () => {
    const more = state({ ...exitState, folded: holding(24) })

    const { decision } = decide(more, observation({ open: listed, balance: balanceOf(24), nowMs: now }))

    expect(posts(decision.actions)).toEqual([])
  })
})
