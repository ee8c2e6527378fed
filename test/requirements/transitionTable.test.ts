import { describe, expect, test } from 'vitest'
import { known, unknown } from '../../shared/domain/read.ts'
import { refusalsOf } from '../../shared/machine/condition.ts'
import { contextOf } from '../../shared/machine/context.ts'
import { TRANSITIONS } from '../../shared/machine/transitions.ts'
import {
  at,
  decide,
  entryState,
  holding,
  leg,
  observation,
  openState,
  settings,
  shares,
  state,
} from '../support/build.ts'
import { conditionsOf } from '../support/machineTables.ts'

/** The rows of requirements.md, in its own words. */
const REQUIRED: readonly (readonly [
  from: string,
  to: string,
  trigger: string,
  conditions: readonly string[],
])[] = [
  [
    'IDLE',
    'ENTRY_PENDING',
    'Entry order posted',
    [
      'No confirmed inventory (from fills)',
      'No pending entry orders',
      'Exposure < MAX_USDC_LOCKED',
      'Market in valid regime',
    ],
  ],
  ['ENTRY_PENDING', 'IDLE', 'Entry order cancelled (stale, regime change)', ['Cancel confirmed via API']],
  [
    'ENTRY_PENDING',
    'POSITION_OPEN',
    'BUY fill detected from trades API',
    ['Fill has valid trade_id (not unknown)', 'Fill token matches our market'],
  ],
  ['POSITION_OPEN', 'EXIT_PENDING', 'Exit order posted', ['Confirmed inventory > 0']],
  ['EXIT_PENDING', 'IDLE', 'SELL fill detected from trades API', ['Fill closes entire position']],
  ['EXIT_PENDING', 'POSITION_OPEN', 'Exit order cancelled for repricing', ['Still have confirmed inventory']],
]

describe('State Transitions', () => {
  test.each(REQUIRED)('%s -> %s is in the table: %s', (from, to, trigger, conditions) => {
    const row = TRANSITIONS.find((each) => each.required && each.from === from && each.to === to)

    expect(row?.trigger.startsWith(trigger)).toBe(true)
    expect(row && conditionsOf(row)).toEqual(expect.arrayContaining([...conditions]))
  })

  test('nothing else is said to be required', () => {
    expect(TRANSITIONS.filter((row) => row.required)).toHaveLength(REQUIRED.length)
  })
})

describe('the table is what the machine runs', () => {
  test('each phase has one row that acts, and those that post ask first', () => {
    const acting = TRANSITIONS.filter(({ act }) => act !== undefined)

    expect(acting.map(({ from, to }) => [from, to])).toEqual([
      ['IDLE', 'ENTRY_PENDING'],
      ['ENTRY_PENDING', 'IDLE'],
      ['POSITION_OPEN', 'EXIT_PENDING'],
      ['EXIT_PENDING', 'POSITION_OPEN'],
    ])
    expect(acting.filter(({ asks }) => asks !== undefined).map(({ to }) => to)).toEqual([
      'ENTRY_PENDING',
      'EXIT_PENDING',
    ])
  })

  test.each([
    ['IDLE', state({ folded: holding(2) }), 'noEntry'],
    ['POSITION_OPEN', openState, 'noExit'],
  ])(
    'the refusals of a tick in %s are the conditions that do not hold, in their order',
    (phase, of, code) => {
      const blind = observation({
        trades: unknown('x'),
        openOrders: unknown('x'),
        skewMs: known(6_000, at(-1)),
        info: unknown('x'),
        book: unknown('x'),
      })
      const { facts, decision } = decide(of, blind, settings({ risk: { dust: 'hold' } }))
      const context = contextOf(
        decision.state,
        blind,
        settings({ risk: { dust: 'hold' } }),
        facts.tradesUsable,
      )
      const asks = TRANSITIONS.find(({ from, act }) => from === phase && act !== undefined)?.asks ?? []

      expect(decision.audit.code).toBe(code)
      expect(decision.audit.refusals).toEqual(refusalsOf(asks, context))
      expect(decision.audit.refusals).toEqual(
        phase === 'IDLE'
          ? [
              'tradesUnread',
              'clockSkew',
              'infoUnknown',
              'openOrdersUnread',
              'dust',
              'bookUnknown',
              'infoUnknown',
            ]
          : ['tradesUnread', 'clockSkew', 'infoUnknown', 'balanceUnread', 'bookUnknown', 'infoUnknown'],
      )
    },
  )

  test('a position with an entry, or an entry with another, is refused by the condition itself', () => {
    const ask = (of: typeof openState) =>
      refusalsOf(TRANSITIONS[0]?.asks ?? [], contextOf(of, observation(), settings(), true))

    expect(ask(openState)).toEqual(['holding'])
    expect(ask(entryState)).toEqual(['pending'])
    expect(ask(state({ legs: [leg({ status: 'PROVISIONAL' })] }))).toEqual(['pending'])
    expect(ask(state({ exitOnly: ['exposure', 'drain'] }))).toEqual(['exposure', 'drain'])
  })

  test('an exit with nothing held is refused by the condition itself', () => {
    const exits = TRANSITIONS.find(({ to, act }) => to === 'EXIT_PENDING' && act !== undefined)
    const flat = contextOf(state(), observation({ balance: known(shares(20), at(-1)) }), settings(), true)

    expect(refusalsOf(exits?.asks ?? [], flat)).toEqual(['notHeld'])
  })
})
