import { describe, expect, test } from 'vitest'
import { epochMs, tokenId } from '../../../shared/domain/units.ts'
import { runInvocation } from '../../../shared/engine/invocation.ts'
import {
  at,
  cents,
  holding,
  MARKET,
  now,
  openState,
  settings,
  shares,
  state,
  TOKEN,
} from '../../support/build.ts'
import { bench, hold, runOnce } from '../../support/engineBench.ts'

describe('an invocation', () => {
  test('takes one lease a market, ticks until its deadline and gives the lease back', async () => {
    const of = bench()

    const report = await runOnce(of)

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

    await runOnce(of)

    // The post of the first round was progress.
    expect(rounds.slice(0, 4)).toEqual([0, 1000, 11_000, 21_000])
  })

  test('an order that never left, as while the venue pauses, is nothing to hurry after', async () => {
    const of = bench()
    const rounds: number[] = []
    of.venue.before = (call) => void (call === 'trades' && rounds.push(of.clock.nowMs() - now))
    of.venue.onPost = () => ({ place: false, answer: { is: 'unsent', why: 'the venue pauses' } })

    await runOnce(of)

    expect(of.venue.posted.length).toBeGreaterThan(1)
    expect(rounds.slice(0, 4)).toEqual([0, 10_000, 20_000, 30_000])
  })

  test('with cadenceMs null it makes one round', async () => {
    const of = bench({ stack: { cadenceMs: null } })

    expect(await runOnce(of)).toMatchObject({ rounds: 1 })
  })

  test('relieved by nobody it ticks for two minutes and a half, under a lease that each tick renews', async () => {
    const of = bench()

    const report = await runOnce(of, 3600)

    expect(of.clock.nowMs()).toBeGreaterThan(at(140))
    expect(of.clock.nowMs()).toBeLessThanOrEqual(at(150))
    expect(of.store.calls.filter((call) => call === 'acquire')).toHaveLength(1)
    expect(report.failures).toEqual([])
  })

  test('begins no round that would not fit before its deadline', async () => {
    const of = bench()

    await runOnce(of, 40)

    expect(of.clock.nowMs()).toBeLessThanOrEqual(at(28))
  })

  test('is bounded even where time does not move', async () => {
    const of = bench()
    of.clock.sleep = async () => undefined

    expect(await runOnce(of)).toMatchObject({ rounds: 1, failures: [] })
  })

  test('somebody else holds the market: no tick, and it is counted', async () => {
    const of = bench()
    await hold(of)

    expect(await runOnce(of)).toMatchObject({ rounds: 0, busy: [MARKET], late: [], failures: [] })
    expect(of.told.busyMarkets).toEqual([MARKET])
    expect(of.venue.calls).toEqual([])
  })

  test('a lease written by a host whose clock was an hour ahead, and that died, is taken over at once', async () => {
    const of = bench({ state: openState })
    await of.store.acquire(
      { market: MARKET, tokenId: TOKEN },
      { nowMs: epochMs(of.clock.nowMs() + 3_600_000), leaseMs: 55_000 },
    )

    const report = await runOnce(of)

    expect(report).toMatchObject({ busy: [], failures: [] })
    expect(report.rounds).toBeGreaterThan(0)
    expect(of.venue.posted).toMatchObject([{ draft: { side: 'SELL' } }])
  })

  test('an event that is older than the last that began a run does nothing, however young it is', async () => {
    const of = bench()
    const invoke = (startMs: number) => runInvocation(of.ports, of.stack, of.later(5), epochMs(startMs))
    await invoke(now)
    const reads = of.venue.calls.length

    const same = await invoke(now)
    const older = await invoke(now - 1)

    expect(same).toMatchObject({ rounds: 0, busy: [], late: [MARKET], failures: [] })
    expect(older.late).toEqual([MARKET])
    expect(of.venue.calls).toHaveLength(reads)
  })

  test('an event that comes fifty-nine seconds late ticks, where no younger one has', async () => {
    const of = bench()
    await runInvocation(of.ports, of.stack, of.later(5), now)
    of.clock.advance(119_000)

    const report = await runInvocation(of.ports, of.stack, of.later(5), epochMs(now + 60_000))

    expect(report).toMatchObject({ rounds: 1, late: [], failures: [] })
  })

  test('an item of newer code is left alone, and paged once after ten minutes', async () => {
    const of = bench()
    const item = of.store.items.get(MARKET)
    if (item !== undefined) of.store.items.set(MARKET, { ...item, schema: 2 })

    const reports = []
    const pages: number[] = []
    for (let minute = 0; minute < 30; minute += 1) {
      reports.push(await runOnce(of))
      pages.push(of.told.pages.length)
      of.clock.advance(60_000)
    }

    expect(reports.flatMap(({ failures }) => failures)).toEqual([])
    expect(pages.slice(9, 12)).toEqual([0, 1, 1])
    expect(of.told.pages).toEqual([
      'the market has not been ticked for 10 minutes: its item has schema 2, newer than this code: deploy the newer version',
    ])
    expect(of.venue.posted).toEqual([])
  })

  test('a lease that may or may not be ours is a failed run', async () => {
    const of = bench()
    of.store.fault = (call) => (call === 'acquire' ? 'after' : null)

    expect((await runOnce(of)).failures).toEqual([expect.stringContaining('no lease')])
  })

  test('a market without an item is begun from the truth of the venue, once all of it can be read', async () => {
    const of = bench({ state: null, settings: settings({ regime: { minHistoryMs: 0 } }) })
    of.venue.silent.add('positions')
    const unread = await runOnce(of)
    of.venue.silent.clear()

    const begun = await runOnce(of)

    expect(unread).toMatchObject({ rounds: 0, failures: [] })
    expect(unread.silent).toEqual([
      { market: MARKET, forMs: 30_000, why: 'not started: positions: positions: no answer' },
    ])
    expect(begun.failures).toEqual([])
    expect([...of.store.waits_.values()]).toMatchObject([{ wait: null }])
    expect(of.stored().phase).toBe('ENTRY_PENDING')
  })

  test('a market without an item whose shares no fill explains is STATE_LOSS', async () => {
    const of = bench({ state: null })
    of.venue.balances.set(TOKEN, shares(7))

    await runOnce(of)

    expect(of.control().codes).toEqual(['STATE_LOSS'])
    expect(of.venue.posted).toEqual([])
  })

  test('an item of another wallet is STATE_LOSS', async () => {
    const of = bench({ state: { ...state(), wallet: '0xother' } })

    await runOnce(of)

    expect(of.control().codes).toEqual(['STATE_LOSS'])
  })

  test('a lost write ends the holder: nothing more is done with that market', async () => {
    const of = bench()
    of.store.fault = (call) => (call === 'commit' ? 'before' : null)

    const report = await runOnce(of)

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

describe('a day in the life', () => {
  test('entry, fill, settlement, exit, fill, settlement: flat again with the profit booked', async () => {
    const of = bench()
    const minute = async () => {
      await runOnce(of, 30)
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
