import { describe, expect, test } from 'vitest'
import { absorb } from '../../../shared/machine/absorb.ts'
import type { ActResult, PostOutcome } from '../../../shared/machine/decision.ts'
import { pageTexts } from '../../../shared/machine/eventWords.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import {
  at,
  dead,
  entryState,
  exitState,
  holding,
  id,
  leg,
  MARKET,
  now,
  openState,
  order,
  settings,
  shares,
  state,
} from '../../support/build.ts'

const exit = order({ id: id(2), side: 'SELL', life: { at: 'INTENDED' } })
const entry = order({ life: { at: 'INTENDED' } })
const selling = (over: Partial<MarketState> = {}): MarketState =>
  state({ folded: holding(20), ...over, orders: [...(over.orders ?? []), exit] })
const suspicion = state().suspicion

const posted = (of: MarketState, what: typeof exit, outcome: PostOutcome) =>
  absorb(of, [{ of: 'post', order: what, outcome, atMs: now }], settings())
const refused = (of: MarketState, what: typeof exit, code: 'balance' | 'size' | 'crosses', text: string) =>
  posted(of, what, { is: 'rejected', code, text })

describe('what a post returned', () => {
  test('accepted under another id, both count, and it is a STOP that names them', () => {
    const { state: after, stops } = posted(state({ orders: [entry] }), entry, { is: 'accepted', id: id(9) })

    expect(after.orders).toMatchObject([{ id: id(1), otherId: id(9), life: { at: 'LIVE' } }])
    expect(stops).toEqual([
      {
        code: 'ORDER_ID',
        text: `order ${id(1)} was accepted as ${id(9)}`,
        market: MARKET,
        atMs: now,
      },
    ])
  })

  test('only a SELL that was accepted gives the one retry back', () => {
    const used = { suspicion: { ...suspicion, balanceRetryUsed: true } }
    const bought = posted(state({ orders: [entry], ...used }), entry, { is: 'accepted', id: id(1) })
    const sold = posted(selling(used), exit, { is: 'accepted', id: id(2) })

    expect(bought.state.suspicion.balanceRetryUsed).toBe(true)
    expect(sold.state.suspicion.balanceRetryUsed).toBe(false)
  })

  test('a SELL refused for anything but its balance backs no entry off and calls nobody', () => {
    const after = refused(selling(), exit, 'size', 'too small')

    expect(after.stops).toEqual([])
    expect(pageTexts(after.events)).toEqual([])
    expect(after.state.suspicion).toEqual({
      ...suspicion,
      exitBackoffUntilMs: at(1),
      refusals: { SELL: { inRow: 1, told: false, text: 'too small' } },
    })
  })

  test('an entry that would have crossed is quoted again in the next tick', () => {
    const after = refused(state({ orders: [entry] }), entry, 'crosses', 'crosses book')

    expect(after.stops).toEqual([])
    expect(pageTexts(after.events)).toEqual([])
    expect(after.state.suspicion.entryBackoffUntilMs).toBe(at(1))
  })
})

test('an order that never left is closed as one, and nobody needs to be paged', () => {
  const after = posted(state({ orders: [entry] }), entry, { is: 'unsent', why: 'halted meanwhile' })

  expect(after.state.orders).toMatchObject([
    { life: { at: 'DEAD', how: 'unsent', sinceMs: now }, closedAtMs: now },
  ])
  expect(after).toMatchObject({ stops: [], events: [{ is: 'phaseChanged' }].slice(1) })
})

test('what cannot be signed is remembered with the reason', () => {
  const { state: after } = absorb(
    openState,
    [{ of: 'sign', side: 'SELL', why: 'no key', atMs: now }],
    settings(),
  )

  expect(after.suspicion.refusals?.SELL?.text).toBe('not signed: no key')
})

test('a SELL refused for its account is a STOP at once, though its words explain a balance', () => {
  const words =
    'not enough balance / allowance: the balance is not enough -> balance: 20000000, order amount: 20000000'
  const settling = selling({ legs: [leg({ status: 'PROVISIONAL' })] })
  const rejected = { is: 'rejected', code: 'account', text: words } as const

  expect(posted(settling, exit, rejected).stops).toMatchObject([{ code: 'ACCOUNT' }])
})

describe('a SELL refused for its balance', () => {
  const old = order({
    id: id(3),
    side: 'SELL',
    sizeMicros: shares(6),
    life: dead(at(-60)),
    closedAtMs: at(-1),
  })

  test.each<readonly [string, MarketState, boolean]>([
    ['an exit cancelled fillSettleSeconds ago', selling({ orders: [old] }), true],
    ['one cancelled longer ago', selling({ orders: [{ ...old, life: dead(at(-60.001)) }] }), false],
    ['an entry just cancelled', selling({ orders: [{ ...old, side: 'BUY' }] }), false],
    ['a fill that settles', selling({ legs: [leg({ status: 'PROVISIONAL' })] }), true],
    ['a fill that is settled', selling({ legs: [leg()] }), false],
    ['a fill that failed', selling({ legs: [leg({ status: 'FAILED' })] }), false],
  ])('is explained by %s: %s', (_, of, explained) => {
    const { stops, state: after } = refused(of, exit, 'balance', 'not enough balance / allowance')

    expect(after.suspicion.balanceRetryUsed).toBe(explained)
    expect(stops.map(({ code }) => code)).toEqual(explained ? [] : ['BALANCE_ON_SELL'])
  })

  test('says what the venue said, and what to look at', () => {
    const { stops } = refused(selling(), exit, 'balance', 'not enough balance')

    expect(stops[0]?.text).toMatch(/^not enough balance: check that the wallet holds enough/)
  })
})

const OUTLIVED = { sinceMs: at(-10) }

describe('what a cancel returned', () => {
  const canceled = (
    of: MarketState,
    n: number,
    after: Extract<ActResult, { of: 'cancel' }>['after'],
    is: 'canceled' | 'notCanceled' | 'unknown' = 'canceled',
  ) => {
    const outcome = {
      canceled: { is: 'canceled' },
      notCanceled: { is: 'notCanceled', text: 'later' },
      unknown: { is: 'unknown', why: 'no answer' },
    } as const
    const result = { of: 'cancel', id: id(n), why: '', outcome: outcome[is], after, atMs: now } as const
    return absorb(of, [result], settings()).state
  }

  test('concerns the order it names and no other', () => {
    const both = state({ ...exitState, orders: [order(), ...exitState.orders] })

    const after = canceled(both, 2, { terminal: true, matchedMicros: shares(0) })

    expect(after.orders.map(({ life }) => life.at)).toEqual(['LIVE', 'DEAD'])
  })

  test('what a live order says it has matched is not the last word: it may still grow', () => {
    const after = canceled(entryState, 1, { terminal: false, matchedMicros: shares(0) })

    expect(after.orders[0]).toMatchObject({ life: { at: 'DEAD', how: 'canceled' }, matchedMicros: null })
    expect(after.orders[0]?.closedAtMs).toBeUndefined()
  })

  test('what an order that has ended says it has matched is: without a fill to count it is closed at once', () => {
    const after = canceled(entryState, 1, { terminal: true, matchedMicros: shares(0) })

    expect(after.orders[0]).toMatchObject({
      life: { at: 'DEAD', how: 'canceled' },
      matchedMicros: 0,
      closedAtMs: now,
    })
  })

  test.each(['notCanceled', 'unknown'] as const)('%s, an order that has ended is dead all the same', (is) => {
    const after = canceled(entryState, 1, { terminal: true, matchedMicros: shares(0) }, is)

    expect(after.orders[0]).toMatchObject({ life: { at: 'DEAD', how: 'terminal' }, closedAtMs: now })
  })

  test.each([
    ['notCanceled', {}, now],
    ['notCanceled', { cancelAnsweredAtMs: at(-9) }, at(-9)],
    ['unknown', {}, undefined],
  ] as const)(
    '%s, it is part of the proof that an order which has outlived its end is dead',
    (is, known, answeredAtMs) => {
      const past = state({ orders: [order({ outlived: { ...OUTLIVED, ...known } })] })

      const after = canceled(past, 1, 'unknown', is)

      expect(after.orders[0]?.outlived).toEqual({
        ...OUTLIVED,
        ...(answeredAtMs === undefined ? {} : { cancelAnsweredAtMs: answeredAtMs }),
      })
    },
  )

  test('of an order before its end a refused cancel proves nothing', () => {
    expect(canceled(entryState, 1, 'unknown', 'notCanceled')).toEqual(entryState)
  })

  test('unread afterwards, its matched size stays unknown', () => {
    expect(canceled(entryState, 1, 'unknown').orders[0]?.matchedMicros).toBeNull()
  })

  test('unanswered and not terminal, it proves nothing', () => {
    expect(canceled(entryState, 1, 'unknown', 'unknown')).toEqual(entryState)
    expect(canceled(entryState, 1, { terminal: false, matchedMicros: null }, 'unknown')).toEqual(entryState)
  })

  test('a late one changes nothing of an order that is dead or not in the item', () => {
    const gone = state({ orders: [order({ life: dead(at(-5)) })] })

    for (const n of [1, 2]) {
      expect(canceled(gone, n, { terminal: true, matchedMicros: shares(3) })).toEqual(gone)
    }
  })
})
