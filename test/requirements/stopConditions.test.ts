import { describe, expect, test } from 'vitest'
import { known } from '../../shared/domain/read.ts'
import { runInvocation } from '../../shared/engine/invocation.ts'
import type { MarketState } from '../../shared/machine/state.ts'
import {
  at,
  balanceOf,
  cents,
  decide,
  dollars,
  entryState,
  exitState,
  holding,
  id,
  MARKET,
  observation,
  openState,
  order,
  posts,
  seenLeg,
  settings,
  shares,
  state,
  stops,
  venueOrder,
} from '../support/build.ts'
import { type Bench, bench, ticked } from '../support/engineBench.ts'

/** Runs one invocation on an entry that rests, after `happen` made the venue give a reason to stop. */
async function stoppedBy(of: Bench, happen: () => void): Promise<void> {
  const [resting] = of.stored().orders
  if (resting !== undefined) {
    const { id: key, ...rest } = resting
    of.venue.place({ id: key, salt: '1', timestamp: '1', wire: null, draft: { ...rest, market: MARKET } })
  }
  happen()
  await runInvocation(of.ports, of.stack, of.later(45))
}

const live = (of: Bench) => [...of.venue.orders.values()].filter((each) => each.status === 'LIVE')

describe('Immediately cancel all orders and stop trading if', () => {
  test('trade_id missing/unknown', async () => {
    const of = bench({ state: entryState })

    await stoppedBy(of, () => of.venue.withoutId.push({ raw: '{}', market: MARKET, orderId: id(1) }))

    expect(of.control()).toMatchObject({ halted: true, haltSeq: 4, codes: ['TRADE_ID_UNKNOWN'] })
    expect(live(of)).toEqual([])
    expect(of.venue.posted).toEqual([])
  })

  test('REST positions flapping without trades', async () => {
    const of = bench({ state: state({ ...entryState, suspicion: flapping(0) }) })

    await stoppedBy(of, () => {
      // Every read of the positions says something else, and nothing was traded.
      let turn = 0
      of.venue.before = (call) => {
        if (call !== 'positions') return
        turn += 1
        of.venue.rest.set(of.stored().tokenId, shares(turn * 10))
      }
    })
    // Positions are read every half minute: the second change is seen by the next invocation.
    await runInvocation(of.ports, of.stack, of.later(45))

    expect(of.control().codes).toEqual(['POSITION_FLAPPING'])
    expect(live(of)).toEqual([])
  })

  test('Exposure > MAX_USDC_LOCKED', async () => {
    const small = settings({ risk: { maxUsdcLockedMicros: dollars(10) } })
    const of = bench({ state: exitState, settings: small })

    await stoppedBy(of, () => undefined)

    expect(of.control().codes).toEqual(['EXPOSURE'])
    expect(live(of)).toEqual([])
  })

  test('BALANCE_ERROR on SELL', async () => {
    const of = bench({ state: openState })

    await stoppedBy(of, () => {
      of.venue.onPost = () => ({
        place: false,
        answer: { is: 'rejected', code: 'balance', text: 'not enough balance / allowance' },
      })
    })

    expect(of.venue.posted).toHaveLength(1)
    expect(of.control().codes).toEqual(['BALANCE_ON_SELL'])
    expect(of.venue.calls).toContain('refreshBalance')
  })

  test('open_orders > allowed', async () => {
    const of = bench({ state: entryState })

    await stoppedBy(of, () => {
      const { id: _, ...rest } = order()
      of.venue.place({
        id: id(66),
        salt: '1',
        timestamp: '1',
        wire: null,
        draft: { ...rest, market: MARKET },
      })
    })

    expect(of.control().codes).toEqual(['OPEN_ORDERS'])
    expect(live(of)).toEqual([])
    expect(of.venue.posted).toEqual([])
  })

  test('the STOP outlives the invocation: the next ones quote nothing', async () => {
    const of = bench({ state: entryState })
    await stoppedBy(of, () => of.venue.withoutId.push({ raw: '{}', market: MARKET, orderId: id(1) }))
    of.venue.withoutId.length = 0

    for (let minute = 0; minute < 10; minute += 1) {
      of.clock.advance(60_000)
      await runInvocation(of.ports, of.stack, of.later(45))
    }

    expect(of.venue.posted).toEqual([])
    expect(of.control()).toMatchObject({ halted: true, haltSeq: 4, doneSeq: 4, clearedSeq: 3 })
  })
})

describe('POSITION_FLAPPING, precisely', () => {
  const flap = (of: MarketState, count: number, seconds: number) =>
    decide(of, observation({ nowMs: at(seconds), restPosition: known(shares(count), at(seconds)) }))

  test('one unexplained change is none, the second within flapWindowSeconds is', () => {
    const first = flap(state(), 0, 0)
    const second = flap(first.state, 30, 10)
    const third = flap(second.state, 50, 20)

    expect([first, second].flatMap(({ decision }) => stops(decision.actions))).toEqual([])
    expect(stops(third.decision.actions)).toEqual(['POSITION_FLAPPING'])
  })

  test('after the window the first is forgotten', () => {
    const first = flap(flap(state(), 0, 0).state, 30, 10)
    const second = flap(first.state, 50, 131)

    expect(stops(second.decision.actions)).toEqual([])
  })

  test.each([
    ['an inventory that we hold', 20],
    ['one that we held within positionLagSeconds, give or take a lot', 20.01],
    ['one with provisional legs', 25],
    ['a part of them', 22.5],
  ])('a change is explained if the new value is %s', (_, count) => {
    const held = state({
      inventoryHistory: [
        { atMs: at(-500), confirmedMicros: shares(20), withProvisionalMicros: shares(25) },
        { atMs: at(-100), confirmedMicros: shares(0), withProvisionalMicros: shares(0) },
      ],
      suspicion: flapping(1),
    })

    expect(stops(flap(held, count, 0).decision.actions)).toEqual([])
  })

  test('a missing record is no value, and an unread one neither', () => {
    const suspect = state({ suspicion: flapping(1) })

    const missing = decide(suspect, observation({ restPosition: known('absent', at(0)) }))
    const ofOlderCode = decide(suspect, observation({ restPosition: known('no row', at(0)) }))
    const unread = decide(suspect, observation({ restPosition: { ok: false, unknown: 'time-out' } }))

    expect(missing.state.suspicion).toEqual(suspect.suspicion)
    expect(ofOlderCode.state.suspicion).toEqual(suspect.suspicion)
    expect(unread.state.suspicion).toEqual(suspect.suspicion)
  })
})

describe('EXPOSURE, precisely', () => {
  const at_ = (capDollars: number, over: object = {}) =>
    settings({ risk: { maxUsdcLockedMicros: dollars(capDollars), ...over } })

  test.each([
    ['confirmed shares x mid above the cap', exitState, at_(11), ['EXPOSURE']],
    ['not at the cap', exitState, at_(11.4), []],
    ['not below cap x exposureStopMultiple', exitState, at_(10, { exposureStopPermille: 1200 }), []],
    ['above cap x exposureStopMultiple', exitState, at_(9, { exposureStopPermille: 1200 }), ['EXPOSURE']],
    ['not by what is only pending', entryState, at_(5), []],
    ['by total exposure, to the letter', entryState, at_(5, { exposureStop: 'literal' }), ['EXPOSURE']],
    ['not at the cap, to the letter', entryState, at_(11.2, { exposureStop: 'literal' }), []],
  ])('%s', (_, of, with_, codes) => {
    const open = of.orders.map((each) => venueOrder(each))

    expect(stops(decide(of, observation({ open }), with_).decision.actions)).toEqual(codes)
  })
})

describe('BALANCE_ON_SELL, precisely', () => {
  const refusing = (of: Bench) => {
    of.venue.onPost = () => ({
      place: false,
      answer: { is: 'rejected', code: 'balance', text: 'no balance' },
    })
    return of
  }
  const fresh = order({
    id: id(3),
    intendedAtMs: at(-900),
    life: { at: 'DEAD', sinceMs: at(-30), how: 'canceled' },
  })
  const justCancelled = { ...fresh, side: 'SELL', purpose: 'exit', closedAtMs: at(-29) } as const

  test('explained by our own just-cancelled amounts it is refreshed and tried once more, not twice', async () => {
    const of = refusing(bench({ state: state({ ...openState, orders: [justCancelled] }) }))

    await ticked(of)
    const once = of.control().codes
    of.clock.advance(1_000)
    await ticked(of)

    expect(once).toEqual([])
    expect(of.venue.posted).toHaveLength(2)
    expect(of.control().codes).toEqual(['BALANCE_ON_SELL'])
  })

  test('explained by an unsettled amount likewise', async () => {
    const unsettled = seenLeg({ status: 'PROVISIONAL', sizeMicros: shares(2) })
    const of = refusing(bench({ state: state({ ...openState, orders: [order()] }) }))
    of.venue.balances.set(of.stored().tokenId, shares(20))
    of.venue.legs.push(unsettled)

    await ticked(of)

    expect(of.control().codes).toEqual([])
    expect(of.stored().suspicion.balanceRetryUsed).toBe(true)
  })

  test.each([
    ['one cancelled long ago', { ...justCancelled, life: { ...justCancelled.life, sinceMs: at(-61) } }],
    [
      'one that never was on the book',
      { ...justCancelled, life: { ...justCancelled.life, how: 'unsent' } } as never,
    ],
    ['one refused itself', { ...justCancelled, life: { ...justCancelled.life, how: 'rejected' } } as never],
  ])('%s explains nothing', async (_, old) => {
    const of = refusing(bench({ state: state({ ...openState, orders: [old] }) }))

    await ticked(of)

    expect(of.control().codes).toEqual(['BALANCE_ON_SELL'])
  })

  test('a SELL accepted in between gives the one retry back', async () => {
    const of = bench({
      state: state({ ...openState, suspicion: { ...state().suspicion, balanceRetryUsed: true } }),
    })

    await ticked(of)

    expect(of.stored().suspicion.balanceRetryUsed).toBe(false)
  })

  test('a BUY refused for balance is no STOP: it backs off, pages, and tries again after a minute', async () => {
    const of = refusing(bench())

    await ticked(of)
    of.clock.advance(59_000)
    await ticked(of)
    expect(of.venue.posted).toHaveLength(1)
    of.clock.advance(2_000)
    await ticked(of)

    expect(of.venue.posted).toHaveLength(2)
    expect(of.control().codes).toEqual([])
    expect(of.told.pages).toEqual([expect.stringMatching(/^entry refused: no balance: check /)])
  })
})

describe('OPEN_ORDERS, precisely', () => {
  const stranger = venueOrder(order({ id: id(66) }))

  test('posting stops at the first read; it is a STOP at the second, at least 5 s later', () => {
    const first = decide(state(), observation({ open: [stranger] }))
    const soon = decide(first.state, observation({ open: [stranger], nowMs: at(4) }))
    const later = decide(soon.state, observation({ open: [stranger], nowMs: at(5) }))

    expect(first.decision.audit.refusals).toContain('openOrdersSuspect')
    expect(
      [first, soon].flatMap(({ decision }) => [...stops(decision.actions), ...posts(decision.actions)]),
    ).toEqual([])
    expect(stops(later.decision.actions)).toEqual(['OPEN_ORDERS'])
  })

  test('one that is gone at the second read was none', () => {
    const first = decide(state(), observation({ open: [stranger] }))
    const second = decide(first.state, observation({ nowMs: at(10) }))

    expect(second.state.suspicion.openOrdersSinceMs).toBeNull()
    expect(posts(second.decision.actions)).toHaveLength(1)
  })

  test('an unread list between the two changes nothing', () => {
    const first = decide(state(), observation({ open: [stranger] }))
    const unread = decide(first.state, observation({ openOrders: { ok: false, unknown: 'x' }, nowMs: at(3) }))

    expect(unread.state.suspicion).toEqual(first.state.suspicion)
  })

  test('orders of other markets are not counted', () => {
    const elsewhere = venueOrder(order({ id: id(66) }), { market: '0xbb' as typeof MARKET })

    expect(decide(state(), observation({ open: [elsewhere] })).state.suspicion.openOrdersSinceMs).toBeNull()
  })

  test('ours and known dead is list lag', () => {
    const cancelled = state({ orders: [order({ life: { at: 'DEAD', sinceMs: at(-5), how: 'canceled' } })] })

    expect(
      decide(cancelled, observation({ open: [venueOrder(order())] })).state.suspicion.openOrdersSinceMs,
    ).toBeNull()
  })

  test.each(['unsent', 'rejected'] as const)('ours and %s is not: it must never have been there', (how) => {
    const refused = state({
      orders: [order({ life: { at: 'DEAD', sinceMs: at(-5), how }, closedAtMs: at(-5) })],
    })

    expect(
      decide(refused, observation({ open: [venueOrder(order())] })).state.suspicion.openOrdersSinceMs,
    ).toBe(at(-0.5))
  })

  test('one order open under two ids is two', () => {
    const twice = state({ orders: [order({ otherId: id(66) })] })
    const first = decide(twice, observation({ open: [venueOrder(order()), stranger] }))
    const second = decide(first.state, observation({ open: [venueOrder(order()), stranger], nowMs: at(6) }))

    expect(stops(second.decision.actions)).toEqual(['OPEN_ORDERS'])
  })
})

test('without a reason nothing stops', () => {
  expect(stops(decide(openState, observation({ balance: balanceOf(20) })).decision.actions)).toEqual([])
  expect(holding(1, 57).costMicros).toBe(cents(57))
})

function flapping(count: number): MarketState['suspicion'] {
  return {
    ...state().suspicion,
    restPositionMicros: shares(99),
    flaps: Array.from({ length: count }, () => at(-5)),
  }
}
