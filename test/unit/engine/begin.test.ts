import { describe, expect, test } from 'vitest'
import type { SeenLeg } from '../../../shared/domain/leg.ts'
import { epochMs, tokenId, tradeId, usdc } from '../../../shared/domain/units.ts'
import { runInvocation } from '../../../shared/engine/invocation.ts'
import { adopt } from '../../../shared/operator/adopt.ts'
import {
  at,
  cents,
  holding,
  leg,
  MARKET,
  now,
  running,
  settings,
  shares,
  state,
  TOKEN,
} from '../../support/build.ts'
import { type Bench, bench } from '../../support/engineBench.ts'

const OTHER = `0x${'bb'.repeat(32)}` as typeof MARKET
const OTHER_TOKEN = tokenId('8')
const other = { ...settings(), market: OTHER, tokenId: OTHER_TOKEN }
const DAY_MS = 86_400_000
const { feeMicros: _fee, seenAtMs: _seen, ...fill } = leg()

/** A month of round trips of a share that end a day ago: bought at 0.56, sold at 0.58; then 10 shares that are held. */
function historyOf(count: number, change: Partial<SeenLeg> = {}): SeenLeg[] {
  const trips = Array.from({ length: count }, (_, nth) => ({
    ...fill,
    ...change,
    tradeId: tradeId(`old-${nth}`),
    side: nth % 2 === 0 ? ('BUY' as const) : ('SELL' as const),
    sizeMicros: shares(1),
    priceMicros: cents(nth % 2 === 0 ? 56 : 58),
    notionalMicros: usdc(nth % 2 === 0 ? 560_000 : 580_000),
    matchedAtMs: epochMs(now - 31 * DAY_MS + Math.floor((nth * 30 * 86_400) / count) * 1_000),
  }))
  const held = { ...fill, ...change, tradeId: tradeId('held'), sizeMicros: shares(10) }
  return [...trips, { ...held, notionalMicros: usdc(5_600_000), matchedAtMs: epochMs(now - DAY_MS) }]
}

const minute = async (of: Bench, stack = of.stack) => {
  const endMs = of.clock.nowMs() + 60_000
  const report = await runInvocation(of.ports, stack, of.later(45))
  of.clock.advance(Math.max(0, endMs - of.clock.nowMs()))
  return report
}
const itemOf = (of: Bench, market = MARKET) => of.store.items.get(market)?.state ?? null

describe('a market that cannot be begun', () => {
  test('is its own trouble: the others trade, no run fails, and a person is paged once, after ten minutes', async () => {
    const of = bench()
    of.venue.unreadable.add(OTHER)
    const stack = { ...of.stack, markets: [...of.stack.markets, other] }

    const reports = []
    for (let minutes = 0; minutes < 30; minutes += 1) reports.push(await minute(of, stack))

    expect(reports.flatMap(({ failures }) => failures)).toEqual([])
    expect(reports.every(({ rounds }) => rounds > 0)).toBe(true)
    expect(of.venue.posted.length).toBeGreaterThan(0)
    expect(of.told.pages.filter((text) => text.includes('not been ticked'))).toEqual([
      'the market has not been ticked for 10 minutes: not started: market: market: no answer',
    ])
    expect(reports.at(-1)?.silent).toMatchObject([
      { market: OTHER, why: 'not started: market: market: no answer' },
    ])
    expect(reports.at(-1)?.silent[0]?.forMs).toBeGreaterThan(25 * 60_000)
  })

  test('a new trouble after a time of peace is reported again', async () => {
    const of = bench({ state: null })
    const trouble = async () => {
      of.venue.silent.add('positions')
      for (let minutes = 0; minutes < 12; minutes += 1) await minute(of)
      of.venue.silent.clear()
    }
    await trouble()
    await minute(of)
    of.store.items.delete(MARKET)
    of.venue.orders.clear()
    await trouble()

    expect(of.told.pages.filter((text) => text.includes('not been ticked'))).toHaveLength(2)
  })

  test('an item that the table does not give is that market’s trouble, not of those that tick', async () => {
    const of = bench()
    const stack = { ...of.stack, markets: [...of.stack.markets, other] }
    const acquire = of.store.acquire.bind(of.store)
    of.store.acquire = async (outcome, asked) =>
      outcome.market === OTHER ? { is: 'unknown', why: 'the state is unreadable' } : acquire(outcome, asked)

    const report = await minute(of, stack)

    expect(report).toMatchObject({ failures: [], silent: [{ market: OTHER }] })
    expect(of.venue.posted).toHaveLength(1)
  })

  test('a table that answers for no market fails the run', async () => {
    const of = bench()
    const stack = { ...of.stack, markets: [...of.stack.markets, other] }
    of.store.fault = (call) => (call === 'acquire' ? 'before' : null)

    expect((await minute(of, stack)).failures).toHaveLength(1)
  })
})

describe('a long history', () => {
  /** Twenty thousand trades at a quarter of a second a page, each page read twice. */
  function longBench(count = 20_000): Bench {
    const of = bench({ state: null, control: { ...running, drain: true } })
    of.venue.legs.push(...historyOf(count))
    of.venue.balances.set(TOKEN, shares(10))
    const history = of.venue.history.bind(of.venue)
    of.venue.history = async (ask) => {
      const read = await history(ask)
      const legs = read.ok && read.value.is === 'whole' ? read.value.trades.legs.length : 0
      const pages = read.ok && read.value.is === 'too much' ? 8 : Math.max(1, Math.ceil(legs / 100))
      of.clock.advance(pages * 250 * (pages > 1 && legs > 0 ? 2 : 1))
      return read
    }
    return of
  }

  test('is read in pieces over several runs; then the books are whole to the micro-dollar', async () => {
    const of = longBench()
    const progress: string[] = []
    let minutes = 0
    while (itemOf(of) === null && minutes < 30) {
      const report = await minute(of)
      minutes += 1
      expect(report.failures).toEqual([])
      progress.push(...report.silent.map(({ why }) => why ?? ''))
    }

    expect(minutes).toBeGreaterThan(1)
    expect(minutes).toBeLessThan(15)
    expect(progress[0]).toMatch(/^not started: its history is being read: \d+ fills so far, up to 20/)
    expect(itemOf(of)).toMatchObject({
      folded: {
        sizeMicros: shares(10),
        costMicros: 5_600_000,
        realisedMicros: 10_000 * 20_000,
        roundTrips: 10_000,
        boughtMicros: shares(10_010),
      },
    })
    expect(itemOf(of)?.lost).toBeUndefined()
    expect(of.control().codes).toEqual([])
    expect(of.told.pages.filter((text) => text.includes('ticked'))).toEqual([])
  })

  test('keeps its place, and no piece is read again', async () => {
    const of = longBench()
    await minute(of)
    const place = of.store.waits_.get(MARKET)?.wait?.history
    const asked: number[] = []
    const history = of.venue.history.bind(of.venue)
    of.venue.history = async (ask) => {
      asked.push(ask.fromMs)
      return history(ask)
    }

    await minute(of)

    expect(place?.legs).toBeGreaterThan(0)
    expect(asked[0]).toBe(place?.readUntilMs)
    expect(JSON.stringify(place).length).toBeLessThan(1_000)
  })

  test('what is matched while it is read is counted, once', async () => {
    const of = longBench(4_000)
    await minute(of)
    const during = {
      ...fill,
      tradeId: tradeId('during'),
      sizeMicros: shares(5),
      notionalMicros: usdc(2_800_000),
    }
    of.venue.legs.push({ ...during, matchedAtMs: epochMs(Math.floor(of.clock.nowMs() / 1000) * 1000) })
    of.venue.balances.set(TOKEN, shares(15))

    for (let minutes = 0; minutes < 8; minutes += 1) await minute(of)

    expect(itemOf(of)?.folded).toMatchObject({ sizeMicros: shares(15), costMicros: 8_400_000 })
    expect(itemOf(of)).toMatchObject({ legs: [] })
    expect(of.control().codes).toEqual([])
  })

  test('holds up no other market', async () => {
    const of = longBench(0)
    of.store.items.set(MARKET, {
      leaseId: null,
      leaseUntilMs: 0,
      fence: 0,
      rev: 1,
      schema: 1,
      state: state({ folded: holding(10), adoptedAtMs: now }),
    })
    of.venue.legs.push(...historyOf(20_000, { market: OTHER, tokenId: OTHER_TOKEN }))
    of.venue.balances.set(OTHER_TOKEN, shares(10))
    const seen: number[] = []
    const books = of.venue.books.bind(of.venue)
    of.venue.books = async (tokens) => {
      if (tokens.includes(TOKEN)) seen.push(of.clock.nowMs() - now)
      return await books(tokens)
    }

    await minute(of, { ...of.stack, markets: [...of.stack.markets, other] })

    expect(seen[0]).toBeLessThan(10_000)
    expect(seen.length).toBeGreaterThan(2)
  })

  test('many fills in one second are one piece', async () => {
    const of = longBench(0)
    of.venue.legs.push(
      ...Array.from(
        { length: 1_000 },
        (_, nth): SeenLeg => ({
          ...fill,
          tradeId: tradeId(`burst-${nth}`),
          sizeMicros: shares(1),
          notionalMicros: usdc(560_000),
          matchedAtMs: at(-600),
        }),
      ),
    )
    of.venue.balances.set(TOKEN, shares(1_010))

    for (let minutes = 0; minutes < 5; minutes += 1) await minute(of)

    expect(itemOf(of)?.folded.sizeMicros).toBe(shares(1_010))
  })

  test('is read by adopt over as many attempts as it takes', async () => {
    const of = longBench()
    of.store.items.set(MARKET, {
      leaseId: null,
      leaseUntilMs: 0,
      fence: 0,
      rev: 1,
      schema: 1,
      state: { ...state({ folded: holding(3) }), lost: 'nobody knows' },
    })
    of.store.control_ = { ...running, halted: true, haltSeq: 1, doneSeq: 1 }
    const request = { market: MARKET, tokenId: TOKEN, resolved: false, priceMicros: null }
    const answers = []
    while (answers.length < 30) {
      const answer = await adopt(of.ports, of.stack, request)
      answers.push(answer)
      // Halted ticks between the attempts do not lose the place.
      await minute(of)
      if (answer.is === 'adopted') break
    }

    expect(answers.length).toBeGreaterThan(2)
    expect(answers[0]).toMatchObject({ is: 'refused', reading: true })
    expect(answers.at(-1)).toMatchObject({ is: 'adopted', state: { folded: { sizeMicros: shares(10) } } })
    expect(of.store.waits_.get(MARKET)?.wait).toBeNull()
  })

  test('a history that the venue does not answer is reported, and nothing is begun', async () => {
    const of = longBench()
    of.venue.silent.add('history')

    for (let minutes = 0; minutes < 12; minutes += 1) await minute(of)

    expect(itemOf(of)).toBeNull()
    expect(of.told.pages).toEqual([
      'the market has not been ticked for 10 minutes: not started: history: history: no answer',
    ])
  })

  test('a fill of this very minute may come with others that do not show yet: it waits for a minute', async () => {
    const of = bench({ state: null, control: { ...running, drain: true } })
    of.venue.legs.push({ ...fill, matchedAtMs: at(-20) })
    of.venue.balances.set(TOKEN, fill.sizeMicros)
    const first = await runInvocation(of.ports, { ...of.stack, cadenceMs: null }, of.later(45))
    of.clock.advance(60_000)

    const second = await runInvocation(of.ports, { ...of.stack, cadenceMs: null }, of.later(45))

    expect(first.silent[0]?.why).toContain('too recent to be counted')
    expect(second).toMatchObject({ rounds: 1, silent: [] })
    expect(itemOf(of)).toMatchObject({ folded: { sizeMicros: fill.sizeMicros }, legs: [] })
  })
})
