import { describe, expect, test } from 'vitest'
import { legKey } from '../../../shared/domain/leg.ts'
import { epochMs, size, tokenId } from '../../../shared/domain/units.ts'
import { runInvocation } from '../../../shared/engine/invocation.ts'
import {
  at,
  cents,
  dead,
  dollars,
  entryState,
  halted,
  holding,
  id,
  leg,
  MARKET,
  now,
  openState,
  order,
  running,
  settings,
  shares,
  state,
  TOKEN,
} from '../machine/build.ts'
import { type Bench, bench, hold, ticked } from './bench.ts'

const run = (of: Bench, seconds = 45) => runInvocation(of.ports, of.stack, of.later(seconds))
const live = (of: Bench) => [...of.venue.orders.values()].filter((each) => each.status === 'LIVE')
function place(of: Bench, each: ReturnType<typeof order>): void {
  const { id: key, ...rest } = each
  of.venue.place({ id: key, salt: '1', timestamp: '1', wire: null, draft: { ...rest, market: MARKET } })
}

describe('an invocation', () => {
  test('takes one lease a market, ticks until its deadline and gives the lease back', async () => {
    const of = bench()

    const report = await run(of)

    expect(report).toMatchObject({ busy: [], failures: [] })
    expect(report.rounds).toBeGreaterThan(2)
    expect(of.clock.nowMs()).toBeLessThanOrEqual(at(45))
    expect(of.store.calls.filter((call) => call === 'acquire')).toHaveLength(1)
    expect(of.store.items.get(MARKET)?.leaseId).toBeNull()
    expect(of.venue.posted).toHaveLength(1)
  })

  test('after progress the next round comes after minGapMs, else after cadenceMs', async () => {
    const of = bench()
    const rounds: number[] = []
    of.venue.before = (call) => void (call === 'trades' && rounds.push(of.clock.nowMs() - now))

    await run(of)

    // The post of the first round was progress.
    expect(rounds.slice(0, 4)).toEqual([0, 1000, 11_000, 21_000])
  })

  test('with cadenceMs null it makes one round', async () => {
    const of = bench({ stack: { cadenceMs: null } })

    expect(await run(of)).toMatchObject({ rounds: 1 })
  })

  test('begins no round that would not fit before the lease runs out', async () => {
    const of = bench()

    const report = await run(of, 3600)

    expect(of.clock.nowMs()).toBeLessThan(at(55))
    expect(report.failures).toEqual([])
  })

  test('is bounded even where time stands still', async () => {
    const of = bench()
    of.clock.sleep = async () => undefined

    expect(await run(of)).toMatchObject({ rounds: 100 })
  })

  test('somebody else holds the market: no tick, and it is counted', async () => {
    const of = bench()
    await hold(of)

    expect(await run(of)).toEqual({ rounds: 0, busy: [MARKET], failures: [] })
    expect(of.told.busyMarkets).toEqual([MARKET])
    expect(of.venue.calls).toEqual([])
  })

  test('an item of newer code is refused and paged', async () => {
    const of = bench()
    const item = of.store.items.get(MARKET)
    if (item !== undefined) of.store.items.set(MARKET, { ...item, schema: 2 })

    const report = await run(of)

    expect(report.failures).toEqual([expect.stringContaining('schema 2')])
    expect(of.told.pages).toHaveLength(1)
    expect(of.venue.posted).toEqual([])
  })

  test('a lease that may or may not be ours is a failed run', async () => {
    const of = bench()
    of.store.fault = (call) => (call === 'acquire' ? 'after' : null)

    expect((await run(of)).failures).toEqual([expect.stringContaining('no lease')])
  })

  test('a market without an item is begun from the truth of the venue, once all of it can be read', async () => {
    const of = bench({ state: null })
    of.venue.silent.add('positions')
    const unread = await run(of)
    of.venue.silent.clear()

    const begun = await run(of)

    expect(unread.failures).toEqual([expect.stringContaining('not begun: positions')])
    expect(begun.failures).toEqual([])
    expect(of.stored().phase).toBe('ENTRY_PENDING')
  })

  test('a market without an item whose shares no fill explains is STATE_LOSS', async () => {
    const of = bench({ state: null })
    of.venue.balances.set(TOKEN, shares(7))

    await run(of)

    expect(of.control().codes).toEqual(['STATE_LOSS'])
    expect(of.venue.posted).toEqual([])
  })

  test('an item of another wallet is STATE_LOSS', async () => {
    const of = bench({ state: { ...state(), wallet: '0xother' } })

    await run(of)

    expect(of.control().codes).toEqual(['STATE_LOSS'])
  })

  test('a lost write ends the holder: nothing more is done with that market', async () => {
    const of = bench()
    of.store.fault = (call) => (call === 'commit' ? 'before' : null)

    const report = await run(of)

    expect(report.rounds).toBe(1)
    expect(report.failures).toHaveLength(1)
    expect(of.venue.posted).toEqual([])
  })

  test('a market that left the configuration while it holds is sold out, never entered', async () => {
    const other = '0xbb' as typeof MARKET
    const of = bench({ state: openState })
    const left = { ...of.stack, markets: [{ ...settings(), market: other, tokenId: tokenId('8') }] }

    await runInvocation(of.ports, left, of.later(45))

    expect(of.stored().exitOnly).toEqual(['unconfigured'])
    expect(of.venue.posted.filter(({ draft }) => draft.market === MARKET)).toMatchObject([
      { draft: { side: 'SELL' } },
    ])
  })
})

describe('STOP in an invocation', () => {
  test('a broken invariant latches STOP INVARIANT, cancels, and fails the run', async () => {
    const broken = { ...entryState, phase: 'IDLE' as const, exitOnly: [], minSizeMicros: 0 as never }
    const of = bench({ state: broken })
    place(of, order())
    of.venue.before = (call) => {
      if (call === 'books') throw new Error('a port that throws')
    }

    const report = await run(of)

    expect(of.control()).toMatchObject({ halted: true, codes: ['INVARIANT'] })
    expect(live(of)).toEqual([])
    expect(report.failures).toEqual([expect.stringContaining('a port that throws')])
  })

  test('whatever was thrown', async () => {
    const of = bench()
    of.venue.before = (call) => {
      if (call === 'books') throw 'a string'
    }

    expect((await run(of)).failures).toEqual([expect.stringContaining('unexpected error: a string')])
    expect(of.control().codes).toEqual(['INVARIANT'])
  })

  test('an assertion of ours is named as one', async () => {
    const of = bench({ state: { ...state(), schema: 2 as never } })

    const report = await run(of)

    expect(of.control().codes).toEqual(['INVARIANT'])
    expect(report.failures[0]).toContain('invariant: state: schema')
    expect(of.told.pages).toEqual(['broken invariant: state: schema'])
  })

  test('a STOP whose latch gets no answer is latched again before anything else', async () => {
    const of = bench({ state: entryState })
    place(of, order())
    of.venue.withoutId.push({ raw: '{}', market: MARKET, orderId: null })
    let tries = 0
    of.store.fault = (call) => {
      if (call !== 'latchCondition') return null
      tries += 1
      return tries < 3 ? 'before' : null
    }

    await run(of)

    expect(of.control()).toMatchObject({ halted: true, haltSeq: 4, codes: ['TRADE_ID_UNKNOWN'] })
  })

  test('one that cannot be latched fails the run, cancels, and trades no further', async () => {
    const of = bench({ state: entryState })
    place(of, order())
    of.venue.withoutId.push({ raw: '{}', market: MARKET, orderId: null })
    of.store.fault = (call) => (call === 'latchCondition' ? 'before' : null)

    const report = await run(of)

    expect(report).toMatchObject({ rounds: 1, failures: ['a STOP could not be latched'] })
    expect(live(of)).toEqual([])
    expect(of.venue.posted).toEqual([])
  })

  test('a broken invariant that cannot be latched says so', async () => {
    const of = bench({ state: { ...state(), schema: 2 as never } })
    of.store.fault = (call) => (call === 'latchCondition' ? 'before' : null)

    expect((await run(of)).failures[0]).toContain('(STOP not latched)')
  })

  test('a flip by hand is latched as OPERATOR by the tick that sees it, and cancelled', async () => {
    const of = bench({ state: entryState, control: { ...running, halted: true } })
    place(of, order())

    await run(of)

    expect(of.control()).toMatchObject({ haltSeq: 4, doneSeq: 4, codes: ['OPERATOR'] })
    expect(live(of)).toEqual([])
    expect(of.stored().orders[0]?.life).toMatchObject({ at: 'DEAD' })
  })

  test('while halted and not done each round makes one pass; once done none, until something turns up', async () => {
    const of = bench({ state: state(), control: halted() })

    await run(of)
    const passes = of.told.passes.length
    of.clock.advance(60_000)
    await run(of)
    expect(passes).toBe(1)
    expect(of.told.passes).toHaveLength(1)
    place(of, order({ id: id(66) }))
    await run(of)

    expect(live(of)).toEqual([])
  })

  test('a standing EXPOSURE is counted once, and bars neither its own end nor the operator’s flatten', async () => {
    const of = bench({
      state: openState,
      settings: settings({ risk: { maxUsdcLockedMicros: dollars(10) } }),
    })
    await run(of)
    expect(of.control()).toMatchObject({ haltSeq: 4, doneSeq: 4, codes: ['EXPOSURE'] })

    await of.store.requestFlatten({ seq: 4, markets: [MARKET], floorMicros: cents(10) })
    await run(of)

    // Nothing takes it in this venue: each tick of the halt takes it back and crosses anew.
    for (const { draft } of of.venue.posted) {
      expect(draft).toMatchObject({
        purpose: 'flatten',
        side: 'SELL',
        priceMicros: cents(56),
        postOnly: false,
      })
    }
    expect(of.venue.posted.length).toBeGreaterThan(0)
    expect(live(of).length).toBeLessThanOrEqual(1)
    expect(of.control().haltSeq).toBe(4)
  })

  test('emergencyExit "flatten" asks by itself, if every code of the halt allows it', async () => {
    const exiting = settings({ risk: { emergencyExit: 'flatten' } })
    const sound = bench({
      state: openState,
      settings: exiting,
      control: halted({ codes: ['LOSS', 'ALARM'] }),
    })
    const unsound = bench({
      state: openState,
      settings: exiting,
      control: halted({ codes: ['LOSS', 'INVARIANT'] }),
    })

    await run(sound)
    await run(sound)
    await run(unsound)
    await run(unsound)

    expect(sound.venue.posted.length).toBeGreaterThan(0)
    expect(sound.venue.posted.every(({ draft }) => draft.purpose === 'flatten')).toBe(true)
    expect(unsound.venue.posted).toEqual([])
  })

  test('evidence that cannot be written fails the run, and the order stays as it is in the item', async () => {
    const of = bench({ state: entryState, control: halted() })
    let commits = 0
    of.store.fault = (call) => {
      if (call !== 'commit') return null
      commits += 1
      return commits > 1 ? 'before' : null
    }
    of.venue.before = (call) => {
      // It shows up only when the pass asks for it.
      if (call === 'cancelMarket' || (call === 'cancel' && of.venue.calls.includes('cancel')))
        place(of, order())
    }

    const report = await run(of)

    expect(report.failures).toEqual(['what the STOP proved could not be written'])
  })

  test('NOT_ARMED: observes, posts nothing, cancels nothing, raises no alarm', async () => {
    const of = bench({ state: state(), control: { ...running, armed: false } })

    const report = await run(of)

    expect(report.failures).toEqual([])
    expect(of.venue.posted).toEqual([])
    expect(of.venue.calls.some((call) => call.startsWith('cancel'))).toBe(false)
    expect(of.told.ticks[0]?.decision.audit).toMatchObject({
      row: 'NOT_ARMED: observe',
      reason: 'an entry would be posted',
    })
  })

  test('NOT_ARMED with an order that may live is a STOP: the item was deleted, or disarm raced a post', async () => {
    const of = bench({ state: entryState, control: null })
    place(of, order())

    await run(of)

    expect(of.control()).toMatchObject({ armed: false, halted: true, codes: ['STATE_LOSS'] })
    expect(live(of)).toEqual([])
  })

  test('drain: no entries, normal exits, and once nothing is held it disarms itself', async () => {
    const of = bench({ state: state(), control: { ...running, drain: true } })

    await run(of)

    expect(of.venue.posted).toEqual([])
    expect(of.control().armed).toBe(false)
  })

  test('an unreadable control item is halted: what lives is cancelled, nothing is posted', async () => {
    const of = bench({ state: entryState })
    place(of, order())
    of.store.fault = (call) => (call === 'control' ? 'before' : null)

    await run(of)

    expect(live(of)).toEqual([])
    expect(of.venue.posted).toEqual([])
  })
})

describe('the ledger and the item', () => {
  const oldLeg = leg({ matchedAtMs: at(-500) })
  const done = order({ intendedAtMs: at(-600), life: dead(at(-400)), closedAtMs: at(-400) })
  const settled = state({ legs: [oldLeg], orders: [done] })

  test('what the item forgets is in the ledger first', async () => {
    const of = bench({ state: settled })

    await ticked(of)

    expect(of.stored()).toMatchObject({ legs: [], folded: { sizeMicros: shares(20) } })
    expect([...of.store.rows.keys()]).toEqual([
      `${MARKET} fill ${legKey(oldLeg)}`,
      `${MARKET} order ${done.id}`,
    ])
  })

  test.each(['before', 'after'] as const)(
    'where the ledger gives no answer (%s) the item keeps it',
    async (fault) => {
      const of = bench({ state: settled })
      of.store.fault = (call) => (call === 'putLedger' ? fault : null)

      await ticked(of)

      expect(of.stored().legs).toEqual(settled.legs)
      expect(of.stored().folded.sizeMicros).toBe(0)
    },
  )

  test('a row whose item write was lost does not make the fill look counted', async () => {
    const of = bench({ state: settled })
    of.store.fault = (call) => (call === 'commit' ? 'before' : null)
    await run(of)
    of.store.fault = () => null

    of.clock.advance(60_000)
    await ticked(of)

    expect(of.stored()).toMatchObject({ legs: [], folded: { sizeMicros: shares(20) } })
  })

  test('a folded leg that the venue tells of again is looked up and not counted again', async () => {
    const of = bench({ state: settled })
    await ticked(of)
    const { feeMicros: _, seenAtMs: __, ...again } = oldLeg
    of.venue.legs.push({ ...again, matchedAtMs: epochMs(oldLeg.matchedAtMs) })
    of.venue.trades = async () => ({
      ok: true,
      value: { legs: of.venue.legs, withoutId: [] },
      asOf: of.clock.nowMs(),
    })

    await ticked(of)

    expect(of.stored().folded.sizeMicros).toBe(shares(20))
    expect(of.control().codes).toEqual([])
  })

  test('a late fill of an order the item has forgotten is found by the ledger and counted', async () => {
    const of = bench({ state: settled })
    await ticked(of)
    const { feeMicros: _, seenAtMs: __, ...late } = leg({ tradeId: 'late' as never, matchedAtMs: at(-15) })
    of.venue.legs.push({
      ...late,
      orderId: done.id,
      sizeMicros: size(1_000_000),
      notionalMicros: 560_000 as never,
    })

    await ticked(of)

    expect(of.stored().legs.map((each) => each.tradeId)).toEqual(['late'])
    expect(of.control().codes).toEqual([])
  })

  test.each(['ledgerFill', 'ledgerOrder'] as const)(
    'where %s gives no answer the trades count as unread',
    async (call) => {
      const of = bench()
      const { feeMicros: _, seenAtMs: __, ...unknownLeg } = leg({ orderId: id(99), matchedAtMs: at(-15) })
      of.venue.legs.push(unknownLeg)
      of.store.fault = (which) => (which === call ? 'before' : null)

      const { decision } = await ticked(of)

      expect(decision.audit.refusals).toContain('tradesUnread')
      expect(of.control().codes).toEqual([])
    },
  )

  test('legs unsettled for over an hour are polled by their trade', async () => {
    const old = leg({ status: 'PROVISIONAL', matchedAtMs: at(-4000) })
    const of = bench({ state: state({ legs: [old] }) })
    const { feeMicros: _, seenAtMs: __, ...settledLeg } = old
    of.venue.legs.push({ ...settledLeg, status: 'CONFIRMED' })
    of.venue.silent.add('tradesById')
    await ticked(of)
    const unread = of.stored()
    of.venue.silent.clear()

    await ticked(of)

    expect(unread.legs[0]?.status).toBe('PROVISIONAL')
    expect(unread.tradesReadAtMs).toBe(at(-10))
    expect(of.stored().phase).toBe('POSITION_OPEN')
  })
})

describe('what the ledger answers', () => {
  const { feeMicros: _, seenAtMs: __, ...recent } = leg({ matchedAtMs: at(-15) })

  test('folded already: a leg within the overlap is not counted again', async () => {
    const closed = order({ life: dead(at(-12)), closedAtMs: at(-12) })
    const of = bench({ state: state({ folded: holding(20), foldedUntilMs: at(-14), orders: [closed] }) })
    await of.store.putLedger([{ kind: 'fill', market: MARKET, leg: leg({ matchedAtMs: at(-15) }) }])
    of.venue.legs.push(recent)

    await ticked(of)

    expect(of.stored()).toMatchObject({ legs: [], folded: { sizeMicros: shares(20) } })
    expect(of.control().codes).toEqual([])
  })

  test('never folded, and no order of ours: FILL_IMPOSSIBLE', async () => {
    const of = bench()
    of.venue.legs.push({ ...recent, orderId: id(99) })

    await ticked(of)

    expect(of.control().codes).toEqual(['FILL_IMPOSSIBLE'])
    expect(of.stored().legs).toEqual([])
  })
})

describe('what a tick looks at', () => {
  test('a book the venue left out, a clock or positions it did not tell are unread', async () => {
    const of = bench({ state: { ...state(), sanityReadAtMs: at(-60) } })
    of.venue.books = async () => new Map()
    of.venue.silent.add('timeMs').add('positions')

    await run(of, 5)

    const seen = of.told.ticks[0]?.seen
    expect(seen).toMatchObject({ book: { ok: false }, skewMs: { ok: false }, restPosition: { ok: false } })
    expect(of.told.ticks[0]?.decision.audit.refusals).toEqual(['clockUnread', 'bookUnknown'])
  })

  test('a token without a row among the positions has no value', async () => {
    const of = bench({ state: { ...state(), sanityReadAtMs: at(-60) } })

    await run(of, 5)

    expect(of.told.ticks[0]?.seen.restPosition).toMatchObject({ ok: true, value: 'no row' })
  })

  test('an order known under two ids is read under both', async () => {
    const of = bench({ state: state({ orders: [order({ otherId: id(9) })] }) })

    await run(of, 5)

    expect(Object.keys(of.told.ticks[0]?.seen.byId ?? {})).toEqual([id(1), id(9)])
  })

  test('an order that the list shows is not asked by hash, a dead one only for what it matched', async () => {
    const orders = [
      order(),
      order({ id: id(2), life: dead(at(-5)), closedAtMs: at(-5) }),
      order({ id: id(3), side: 'SELL', life: dead(at(-5)) }),
    ]
    const of = bench({ state: state({ folded: holding(20), orders }) })
    place(of, order())

    await run(of, 5)

    expect(Object.keys(of.told.ticks[0]?.seen.byId ?? {})).toEqual([id(3)])
  })
})

describe('a day in the life', () => {
  test('entry, fill, settlement, exit, fill, settlement: flat again with the profit booked', async () => {
    const of = bench()
    const minute = async () => {
      await run(of, 30)
      of.clock.advance(31_000)
    }

    await minute()
    const entry = of.venue.posted[0]
    if (entry === undefined) throw new Error('no entry')
    const buy = of.venue.fill(entry.id, entry.draft.sizeMicros)
    await minute()
    expect(of.stored().phase).toBe('ENTRY_PENDING')
    of.venue.settle(buy, 'CONFIRMED')
    await minute()
    expect(of.stored().phase).toBe('EXIT_PENDING')
    const exit = of.venue.posted[1]
    if (exit === undefined) throw new Error('no exit')
    of.venue.settle(of.venue.fill(exit.id, exit.draft.sizeMicros), 'CONFIRMED')
    of.store.control_ = { ...of.control(), drain: true }
    await minute()

    expect(exit.draft).toMatchObject({
      side: 'SELL',
      sizeMicros: entry.draft.sizeMicros,
      priceMicros: cents(58),
    })
    expect(of.stored().phase).toBe('IDLE')
    expect(of.venue.posted).toHaveLength(2)
    for (let i = 0; i < 5; i += 1) await minute()
    // 35.71 shares bought at 0.56 and sold at 0.58.
    expect(of.stored().folded).toMatchObject({ sizeMicros: 0, realisedMicros: 714_200, roundTrips: 1 })
    expect(holding(0).sizeMicros).toBe(of.stored().folded.sizeMicros)
  })
})
