import { describe, expect, test } from 'vitest'
import { known, unknown } from '../../../shared/domain/read.ts'
import { contextOf, heldMs } from '../../../shared/machine/context.ts'
import type { Action } from '../../../shared/machine/decision.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import {
  at,
  balanceOf,
  cents,
  dead,
  decisionOf,
  entryState,
  exitState,
  halted,
  holding,
  id,
  leg,
  MARKET,
  now,
  observation,
  openState,
  order,
  running,
  settings,
  shares,
  state,
  venueOrder,
} from '../../support/build.ts'
import { book, info } from '../../support/market.ts'

type Seen = Parameters<typeof observation>[0]
const exit = order({ id: id(2), side: 'SELL', expiresAtMs: at(580) })
const wildBook = known(book([[0.01, 500]], [[0.99, 500]]), at(-0.5))
const cancel = (n: number, why: string): Action => ({ do: 'cancel', id: id(n), why })

const request = { seq: 4, markets: [MARKET] }
const asked = halted({ doneSeq: 4, flatten: request })
const settlingBuy = state({ legs: [leg({ status: 'PROVISIONAL' })] })
const settlingSale = state({
  folded: holding(20),
  legs: [leg({ side: 'SELL', orderId: id(2), status: 'PROVISIONAL' })],
})
const both = state({ ...exitState, orders: [order(), exit] })
const bothOpen = [venueOrder(order()), venueOrder(exit)]

/** The code that goes with the words. */
const CODES: readonly (readonly [string, string])[] = [
  ['no entry', 'noEntry'],
  ['a BUY', 'buySettling'],
  ['the entry is gone', 'entryGone'],
  ['the entry rests', 'entryRests'],
  ['regime', 'regime'],
  ['no exit', 'noExit'],
  ['a SELL', 'sellSettling'],
  ['the exit is gone', 'exitGone'],
  ['the exit rests', 'exitRests'],
  ['halted', 'halted'],
  ['the control item', 'controlUnread'],
  ['no flatten', 'noFlatten'],
  ['holding', 'notArmed'],
  ['an order of ours', 'stop'],
  ['the market is closed', 'settling'],
]

describe('what a tick does, in the words of its row', () => {
  test.each<readonly [row: string, reason: string, of: MarketState, seen: Seen, does: readonly Action[]]>([
    [
      'IDLE: wait',
      "no entry: the venue's clock could not be read; the spread is wider than maxSpreadCents; the mid is more than maxJumpCents away from the last believed mid",
      state(),
      { skewMs: unknown('x'), book: wildBook },
      [],
    ],
    ['ENTRY_PENDING: wait', 'a BUY has matched but has not settled yet', settlingBuy, {}, []],
    [
      'ENTRY_PENDING: wait',
      'the entry is gone, its fills are not all seen',
      state({ orders: [order({ life: dead(at(-5)) })] }),
      {},
      [],
    ],
    ['ENTRY_PENDING: wait', 'the entry rests', entryState, { open: [venueOrder(order())] }, []],
    [
      'ENTRY_PENDING: cancel entry',
      'regime: the spread is wider than maxSpreadCents; the mid is more than maxJumpCents away from the last believed mid',
      entryState,
      { open: [venueOrder(order())], book: wildBook },
      [
        cancel(
          1,
          'regime: the spread is wider than maxSpreadCents; the mid is more than maxJumpCents away from the last believed mid',
        ),
      ],
    ],
    [
      'POSITION_OPEN: wait',
      "no exit: the market's rules could not be read; the balance has not been readable since the shares were bought",
      state({ folded: holding(20), orders: [order()] }),
      { info: unknown('x') },
      [cancel(1, 'filled to a position that can be sold')],
    ],
    [
      'POSITION_OPEN: wait',
      'no exit: the spread is wider than maxSpreadCents; the mid is more than maxJumpCents away from the last believed mid',
      openState,
      { balance: balanceOf(20), book: wildBook },
      [],
    ],
    [
      'POSITION_OPEN: wait',
      "no exit: our clock and the venue's differ by more than maxSkewSeconds",
      openState,
      { balance: balanceOf(20), skewMs: known(5001, at(-1)) },
      [],
    ],
    [
      'POSITION_OPEN: wait',
      'no exit: less than the minimum size can be sold',
      openState,
      { balance: balanceOf(4) },
      [],
    ],
    ['EXIT_PENDING: wait', 'a SELL has matched but has not settled yet', settlingSale, {}, []],
    [
      'EXIT_PENDING: wait',
      'the exit is gone, its fills are not all seen',
      state({ folded: holding(20), orders: [{ ...exit, life: dead(at(-5)) }] }),
      {},
      [],
    ],
    [
      'EXIT_PENDING: wait',
      'the exit rests',
      both,
      { open: bothOpen },
      [cancel(1, 'filled to a position that can be sold')],
    ],
    [
      'HALTED: cancel what lives',
      'halted',
      both,
      { control: halted(), open: bothOpen },
      [cancel(1, 'halted'), cancel(2, 'halted')],
    ],
    ['HALTED: wait', 'the control item cannot be read', openState, { control: unknown('x') }, []],
    [
      'HALTED: wait',
      'halted by LOSS, OPERATOR',
      openState,
      { control: halted({ codes: ['LOSS', 'OPERATOR'] }) },
      [],
    ],
    [
      'HALTED: wait',
      "no flatten: our clock and the venue's differ by more than maxSkewSeconds; the balance has not been readable since the shares were bought; the spread is wider than maxSpreadCents; the mid is more than maxJumpCents away from the last believed mid",
      openState,
      { control: asked, skewMs: known(5001, at(-1)), book: wildBook },
      [],
    ],
    [
      'HALTED: wait',
      'no flatten: the balance has not been readable since the shares were bought',
      openState,
      { control: asked },
      [],
    ],
    [
      'NOT_ARMED: observe',
      'holding',
      state({ orders: [order({ purpose: 'canary' })] }),
      { control: 'absent', open: [venueOrder(order())] },
      [cancel(1, 'a canary left over')],
    ],
    [
      'NOT_ARMED: observe',
      'holding',
      state({ folded: holding(20), orders: [{ ...exit, life: dead(at(-5)) }] }),
      { control: 'absent' },
      [],
    ],
    [
      'NOT_ARMED: STOP',
      'an order of ours may be live although the stack is not armed',
      entryState,
      { control: 'absent' },
      [
        {
          do: 'stop',
          reason: {
            code: 'STATE_LOSS',
            text: 'an order of ours may be live although the stack is not armed',
            market: MARKET,
            atMs: now,
          },
        },
      ],
    ],
    [
      'SETTLING: wait',
      'the market is closed',
      state({ settling: true }),
      { info: known(info({ closed: true, accepting: false }), now) },
      [],
    ],
  ])('%s: %s', (row, reason, of, seen, does) => {
    const { audit, actions } = decisionOf(of, seen)

    expect(audit).toMatchObject({ row, reason, code: CODES.find(([words]) => reason.startsWith(words))?.[1] })
    expect(actions).toEqual(does)
  })

  test.each<readonly [string, MarketState, Seen, readonly string[]]>([
    ['an exit', openState, { trades: unknown('x') }, ['tradesUnread', 'balanceUnread']],
    ['a flatten', openState, { control: asked }, ['balanceUnread']],
    ['nothing, where nothing is asked', openState, { control: halted() }, []],
    ['nothing, where it rests', entryState, { open: [venueOrder(order())] }, []],
  ])('what bars %s is in the record', (_, of, seen, refusals) => {
    expect(decisionOf(of, seen).audit.refusals).toEqual(refusals)
  })

  test('what is posted says so', () => {
    const held = { balance: balanceOf(20) }

    expect(decisionOf(state(), { control: 'absent' }).audit.code).toBe('wouldEnter')
    expect(decisionOf(state(), {}, settings({ quote: { minEdgeTicks: 50 } })).audit).toMatchObject({
      reason: 'no entry: the exit would be less than minEdgeTicks above the entry',
      refusals: ['edge'],
    })

    expect(decisionOf(state(), {}).audit).toMatchObject({
      row: 'IDLE: post entry',
      reason: 'regime valid, flat, below the cap',
    })
    expect(decisionOf(openState, held).audit).toMatchObject({
      row: 'POSITION_OPEN: post exit',
      reason: 'confirmed inventory can be sold',
    })
    expect(decisionOf(openState, { ...held, control: asked }).audit).toMatchObject({
      row: 'HALTED: flatten',
      code: 'flatten',
      reason: 'requested by the operator or by emergencyExit',
    })
  })

  test('a flatten stays above its floor', () => {
    const fallen = { ...openState, lastGoodMid: { priceMicros: cents(49), atMs: at(-10) } }
    const low = known(book([[0.48, 500]], [[0.5, 500]]), at(-0.5))

    const floored = halted({ doneSeq: 4, flatten: { ...request, floorMicros: cents(50) } })

    expect(decisionOf(fallen, { control: floored, balance: balanceOf(20), book: low }).audit.reason).toBe(
      'no flatten: every possible price is below the floor',
    )
  })

  test('exactly the minimum left of an exit can be posted again, and less cannot', () => {
    const left = (sold: number) =>
      state({
        folded: holding(20),
        orders: [{ ...exit, intendedAtMs: at(-60), priceMicros: cents(70) }],
        legs: [
          leg({
            tradeId: 't2' as never,
            orderId: id(2),
            side: 'SELL',
            sizeMicros: shares(sold),
            priceMicros: cents(70),
          }),
        ],
      })
    const seen = { open: [venueOrder(exit)] }

    expect(decisionOf(left(15), seen).actions).toEqual([cancel(2, 'off the quote by more than 2 ticks')])
    expect(decisionOf(left(15.000001), seen).actions).toEqual([])
    // Not even where more could be sold.
    expect(
      decisionOf({ ...left(16), folded: holding(40) }, { ...seen, balance: balanceOf(24) }).actions,
    ).toEqual([])
  })

  test('a stuck exit does not count as the one that rests', () => {
    const stuck = order({
      id: id(3),
      side: 'SELL',
      life: dead(at(-700)),
      matchedMicros: shares(20),
      stuck: true,
    })
    const of = state({ folded: holding(40), orders: [stuck, exit] })

    expect(decisionOf(of, { open: [venueOrder(exit)] }).audit.reason).toBe('the exit rests')
  })

  test('two causes of exit only are both named', () => {
    const draining = { ...running, drain: true }

    expect(
      decisionOf(entryState, { control: draining }, { ...settings(), configured: false }).audit.reason,
    ).toBe('exit only: the bot is being drained; exit only: the market was removed from the configuration')
  })
})

test('a position is as old as the tick that found it sellable, and none has no age', () => {
  const ageOf = (of: MarketState) => heldMs(contextOf(of, observation(), settings(), true))

  expect(ageOf({ ...openState, heldSinceMs: at(-90) })).toBe(90_000)
  expect(ageOf(state())).toBe(0)
})
