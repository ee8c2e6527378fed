import { describe, expect, test } from 'vitest'
import { checkActions } from '../../../shared/machine/allowed.ts'
import type { Action } from '../../../shared/machine/decision.ts'
import type { MarketState, Phase } from '../../../shared/machine/state.ts'
import { isListed } from '../../../shared/machine/transitions.ts'
import { at, entryState, exitState, holding, id, MARKET, openState, order, state } from './build.ts'

const post = (over: object = {}): Action => ({
  do: 'post',
  draft: { ...order(), market: MARKET, purpose: 'entry', side: 'BUY', expiresAtMs: at(300), ...over },
})
const cancel = (n: number): Action => ({ do: 'cancel', id: id(n), why: '' })
const sale = (purpose: string): Action => post({ purpose, side: 'SELL' })

/** A position whose exit rests while the rest of its entry still lives. */
const bothState = state({ ...exitState, orders: [order(), ...exitState.orders] })
const holdsEntry = state({ folded: holding(20), orders: [order()] })

const check = (of: MarketState, row: string, actions: readonly Action[]) =>
  checkActions(of, { row, code: 'halted', reason: '', actions })

describe('nothing outside the allowed actions gets through', () => {
  test.each<readonly [string, MarketState, string, readonly Action[], string]>([
    ['two posts', state(), 'IDLE: post entry', [post(), post()], 'IDLE: post entry: more than one post'],
    ['an exit from IDLE', state(), 'IDLE: post', [sale('exit')], 'a exit may not be posted from IDLE'],
    ['an entry from POSITION_OPEN', openState, 'POSITION_OPEN: post', [post()], 'a entry may not be posted'],
    ['an entry while one is pending', entryState, 'ENTRY_PENDING: x', [post()], 'posted from ENTRY_PENDING'],
    ['an exit while one is pending', exitState, 'EXIT_PENDING: x', [sale('exit')], 'from EXIT_PENDING'],
    [
      'a canary',
      state(),
      'IDLE: post',
      [post({ purpose: 'canary' })],
      'a canary may not be posted from IDLE',
    ],
    ['a selling entry', state(), 'IDLE: post', [post({ side: 'SELL' })], 'IDLE: post: a entry is a SELL'],
    ['a buying exit', openState, 'x', [post({ purpose: 'exit' })], 'x: a exit is a BUY'],
    ['an entry while halted', state(), 'HALTED: flatten', [post()], 'a entry may not be posted from IDLE'],
    ['an exit while halted', openState, 'HALTED: wait', [sale('exit')], 'a exit may not be posted'],
    ['a flatten at a STOP', openState, 'STOP', [sale('flatten')], 'a flatten may not be posted'],
    ['a flatten while not armed', openState, 'NOT_ARMED: observe', [sale('flatten')], 'a flatten may not'],
    ['a flatten while settling', openState, 'SETTLING: wait', [sale('flatten')], 'a flatten may not'],
    ['a flatten while running', openState, 'POSITION_OPEN: x', [sale('flatten')], 'a flatten may not'],
    ['a cancel of an order not in the item', entryState, 'x', [cancel(9)], 'x: cancel from ENTRY_PENDING'],
    ['a cancel from IDLE', { ...entryState, phase: 'IDLE' }, 'y', [cancel(1)], 'y: cancel from IDLE'],
    [
      'an exit’s cancel while ENTRY_PENDING',
      { ...bothState, phase: 'ENTRY_PENDING' },
      'x',
      [cancel(2)],
      'x: ',
    ],
    [
      'an exit’s cancel from POSITION_OPEN',
      { ...bothState, phase: 'POSITION_OPEN' },
      'x',
      [cancel(2)],
      'x: ',
    ],
  ])('%s', (_, of, row, actions, message) => {
    expect(() => check(of, row, actions)).toThrow(message)
  })

  test.each<readonly [string, MarketState, string, readonly Action[]]>([
    ['waiting', state(), 'IDLE: wait', []],
    ['an entry from IDLE', state(), 'IDLE: post entry', [post()]],
    ['an entry’s cancel while ENTRY_PENDING', entryState, 'ENTRY_PENDING: cancel', [cancel(1)]],
    [
      'an exit, and the cancel of the entry’s rest',
      holdsEntry,
      'POSITION_OPEN: x',
      [cancel(1), sale('exit')],
    ],
    ['an exit at the market', openState, 'POSITION_OPEN: x', [sale('takerExit')]],
    ['both cancels while EXIT_PENDING', bothState, 'EXIT_PENDING: reprice', [cancel(1), cancel(2)]],
    ['a flatten while halted', openState, 'HALTED: flatten', [sale('flatten')]],
    ['any cancel at a STOP', { ...bothState, phase: 'IDLE' }, 'STOP', [cancel(1), cancel(2)]],
    ['any cancel while halted', { ...bothState, phase: 'IDLE' }, 'HALTED: cancel', [cancel(2)]],
    ['any cancel while not armed', { ...bothState, phase: 'IDLE' }, 'NOT_ARMED: observe', [cancel(1)]],
  ])('%s does', (_, of, row, actions) => {
    expect(() => check(of, row, actions)).not.toThrow()
  })
})

describe('a change of the phase has a row', () => {
  const PHASES: readonly Phase[] = ['IDLE', 'ENTRY_PENDING', 'POSITION_OPEN', 'EXIT_PENDING']
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
    expect(isListed(from, to, 'acted')).toBe(ACTED.includes(name))
    // Late fills and settlements taken back can lead from anywhere to anywhere.
    expect(isListed(from, to, 'observed')).toBe(true)
  })

  test.each(PHASES)('staying %s needs none', (phase) => {
    expect(isListed(phase, phase, 'acted')).toBe(true)
    expect(isListed(phase, phase, 'observed')).toBe(true)
  })
})
