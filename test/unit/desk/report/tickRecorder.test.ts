import { describe, expect, test } from 'vitest'
import { documentOf } from '../../../../desk/report/documentOf.ts'
import { parseReplayResult } from '../../../../desk/report/parseResult.ts'
import type { ReplayRun } from '../../../../desk/report/result.ts'
import { TickRecorder } from '../../../../desk/report/tickRecorder.ts'
import { epochMs, type PriceMicros, price, tradeId, usdc } from '../../../../shared/domain/units.ts'
import type { TickAudit } from '../../../../shared/ports/telemetry.ts'
import {
  at,
  cents,
  holding,
  id,
  leg,
  observation,
  order,
  settings,
  shares,
  state,
} from '../../../support/build.ts'

const START = at(0)
const MARKET_RULES = {
  gameStartMs: null,
  tickMicros: 10_000,
  minSizeMicros: 5_000_000,
  feeRatePpm: 0,
  feeExponent: 1,
  rebatePpm: 0,
}
const recorderOf = (): TickRecorder =>
  new TickRecorder({ settings: settings(), cadenceMs: 10_000, startMs: START })

interface Tick {
  readonly second: number
  readonly before?: TickAudit['before']
  readonly after?: TickAudit['after']
  readonly results?: TickAudit['results']
  readonly events?: TickAudit['events']
}

function tick(recorder: TickRecorder, of: Tick): void {
  const before = of.before ?? state()
  const after = of.after ?? before
  recorder.telemetry.tick({
    market: after.market,
    fence: 1,
    before,
    after,
    outcome: 'done',
    tookMs: 1,
    results: of.results ?? [],
    events: [...after.legs.map((leg) => ({ is: 'fill', leg }) as const), ...(of.events ?? [])],
    seen: observation({ nowMs: at(of.second) }),
    decision: {
      state: after,
      actions: [],
      audit: {
        row: 'a row',
        code: 'wait',
        reason: 'r',
        from: before.phase,
        to: after.phase,
        refusals: ['depth'],
      },
    } as unknown as TickAudit['decision'],
  })
}

/** A document that has been found sound. */
function finished(recorder: TickRecorder, second: number): ReplayRun {
  const run = recorder.finish({
    file: 'calm',
    question: 'Is it so?',
    rules: MARKET_RULES,
    endMs: at(second),
    seen: { events: 3, trades: 2, unknownTrades: 1 },
  })
  const parsed = parseReplayResult(JSON.parse(JSON.stringify(documentOf('paper', [run]))))
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
  return run
}

const touch = (recorder: TickRecorder, second: number, midCents: number): void =>
  recorder.look(at(second), {
    bids: [{ priceMicros: cents(midCents - 1), sizeMicros: shares(100) }],
    askMicros: cents(midCents + 1),
  })
const ended = (n: number, second: number) =>
  ({ is: 'orderEnded', id: id(n), how: 'terminal', atMs: at(second), matchedMicros: null }) as const
const bought = (second: number, over = {}) =>
  leg({ matchedAtMs: at(second), sizeMicros: shares(20), priceMicros: cents(56), ...over })
const sold = (second: number, over = {}) =>
  leg({
    tradeId: tradeId('t2'),
    orderId: id(2),
    side: 'SELL',
    matchedAtMs: at(second),
    sizeMicros: shares(20),
    priceMicros: cents(58),
    ...over,
  })

describe('a record of ticks', () => {
  test('books settled fills at their match, with the mid before and a minute after', () => {
    const recorder = recorderOf()
    touch(recorder, 0, 57)
    touch(recorder, 30, 58)
    // The event that fills us moves the mid; what it was before counts.
    touch(recorder, 40, 55)
    touch(recorder, 100, 59)
    touch(recorder, 101, 70)
    tick(recorder, { second: 110, after: state({ legs: [bought(40)] }) })
    tick(recorder, { second: 300, after: state({ legs: [bought(40), sold(200)] }) })

    const run = finished(recorder, 300)

    expect(run.fills).toMatchObject([
      { side: 'BUY', atMs: at(40), priceMicros: 560_000, midMicros: 580_000, mid60Micros: 590_000 },
      { side: 'SELL', atMs: at(200) },
    ])
    expect(run.pnl).toMatchObject({ realisedMicros: 400_000, totalMicros: 400_000 })
    expect(run.trips).toMatchObject([{ fromMs: at(40), toMs: at(200), realisedMicros: 400_000 }])
    expect(run.refusals).toEqual([{ name: 'depth', count: 2 }])
    expect(run.tape).toMatchObject({ events: 3, trades: 2, unknownTrades: 1 })
  })

  test('a fill that fails is none; one that had not settled by the end is one', () => {
    const recorder = recorderOf()
    tick(recorder, { second: 10, after: state({ legs: [bought(5, { status: 'PROVISIONAL' })] }) })
    const other = { tradeId: tradeId('t9'), status: 'PROVISIONAL' as const }
    tick(recorder, {
      second: 20,
      after: state({ legs: [bought(5, { status: 'FAILED' }), bought(15, other)] }),
    })

    const run = finished(recorder, 30)

    expect(run.fills).toMatchObject([{ atMs: at(15) }])
    expect(run.position.sizeMicros).toBe(shares(20))
  })

  test('an order rests from its post to its end, by a number instead of its hash', () => {
    const entry = order({ id: id(1), intendedAtMs: at(9) })
    const second = order({ id: id(3), intendedAtMs: at(60), expiresAtMs: at(360) })
    const third = order({ id: id(4), intendedAtMs: at(400) })
    const recorder = recorderOf()
    const accepted = {
      of: 'post',
      order: entry,
      outcome: { is: 'accepted', id: id(1) },
      atMs: at(10),
    } as const
    const refused = {
      ...({ of: 'post', order: order({ id: id(9) }), atMs: at(11) } as const),
      outcome: { is: 'rejected', code: 'crosses', text: 'crosses' },
    } as const
    tick(recorder, { second: 10, after: state({ orders: [entry] }), results: [accepted, refused] })
    tick(recorder, {
      second: 60,
      after: state({ legs: [bought(40)], orders: [second] }),
      events: [ended(1, 60)],
    })
    tick(recorder, {
      second: 400,
      after: state({ orders: [third] }),
      events: [ended(3, 400)],
    })

    const run = finished(recorder, 500)

    expect(run.quotes.map(({ id: of, fromMs, toMs, end }) => [of, fromMs, toMs, end])).toEqual([
      ['order-1', at(10), at(40), 'filled'],
      ['order-2', at(60), at(300), 'expired'],
      ['order-3', at(400), at(500), 'open'],
    ])
    expect(run.postings).toMatchObject({ sent: 2, accepted: 1, rejected: [{ name: 'crosses', count: 1 }] })
    expect(run.orders).toEqual({ entries: 3, entriesFilled: 1, exits: 0, exitsFilled: 0 })
    expect(JSON.stringify(run)).not.toMatch(/0x[0-9a-f]{64}/)
  })

  test('what was held before the record is worth what it was then: only its later change is ours', () => {
    const recorder = recorderOf()
    const before = state({
      folded: { ...holding(20, 50), realisedMicros: usdc(9_000_000), feesMicros: usdc(70_000) },
      lastGoodMid: { priceMicros: cents(56) as PriceMicros, atMs: at(-5) },
    })
    const after = { ...before, lastGoodMid: { priceMicros: cents(57), atMs: at(10) } }
    touch(recorder, 0, 57)
    tick(recorder, { second: 10, before, after })
    tick(recorder, { second: 100, before: after, after: { ...after, legs: [sold(90)] } })

    const run = finished(recorder, 120)

    // Twenty shares from 56 to 58 cents; what they had gained before, and the fees of then, are another record's.
    expect(run.pnl).toMatchObject({ totalMicros: 400_000, feesMicros: 0 })
    expect(run.series.equityMicros[0]).toBe(20 * 10_000)
    expect(run.trips).toMatchObject([{ sizeMicros: shares(20), buyMicros: 500_000, sellMicros: 580_000 }])
  })

  test('across a gap no markout reaches, and no band', () => {
    const recorder = recorderOf()
    touch(recorder, 0, 57)
    tick(recorder, { second: 30, after: state({ legs: [bought(20)] }) })
    recorder.gap({ fromMs: at(40), toMs: at(70), why: 'marked' })
    touch(recorder, 70, 57)
    tick(recorder, { second: 100, after: state({ legs: [bought(20)] }) })

    const run = finished(recorder, 120)

    expect(run.fills[0]).toMatchObject({ midMicros: 570_000, mid60Micros: null })
    expect(run.pnl.withoutMarkout).toBe(1)
    expect(run.time).toMatchObject({ spanMs: 120_000, coveredMs: 90_000 })
    expect(run.bands.some(({ fromMs, toMs }) => fromMs < at(70) && toMs > at(40))).toBe(false)
  })

  test('our own orders are no market', () => {
    const entry = order({ priceMicros: cents(56), sizeMicros: shares(500) })
    const before = state({ orders: [entry] })
    const [with_, without] = [recorderOf(), recorderOf()]
    tick(with_, { second: 10, before })
    tick(without, { second: 10 })

    const bids = [without, with_].map((recorder) => finished(recorder, 20).series.bidMicros[0])

    expect(bids[0]).toBe(price(560_000))
    expect(bids[1]).toBeLessThan(560_000)
  })

  test('a STOP is reported with its reasons', () => {
    const recorder = recorderOf()
    const reason = { code: 'LOSS', text: 'lost too much', atMs: epochMs(at(15)) } as const
    tick(recorder, { second: 10 })
    recorder.telemetry.latched(reason, 'latched')
    recorder.telemetry.latched(reason, 'already')
    tick(recorder, { second: 20 })

    const run = finished(recorder, 30)

    expect(run.stop).toEqual({ atMs: at(15), codes: ['LOSS'], texts: ['lost too much'] })
    expect(run.bands.map(({ mode }) => mode)).toEqual(['NORMAL', 'HALTED'])
  })
})
