import { describe, expect, test } from 'vitest'
import type { SeenLeg } from '../../../shared/domain/leg.ts'
import { unknown } from '../../../shared/domain/read.ts'
import { epochMs, type TradeId, tradeId } from '../../../shared/domain/units.ts'
import { runInvocation } from '../../../shared/engine/invocation.ts'
import { confirmedMicros, provisionalMicros } from '../../../shared/machine/inventory.ts'
import { MAX_LEGS, type MarketState } from '../../../shared/machine/state.ts'
import { at, dead, id, leg, now, order, seenLeg, shares, state } from '../../support/build.ts'
import { type Bench, bench, ticked } from '../../support/engineBench.ts'

/** A fill whose settlement fails may settle under a new id, with the time of its match: hours behind the cursor. */
const OLD = at(-4_000)
const REST = { sizeMicros: shares(20), matchedAtMs: OLD, status: 'PROVISIONAL', mined: false } as const
const waiting = seenLeg({ ...REST, tradeId: tradeId('first') })
const bought = order({
  intendedAtMs: at(-4_100),
  expiresAtMs: at(-3_800),
  life: dead(at(-3_900)),
  closedAtMs: at(-3_900),
})

/** The item holds the fill unsettled, and the cursor has passed it. */
function haunted(over: Partial<MarketState> = {}): Bench {
  const legs = [leg({ ...waiting, seenAtMs: OLD })]
  const of = bench({ state: state({ adoptedAtMs: at(-90_000), legs, orders: [bought], ...over }) })
  of.venue.legs.push(waiting)
  return of
}

function fail(of: Bench, name: string, again?: string): void {
  of.venue.settle(tradeId(name), 'FAILED')
  if (again !== undefined) of.venue.legs.push({ ...waiting, tradeId: tradeId(again) })
}

const names = (of: Bench, status: SeenLeg['status']): readonly TradeId[] =>
  of
    .stored()
    .legs.filter((each) => each.status === status)
    .map((each) => each.tradeId)
const postedBuys = (of: Bench) => of.venue.posted.filter(({ draft }) => draft.side === 'BUY').length

describe('a fill of over an hour ago fails and settles under a new id', () => {
  test('counts in the tick that sees the failure', async () => {
    const of = haunted()
    fail(of, 'first', 'second')

    await ticked(of)

    expect(names(of, 'FAILED')).toEqual(['first'])
    expect(names(of, 'PROVISIONAL')).toEqual(['second'])
    expect(provisionalMicros(of.stored(), 'BUY')).toBe(shares(20))
    expect(of.stored().phase).toBe('ENTRY_PENDING')
    expect(of.control().codes).toEqual([])
  })

  test('and that one fails too, and settles as a third', async () => {
    const of = haunted()
    fail(of, 'first', 'second')
    await ticked(of)
    of.clock.advance(7_200_000)
    fail(of, 'second', 'third')
    await ticked(of)
    of.clock.advance(600_000)
    of.venue.settle(tradeId('third'), 'CONFIRMED')

    await ticked(of)

    expect(confirmedMicros(of.stored())).toBe(shares(20))
    expect(of.stored().phase).toBe('EXIT_PENDING')
    expect(postedBuys(of)).toBe(0)
  })

  test('whose order has left the item', async () => {
    const of = haunted({ orders: [] })
    await of.store.putLedger([{ kind: 'order', market: waiting.market, order: bought }])
    fail(of, 'first', 'second')

    await ticked(of)

    expect(names(of, 'PROVISIONAL')).toEqual(['second'])
    expect(of.control().codes).toEqual([])
  })

  test('while a restart loses the write that saw it', async () => {
    const of = haunted()
    fail(of, 'first', 'second')
    of.store.fault = (call) => (call === 'commit' ? 'before' : null)
    await ticked(of).catch(() => undefined)
    of.store.fault = () => null
    of.clock.advance(60_000)

    await ticked(of)

    expect(names(of, 'PROVISIONAL')).toEqual(['second'])
  })

  test('with a fill of the same second that the ledger has', async () => {
    const of = haunted({ foldedUntilMs: OLD })
    const folded = leg({ tradeId: tradeId('counted'), matchedAtMs: OLD, sizeMicros: shares(1) })
    await of.store.putLedger([{ kind: 'fill', market: folded.market, leg: folded }])
    const { feeMicros: _f, seenAtMs: _s, ...again } = folded
    of.venue.legs.push(again)
    fail(of, 'first', 'second')

    await ticked(of)

    expect(of.stored().legs.map((each) => each.tradeId)).toEqual(['first', 'second'])
  })

  test('out of more than two hundred fills, minutes after its match', async () => {
    const many = Array.from({ length: 201 }, (_, nth) =>
      leg({ tradeId: tradeId(`${nth}`), orderId: id(7), sizeMicros: shares(0.1), matchedAtMs: at(-20) }),
    )
    const recent = { ...waiting, matchedAtMs: at(-300) }
    const of = bench({ state: state({ legs: [leg(recent), ...many], orders: [bought] }) })
    of.venue.legs.push(recent, ...many.map(({ feeMicros: _f, seenAtMs: _s, ...each }) => each))
    of.venue.settle(tradeId('first'), 'FAILED')
    of.venue.legs.push({ ...recent, tradeId: tradeId('second') })

    await ticked(of)

    expect(names(of, 'PROVISIONAL')).toEqual(['second'])
  })
})

describe('while the trades of its second cannot be read', () => {
  const unread = {
    'the venue gives no answer': (of: Bench) => void of.venue.silent.add('history'),
    'the ledger gives no answer': (of: Bench) => {
      of.store.fault = (call) => (call === 'ledgerFill' ? 'before' : null)
    },
    'they are more than fits': (of: Bench) => {
      of.venue.history = async () => ({ ok: true, value: { is: 'too much', oldestMs: null }, asOf: now })
    },
  }
  test.each(Object.entries(unread))('the fill stays unsettled: %s', async (_, spoil) => {
    const of = haunted()
    const history = of.venue.history.bind(of.venue)
    fail(of, 'first', 'second')
    spoil(of)
    for (let minute = 0; minute < 5; minute += 1) {
      await ticked(of)
      of.clock.advance(60_000)
    }
    const waits = of.stored()
    of.venue.silent.clear()
    of.venue.history = history
    of.store.fault = () => null

    await ticked(of)

    expect(waits.legs.map((each) => [each.tradeId, each.status])).toEqual([['first', 'PROVISIONAL']])
    expect(waits.phase).toBe('ENTRY_PENDING')
    expect(postedBuys(of)).toBe(0)
    expect(of.control().codes).toEqual([])
    expect(names(of, 'FAILED')).toEqual(['first'])
    expect(names(of, 'PROVISIONAL')).toEqual(['second'])
  })

  test('an item that is full keeps it unsettled until there is room', async () => {
    const many = Array.from({ length: MAX_LEGS - 1 }, (_, nth) =>
      leg({ tradeId: tradeId(`${nth}`), orderId: id(7), sizeMicros: shares(0.1), matchedAtMs: at(-20) }),
    )
    const of = haunted({ legs: [leg({ ...waiting, seenAtMs: OLD }), ...many] })
    of.venue.legs.push(...many.map(({ feeMicros: _f, seenAtMs: _s, ...each }) => each))
    fail(of, 'first', 'second')
    await ticked(of)
    const full = names(of, 'PROVISIONAL')
    for (let minute = 0; minute < 3; minute += 1) {
      of.clock.advance(60_000)
      await ticked(of)
    }

    expect(full).toEqual(['first'])
    expect(names(of, 'PROVISIONAL')).toEqual(['second'])
    expect(of.control().codes).toEqual([])
  })

  test('a record of it that cannot be read keeps it unsettled until it can', async () => {
    const of = haunted()
    fail(of, 'first')
    const record = {
      key: 'record',
      raw: '{}',
      orderId: null,
      market: waiting.market,
      tokenId: waiting.tokenId,
    }
    of.venue.unreadableLegs.push({ ...record, matchedAtMs: OLD })
    await ticked(of)
    const waits = names(of, 'PROVISIONAL')
    of.venue.unreadableLegs.length = 0

    await ticked(of)

    expect(waits).toEqual(['first'])
    expect(names(of, 'FAILED')).toEqual(['first'])
  })
})

test('a failure that the trades show because another market reads so far back waits for its second too', async () => {
  const of = haunted()
  const trades = of.venue.trades.bind(of.venue)
  of.venue.trades = async (sinceMs) => await trades(epochMs(sinceMs - 7_200_000))
  fail(of, 'first', 'second')
  const seen: (readonly TradeId[])[] = []
  for (const read of ['tradesById', 'history'] as const) {
    of.venue.silent.add(read)
    await ticked(of)
    seen.push(names(of, 'PROVISIONAL'))
    of.venue.silent.clear()
    of.clock.advance(10_000)
  }

  await ticked(of)

  expect(seen).toEqual([['first'], ['first']])
  expect(names(of, 'FAILED')).toEqual(['first'])
  expect(names(of, 'PROVISIONAL')).toEqual(['second'])
})

test('in a market that catches up, whose piece is of another time, it waits for its second too', async () => {
  const older = order({ id: id(2), side: 'SELL', intendedAtMs: at(-20_000), life: { at: 'LIVE' } })
  const of = haunted({
    legs: [leg({ ...waiting, matchedAtMs: at(-12_000) })],
    orders: [bought, older],
    tradesReadAtMs: at(-6_000),
    catchUp: { fromMs: at(-6_000), windowMs: 600_000, readAtMs: at(-60) },
  })
  of.venue.legs.splice(0, 1, { ...waiting, matchedAtMs: at(-12_000) })
  fail(of, 'first')
  of.venue.legs.push({ ...waiting, tradeId: tradeId('second'), matchedAtMs: at(-12_000) })
  const history = of.venue.history.bind(of.venue)
  const invoke = async () => {
    await runInvocation(of.ports, { ...of.stack, cadenceMs: null }, of.later(45))
    of.clock.advance(10_000)
  }
  of.venue.history = async (ask) =>
    ask.untilMs - ask.fromMs === 1_000 ? unknown('no answer') : await history(ask)
  await invoke()
  const unread = names(of, 'PROVISIONAL')
  of.venue.history = history

  await invoke()

  expect(of.told.ticks.map(({ seen }) => seen.catchUp?.fromMs)).toEqual([at(-6_000), at(-5_400)])
  expect(unread).toEqual(['first'])
  expect(names(of, 'PROVISIONAL')).toEqual(['second'])
})

describe('settles under a new id with a new time', () => {
  test.each(['tradesById', 'history'] as const)('is no STOP while %s gives no answer', async (read) => {
    const of = haunted()
    of.venue.settle(tradeId('first'), 'FAILED')
    of.venue.legs.push({ ...waiting, tradeId: tradeId('second'), matchedAtMs: at(0) })
    of.venue.silent.add(read)
    await ticked(of)
    const unread = { codes: of.control().codes, legs: names(of, 'PROVISIONAL') }
    of.venue.silent.clear()
    of.clock.advance(10_000)

    await ticked(of)

    expect(unread).toEqual({ codes: [], legs: ['first'] })
    expect(postedBuys(of)).toBe(0)
    expect(names(of, 'PROVISIONAL')).toEqual(['second'])
    expect(of.control().codes).toEqual([])
  })

  test('is a STOP where the first was read and still counts', async () => {
    const of = haunted()
    of.venue.legs.push({ ...waiting, tradeId: tradeId('second'), matchedAtMs: at(0) })

    await ticked(of)

    expect(of.control().codes).toEqual(['FILL_IMPOSSIBLE'])
  })
})

test('seconds of many failed fills are read over several ticks', async () => {
  const legs = Array.from({ length: 18 }, (_, nth) =>
    leg({ ...REST, tradeId: tradeId(`${nth}`), sizeMicros: shares(1), matchedAtMs: at(-4_000 + nth) }),
  )
  const of = bench({ state: state({ adoptedAtMs: at(-90_000), legs, orders: [bought] }) })
  for (const { feeMicros: _f, seenAtMs: _s, ...each } of legs) {
    of.venue.legs.push({ ...each, status: 'FAILED' }, { ...each, tradeId: tradeId(`again-${each.tradeId}`) })
  }
  const asked: number[] = []
  for (let round = 0; round < 4; round += 1) {
    const before = of.venue.calls.length
    await ticked(of)
    asked.push(of.venue.calls.slice(before).filter((call) => call === 'history').length)
    of.clock.advance(10_000)
  }

  expect(asked).toEqual([5, 5, 5, 3])
  expect(names(of, 'PROVISIONAL')).toEqual(legs.map((each) => `again-${each.tradeId}`))
  expect(provisionalMicros(of.stored(), 'BUY')).toBe(shares(18))
})
