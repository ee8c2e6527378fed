import { describe, expect, test } from 'vitest'
import { legKey, type SeenLeg } from '../../../shared/domain/leg.ts'
import { unknown } from '../../../shared/domain/read.ts'
import { epochMs, tradeId } from '../../../shared/domain/units.ts'
import { runInvocation } from '../../../shared/engine/invocation.ts'
import {
  at,
  dollars,
  holding,
  id,
  leg,
  MARKET,
  order,
  running,
  settings,
  shares,
  state,
} from '../../support/build.ts'
import { type Bench, bench } from '../../support/engineBench.ts'

/** A fill of ten minutes ago: far behind the cursor. */
const HALF = { sizeMicros: shares(10), notionalMicros: 5_600_000 as never }
const { feeMicros: _fee, seenAtMs: _seen, ...old } = leg({ ...HALF, matchedAtMs: at(-600) })
const flat = state({ adoptedAtMs: at(-3000), foldedUntilMs: at(-300) })
/** The tick function in the first round after a while: ten minutes have begun since the last read. */
const look = (of: Bench) => runInvocation(of.ports, { ...of.stack, cadenceMs: null }, of.later(45))
const knowsOrder = (of: Bench) =>
  of.store.putLedger([{ kind: 'order', market: MARKET, order: order({ id: old.orderId }) }])

function stageOf(legs: readonly SeenLeg[], before = flat): Bench {
  const of = bench({
    state: before,
    control: { ...running, drain: true },
    settings: settings({ risk: { maxUsdcLockedMicros: dollars(10_000) } }),
  })
  // So that the tick's own read is a minute behind, and the second look alone can find what is older.
  of.clock.advance(600_000)
  of.store.items.set(MARKET, {
    leaseId: null,
    leaseUntilMs: 0,
    fence: 0,
    rev: 1,
    schema: 1,
    state: { ...before, tradesReadAtMs: epochMs(of.clock.nowMs() - 60_000 * 9) },
  })
  of.venue.legs.push(...legs)
  return of
}

describe('every ten minutes the last hour of trades is read once more', () => {
  test('a fill of a forgotten order that was reported too late for the cursor is counted, once, and a person paged', async () => {
    const of = stageOf([old])
    await knowsOrder(of)
    of.venue.balances.set(old.tokenId, shares(10))

    await look(of)
    const first = of.stored()
    of.clock.advance(600_000)
    await look(of)
    of.clock.advance(600_000)
    await look(of)

    expect(first.legs.map(legKey)).toEqual([legKey(old)])
    expect(of.stored()).toMatchObject({ legs: [], folded: { sizeMicros: shares(10) } })
    expect(of.told.pages.filter((text) => text.startsWith('late fill'))).toEqual([
      `late fill ${old.tradeId} of order ${old.orderId}, reported after the read window: booked now`,
    ])
    expect(of.control().codes).toEqual([])
  })

  test('one not settled yet is followed by its id, and reopens nothing that is folded with it', async () => {
    // Prepare: more than one tick looks up, all matched just before it and folded.
    const burst = Array.from({ length: 60 }, (_, nth) => ({
      ...old,
      tradeId: tradeId(`folded-${nth}`),
      matchedAtMs: at(-601),
    }))
    const of = stageOf([...burst, { ...old, status: 'PROVISIONAL' }], { ...flat, folded: holding(10) })
    await knowsOrder(of)
    await of.store.putLedger(burst.map((each) => ({ kind: 'fill', market: MARKET, leg: leg(each) })))
    of.venue.balances.set(old.tokenId, shares(20))

    // Act
    await look(of)
    const first = of.stored()
    of.venue.legs.splice(0, of.venue.legs.length, ...burst, old)
    of.clock.advance(60_000)
    await look(of)

    // Assess
    expect(first.legs).toMatchObject([{ tradeId: old.tradeId, status: 'PROVISIONAL' }])
    expect(of.stored()).toMatchObject({
      legs: [{ tradeId: old.tradeId, status: 'CONFIRMED' }],
      tradesReadAtMs: of.clock.nowMs(),
    })
    expect(of.control().codes).toEqual([])
  })

  test('one that was folded as confirmed and is taken back is a STOP', async () => {
    const of = stageOf([{ ...old, status: 'FAILED' }], { ...flat, folded: holding(10) })
    await of.store.putLedger([{ kind: 'fill', market: MARKET, leg: leg({ ...old }) }])

    await look(of)

    expect(of.control()).toMatchObject({ halted: true, codes: ['FILL_IMPOSSIBLE'] })
    expect(of.stored().folded.sizeMicros).toBe(shares(10))
  })

  test('one that was let go as failed and is confirmed after all is a STOP', async () => {
    const of = stageOf([old])
    await of.store.putLedger([{ kind: 'fill', market: MARKET, leg: leg({ ...old, status: 'FAILED' }) }])

    await look(of)

    expect(of.control()).toMatchObject({ halted: true, codes: ['FILL_IMPOSSIBLE'] })
  })

  test.each<readonly [string, (of: Bench) => Promise<unknown>, Partial<SeenLeg>]>([
    [
      'one that is folded already',
      (of) => of.store.putLedger([{ kind: 'fill', market: MARKET, leg: leg({ ...old }) }]),
      {},
    ],
    [
      'one told by an old copy as not settled',
      (of) => of.store.putLedger([{ kind: 'fill', market: MARKET, leg: leg({ ...old }) }]),
      { status: 'PROVISIONAL' },
    ],
    ['one of an order that was never ours', async () => {}, { orderId: id(99) }],
    ['one from before the books began', knowsOrder, { matchedAtMs: at(-3100) }],
    ['one of another market', knowsOrder, { market: 'another' as never }],
  ])('%s changes nothing', async (_, prepare, change) => {
    const of = stageOf([{ ...old, ...change }])
    await prepare(of)

    await look(of)

    expect(of.stored()).toMatchObject({ legs: [], folded: { sizeMicros: 0 } })
    expect(of.control().codes).toEqual([])
  })

  test('a ledger that gives no answer costs the second look alone, not the tick', async () => {
    const of = stageOf([old])
    await knowsOrder(of)
    of.store.fault = (call) => (call === 'ledgerOrder' ? 'before' : null)

    await look(of)

    expect(of.stored().legs).toEqual([])
    expect(of.stored().tradesReadAtMs).toBe(of.clock.nowMs())
  })

  test('a wide read that fails costs nothing either; the tick’s own is asked in parallel', async () => {
    const of = stageOf([])
    const asked: number[] = []
    const trades = of.venue.trades.bind(of.venue)
    of.venue.trades = async (sinceMs) => {
      asked.push(of.clock.nowMs() - sinceMs)
      return asked.length === 1 ? await trades(sinceMs) : unknown('too many pages')
    }

    await look(of)

    expect(asked).toEqual([600_000, 3_600_000])
    expect(of.stored().tradesReadAtMs).toBe(of.clock.nowMs())
  })

  test('once: the next tick reads what is new', async () => {
    const of = stageOf([])
    const asked: number[] = []
    const trades = of.venue.trades.bind(of.venue)
    await look(of)
    of.venue.trades = (sinceMs) => {
      asked.push(of.clock.nowMs() - sinceMs)
      return trades(sinceMs)
    }

    await look(of)

    expect(asked).toEqual([60_000])
  })
})

describe('it asks the ledger first and cuts what is unknown', () => {
  const ONE = { sizeMicros: shares(1), notionalMicros: 560_000 as never }
  const late: SeenLeg = { ...old, ...ONE, tradeId: tradeId('late'), matchedAtMs: at(-700) }

  /** `busy` folded fills, a few a second, around one that nobody has counted. */
  async function among(busy: number, afterMs: (nth: number) => number): Promise<Bench> {
    const folded = Array.from({ length: busy }, (_, nth) => ({
      ...late,
      tradeId: tradeId(`folded-${nth}`),
      matchedAtMs: epochMs(at(-1_500) + afterMs(nth)),
    }))
    const of = stageOf([late, ...folded], { ...flat, folded: holding(busy) })
    await knowsOrder(of)
    await of.store.putLedger(folded.map((each) => ({ kind: 'fill', market: MARKET, leg: leg(each) })))
    of.venue.balances.set(late.tokenId, shares(busy + 1))
    of.venue.rest.set(late.tokenId, shares(busy + 1))
    return of
  }
  const counted = (of: Bench) =>
    of.stored().folded.sizeMicros + of.stored().legs.reduce((sum, each) => sum + each.sizeMicros, 0)

  test.each([30, 45, 399])('a late fill behind %d known ones is counted in one tick', async (busy) => {
    const of = await among(busy, (nth) => 900_000 + nth * 100)

    await look(of)

    expect(of.stored().legs.map(legKey)).toEqual([legKey(late)])
    expect(of.stored().lookFromMs).toBeUndefined()
    expect(counted(of)).toBe(shares(busy + 1))
  })

  test('behind more than one tick asks about, the next ticks go on from the place that is kept', async () => {
    const of = await among(1_000, (nth) => Math.floor(nth / 2) * 1_000)

    await look(of)
    const first = of.stored()
    of.clock.advance(10_000)
    await look(of)
    of.clock.advance(10_000)
    await look(of)

    expect(first.legs).toEqual([])
    expect(first.lookFromMs).toBe(epochMs(at(-1_500) + 200_000))
    expect(of.stored().lookFromMs).toBeUndefined()
    expect(counted(of)).toBe(shares(1_001))
    expect(of.control().codes).toEqual([])
  })

  test('more in one second than one tick asks about are asked about together', async () => {
    const of = await among(600, () => 0)

    await look(of)
    expect(of.stored().lookFromMs).toBe(late.matchedAtMs)
    of.clock.advance(10_000)
    await look(of)

    expect(counted(of)).toBe(shares(601))
    expect(of.stored().lookFromMs).toBeUndefined()
  })

  test('more fills that nobody counted than one tick takes are all counted in the end', async () => {
    const of = await among(0, () => 0)
    const more = Array.from({ length: 99 }, (_, nth) => ({
      ...late,
      tradeId: tradeId(`late-${nth}`),
      matchedAtMs: epochMs(at(-600) + nth * 1_000),
    }))
    of.venue.legs.push(...more)
    of.store.records.clear()
    await of.store.putLedger([
      { kind: 'order', market: MARKET, order: order({ id: old.orderId, sizeMicros: shares(500) }) },
    ])
    of.venue.balances.set(late.tokenId, shares(100))

    for (let tick = 0; tick < 4; tick += 1) {
      await look(of)
      of.clock.advance(10_000)
    }

    expect(counted(of)).toBe(shares(100))
    expect(of.control().codes).toEqual([])
  })

  test('what the ledger did not answer is asked again in the next tick', async () => {
    const of = await among(3, (nth) => nth * 1_000)
    of.store.fault = (call) => (call === 'ledgerFill' ? 'before' : null)
    await look(of)
    of.store.fault = () => null
    of.clock.advance(10_000)

    await look(of)

    expect(counted(of)).toBe(shares(4))
  })
})
