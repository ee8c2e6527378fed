import { describe, expect, test } from 'vitest'
import type { OrderDraft } from '../../../shared/domain/order.ts'
import { usdc } from '../../../shared/domain/units.ts'
import { contextOf } from '../../../shared/machine/context.ts'
import type { Action } from '../../../shared/machine/decision.ts'
import { riskCheck } from '../../../shared/machine/riskCheck.ts'
import { type AllowedAction, rowName } from '../../../shared/machine/row.ts'
import type { MarketState, Phase } from '../../../shared/machine/state.ts'
import type { TickState } from '../../../shared/machine/states.ts'
import { checkChange, rowOf } from '../../../shared/machine/transitions.ts'
import {
  at,
  dead,
  entryState,
  exitState,
  holding,
  id,
  leg,
  MARKET,
  observation,
  openState,
  order,
  settings,
  shares,
  state,
} from '../../support/build.ts'
import { bench } from '../../support/engineBench.ts'
import { PHASES } from '../../support/machineTables.ts'

type Asked = Action<OrderDraft>
const post = (over: object = {}): Asked => ({
  do: 'post',
  draft: { ...order(), market: MARKET, purpose: 'entry', side: 'BUY', expiresAtMs: at(300), ...over },
})
const cancel = (n: number): Asked => ({ do: 'cancel', id: id(n), why: '' })
const sale = (purpose: string, over: object = {}): Asked => post({ purpose, side: 'SELL', ...over })

/** A position whose exit rests while the rest of its entry still lives. */
const bothState = state({ ...exitState, orders: [order(), ...exitState.orders] })
const holdsEntry = state({ folded: holding(20), orders: [order()] })

function check(
  of: MarketState,
  by: readonly [TickState, AllowedAction],
  actions: readonly Asked[],
  with_ = settings(),
) {
  const row = { at: by[0], does: by[1], code: 'halted', reason: '', actions } as const
  return riskCheck(contextOf(of, observation(), with_, true), row)
}

describe('nothing outside the allowed actions gets through', () => {
  test.each<readonly [string, MarketState, readonly [TickState, AllowedAction], readonly Asked[], string]>([
    ['two posts', state(), ['IDLE', 'post entry'], [post(), post()], 'IDLE: post entry: more than one post'],
    ['an exit from IDLE', state(), ['IDLE', 'post exit'], [sale('exit')], 'exit may not be posted from IDLE'],
    [
      'an entry from POSITION_OPEN',
      openState,
      ['POSITION_OPEN', 'post entry'],
      [post()],
      'may not be posted',
    ],
    ['an entry while one is pending', entryState, ['ENTRY_PENDING', 'wait'], [post()], 'from ENTRY_PENDING'],
    [
      'an exit while one is pending',
      exitState,
      ['EXIT_PENDING', 'wait'],
      [sale('exit')],
      'from EXIT_PENDING',
    ],
    ['a canary', state(), ['IDLE', 'wait'], [post({ purpose: 'canary' })], 'a canary may not be posted'],
    ['a selling entry', state(), ['IDLE', 'wait'], [post({ side: 'SELL' })], 'IDLE: wait: a entry is a SELL'],
    ['a buying exit', openState, ['POSITION_OPEN', 'wait'], [post({ purpose: 'exit' })], 'a exit is a BUY'],
    [
      'a selling canary',
      state(),
      ['NOT_ARMED', 'observe'],
      [sale('canary')],
      'NOT_ARMED: observe: a canary is a SELL',
    ],
    [
      'an entry while halted',
      state(),
      ['HALTED', 'flatten'],
      [post()],
      'a entry may not be posted from IDLE',
    ],
    ['an exit while halted', openState, ['HALTED', 'wait'], [sale('exit')], 'a exit may not be posted'],
    [
      'a flatten at a STOP',
      openState,
      ['STOP', 'STOP'],
      [sale('flatten')],
      'STOP: a flatten may not be posted',
    ],
    [
      'a flatten while not armed',
      openState,
      ['NOT_ARMED', 'observe'],
      [sale('flatten')],
      'a flatten may not',
    ],
    ['a flatten while settling', openState, ['SETTLING', 'wait'], [sale('flatten')], 'a flatten may not'],
    ['a flatten while running', openState, ['POSITION_OPEN', 'wait'], [sale('flatten')], 'a flatten may not'],
    [
      'a cancel of an order not in the item',
      entryState,
      ['ENTRY_PENDING', 'cancel entry'],
      [cancel(9)],
      'ENTRY_PENDING: cancel entry: cancel from ENTRY_PENDING',
    ],
    [
      'a cancel from IDLE',
      { ...entryState, phase: 'IDLE' },
      ['IDLE', 'wait'],
      [cancel(1)],
      'cancel from IDLE',
    ],
    [
      'an exit’s cancel while ENTRY_PENDING',
      { ...bothState, phase: 'ENTRY_PENDING' },
      ['ENTRY_PENDING', 'cancel entry'],
      [cancel(2)],
      'cancel from ENTRY_PENDING',
    ],
    [
      'an exit’s cancel from POSITION_OPEN',
      { ...bothState, phase: 'POSITION_OPEN' },
      ['POSITION_OPEN', 'wait'],
      [cancel(2)],
      'cancel from POSITION_OPEN',
    ],
  ])('%s', (_, of, by, actions, message) => {
    expect(() => check(of, by, actions)).toThrow(message)
  })

  test.each<readonly [string, MarketState, readonly [TickState, AllowedAction], readonly Asked[]]>([
    ['waiting', state(), ['IDLE', 'wait'], []],
    ['an entry from IDLE', state(), ['IDLE', 'post entry'], [post()]],
    ['an entry’s cancel while ENTRY_PENDING', entryState, ['ENTRY_PENDING', 'cancel entry'], [cancel(1)]],
    [
      'an exit, and the cancel of the entry’s rest',
      holdsEntry,
      ['POSITION_OPEN', 'post exit'],
      [cancel(1), sale('exit')],
    ],
    ['an exit at the market', openState, ['POSITION_OPEN', 'post exit'], [sale('takerExit')]],
    ['both cancels while EXIT_PENDING', bothState, ['EXIT_PENDING', 'reprice exit'], [cancel(1), cancel(2)]],
    ['a flatten while halted', openState, ['HALTED', 'flatten'], [sale('flatten')]],
    ['a canary while not armed', state(), ['NOT_ARMED', 'observe'], [post({ purpose: 'canary' })]],
    ['any cancel at a STOP', { ...bothState, phase: 'IDLE' }, ['STOP', 'STOP'], [cancel(1), cancel(2)]],
    [
      'any cancel while halted',
      { ...bothState, phase: 'IDLE' },
      ['HALTED', 'cancel what lives'],
      [cancel(2)],
    ],
    ['any cancel while not armed', { ...bothState, phase: 'IDLE' }, ['NOT_ARMED', 'observe'], [cancel(1)]],
  ])('%s does, as it was asked for', (_, of, by, actions) => {
    expect(check(of, by, actions)).toEqual(actions)
  })
})

describe('nothing beyond the limits gets through', () => {
  test('an entry that would lead above the cap', () => {
    // 11.20 USDC are pending, and 11.20 more are asked for.
    const enter = (capMicros: number) =>
      check(
        entryState,
        ['IDLE', 'post entry'],
        [post()],
        settings({ risk: { maxUsdcLockedMicros: usdc(capMicros) } }),
      )

    expect(enter(22_400_000)).toHaveLength(1)
    expect(() => enter(22_399_999)).toThrow('IDLE: post entry: a entry to 22400000 above the cap')
  })

  test.each<readonly [string, MarketState, number]>([
    ['than there are', openState, 20],
    ['than have settled', state({ folded: holding(12), legs: [leg({ status: 'PROVISIONAL' })] }), 12],
    [
      'than a stuck exit leaves',
      state({
        folded: holding(20),
        orders: [order({ id: id(2), side: 'SELL', sizeMicros: shares(8), life: dead(), stuck: true })],
      }),
      12,
    ],
  ])('a sale of more shares %s', (_, of, most) => {
    const sell = (count: number) =>
      check(of, ['HALTED', 'flatten'], [sale('flatten', { sizeMicros: shares(count) })])

    expect(sell(most)).toHaveLength(1)
    expect(() => sell(most + 0.01)).toThrow(`${(most + 0.01) * 1e6}, and ${most * 1e6} have settled`)
  })
})

test('what no risk check has let pass is of no type that can be posted: the compiler refuses it', async () => {
  const { venue, clock } = bench()
  const draft: OrderDraft = { ...order(), market: MARKET }
  // @ts-expect-error: only what is approved is an action
  const action: Action = { do: 'post', draft }
  const signing = await venue.sign(draft)
  // @ts-expect-error: only what is approved can be posted, though anything can be signed
  const send = () => signing.is === 'signed' && venue.post(signing.order, clock.monotonicMs())

  expect(action.do).toBe('post')
  expect(signing.is).toBe('signed')
  expect(send).toBeTypeOf('function')
})

test('a row is called as in every audit record so far', () => {
  expect(rowName({ at: 'IDLE', does: 'post entry' })).toBe('IDLE: post entry')
  expect(rowName({ at: 'STOP', does: 'STOP' })).toBe('STOP')
})

describe('a change of the phase has a row', () => {
  const ACTED = [
    'IDLE -> ENTRY_PENDING',
    'ENTRY_PENDING -> IDLE',
    'POSITION_OPEN -> EXIT_PENDING',
    'EXIT_PENDING -> IDLE',
    'EXIT_PENDING -> ENTRY_PENDING',
    'EXIT_PENDING -> POSITION_OPEN',
  ]
  const changes = PHASES.flatMap((from) =>
    PHASES.flatMap((to) => (from === to ? [] : [{ from, to, name: `${from} -> ${to}` }])),
  )

  test.each(changes)('$name', ({ from, to, name }) => {
    expect(rowOf(from, to, 'acted') !== undefined).toBe(ACTED.includes(name))
    // Late fills and settlements taken back can lead from anywhere to anywhere.
    expect(rowOf(from, to, 'observed')).toBeDefined()
  })

  test.each<Phase>([...PHASES])('staying %s needs none', (phase) => {
    expect(() => checkChange(phase, { ...state(), phase }, 'acted')).not.toThrow()
    expect(() => checkChange(phase, { ...state(), phase }, 'observed')).not.toThrow()
  })

  test('without one it is an error in the bot', () => {
    expect(() => checkChange('IDLE', openState, 'acted')).toThrow('no row from IDLE to POSITION_OPEN, acted')
  })
})

describe('what a row shows must hold of the state it leads to', () => {
  const cancelled = order({ life: dead(), closedAtMs: at(0) })
  const exit = order({ id: id(2), side: 'SELL' })

  test.each<readonly [string, Phase, MarketState, 'acted' | 'observed']>([
    ['a cancel that is not confirmed', 'ENTRY_PENDING', { ...entryState, phase: 'IDLE' }, 'acted'],
    [
      'a cancel whose fills are not counted',
      'ENTRY_PENDING',
      { ...state({ orders: [order({ life: dead() })] }), phase: 'IDLE' },
      'acted',
    ],
    ['an entry that may be live', 'ENTRY_PENDING', { ...entryState, phase: 'IDLE' }, 'observed'],
    [
      'a fill without an id',
      'ENTRY_PENDING',
      { ...openState, legs: [leg({ tradeId: 'Unknown' as never })] },
      'observed',
    ],
    [
      'a fill of another token',
      'ENTRY_PENDING',
      { ...openState, legs: [leg({ tokenId: '8' as never })] },
      'observed',
    ],
    [
      'a fill that is not settled',
      'ENTRY_PENDING',
      { ...state({ legs: [leg({ status: 'PROVISIONAL' })] }), phase: 'POSITION_OPEN' },
      'observed',
    ],
    ['a position that is still held', 'EXIT_PENDING', { ...openState, phase: 'IDLE' }, 'observed'],
    ['a position that is not held', 'EXIT_PENDING', { ...state(), phase: 'POSITION_OPEN' }, 'acted'],
    [
      'an exit whose fills are not counted',
      'EXIT_PENDING',
      { ...state({ folded: holding(20), orders: [{ ...exit, life: dead() }] }), phase: 'POSITION_OPEN' },
      'acted',
    ],
  ])('%s is an error in the bot', (_, from, after, by) => {
    const row = rowOf(from, after.phase, by)
    expect(() => checkChange(from, after, by)).toThrow(`${from} to ${after.phase}, ${by}, but not: `)
    expect(row?.shows?.length).toBeGreaterThan(0)
  })

  test('what is as it should be passes, also with an exit that a person was called for', () => {
    const stuck = { ...exit, life: dead(), stuck: true } as const
    const held = state({ folded: holding(20), orders: [stuck] })

    expect(() => checkChange('ENTRY_PENDING', state({ orders: [cancelled] }), 'acted')).not.toThrow()
    expect(() => checkChange('ENTRY_PENDING', { ...openState, legs: [leg()] }, 'observed')).not.toThrow()
    expect(() => checkChange('EXIT_PENDING', held, 'acted')).not.toThrow()
  })
})
