import { expect, test } from 'vitest'
import { DailyRecords } from '../../../../desk/report/dailyRecords.ts'
import { dayRows } from '../../../../desk/report/dayRows.ts'
import { daysText } from '../../../../desk/report/daysText.ts'
import { documentOf } from '../../../../desk/report/documentOf.ts'
import { parseReplayResult } from '../../../../desk/report/parseResult.ts'
import { epochMs } from '../../../../shared/domain/units.ts'
import type { MarketTrades } from '../../../../shared/ports/publicFeed.ts'
import type { TickAudit } from '../../../../shared/ports/telemetry.ts'
import {
  cents,
  id,
  leg,
  MARKET,
  observation,
  order,
  settings,
  shares,
  state,
  TOKEN,
} from '../../../support/build.ts'

const MIDNIGHT = Date.UTC(2026, 2, 2)
const entry = order({
  id: id(1),
  intendedAtMs: epochMs(MIDNIGHT - 60_000),
  expiresAtMs: epochMs(MIDNIGHT + 240_000),
})

function tickAt(ms: number, of: Partial<Pick<TickAudit, 'results' | 'events' | 'after'>> = {}): TickAudit {
  const before = state()
  const after = of.after ?? before
  return {
    market: MARKET,
    fence: 1,
    before,
    after,
    outcome: 'done',
    tookMs: 1,
    results: of.results ?? [],
    events: of.events ?? [],
    seen: observation({ nowMs: epochMs(ms) }),
    decision: {
      state: after,
      actions: [],
      events: [],
      audit: {
        row: 'IDLE',
        code: 'noEntry',
        reason: 'r',
        from: 'IDLE',
        to: after.phase,
        refusals: ['depth'],
      },
    },
  }
}

const records = (): DailyRecords =>
  new DailyRecords({
    cadenceMs: 10_000,
    settingsOf: () => settings(),
    labelOf: () => 'Will it rain? – Yes',
  })

/** An hour of ticks around midnight, in which one entry is posted, and filled in fact where `filled`. */
function anHour(filled: boolean): DailyRecords {
  const of = records()
  const fill = leg({
    orderId: entry.id,
    side: 'BUY',
    sizeMicros: shares(20),
    priceMicros: cents(56),
    matchedAtMs: epochMs(MIDNIGHT - 20_000),
  })
  for (let ms = MIDNIGHT - 1_800_000; ms < MIDNIGHT + 1_800_000; ms += 10_000) {
    if (ms === MIDNIGHT - 60_000) {
      const outcome = { is: 'accepted', id: entry.id } as const
      of.tick(
        tickAt(ms, {
          results: [{ of: 'post', order: entry, outcome, atMs: epochMs(ms) }],
          after: state({ orders: [entry], phase: 'ENTRY_PENDING' }),
        }),
      )
    } else if (filled && ms === MIDNIGHT - 10_000)
      of.tick(tickAt(ms, { events: [{ is: 'fill', leg: fill }] }))
    else of.tick(tickAt(ms))
  }
  return of
}

const tradesOf = (priceCents: number): MarketTrades => ({
  fromMs: epochMs(0),
  trades: [
    {
      key: 'a',
      tokenId: TOKEN,
      taker: 'SELL',
      priceMicros: cents(priceCents),
      sizeMicros: shares(5),
      stampedAtMs: epochMs(MIDNIGHT - 40_000),
    },
  ],
})

test('each UTC day is a run of its own, sound, and the sums are those of the days', () => {
  const runs = anHour(true).finish(() => null)
  const result = documentOf('live', runs)

  expect(runs.map(({ ofDay }) => ofDay?.day)).toEqual(['2026-03-01', '2026-03-02'])
  expect(parseReplayResult(JSON.parse(JSON.stringify(result))).ok).toBe(true)
  const rows = dayRows(result)
  expect(rows.map(({ day, label }) => [day, label])).toEqual([
    ['2026-03-01', 'Will it rain? – Yes'],
    ['2026-03-02', 'Will it rain? – Yes'],
    ['all days', 'all markets'],
  ])
  expect(rows[0]).toMatchObject({ entries: 1, entriesFilled: 1, paperFilled: null, rewardMicros: null })
  expect(rows[2]?.totalMicros).toBe((rows[0]?.totalMicros ?? 0) + (rows[1]?.totalMicros ?? 0))
  expect(daysText(result).split('\n')).toHaveLength(4)
})

test.each([
  ['a trade through its price fills it', 55, 1],
  ['one at its price, smaller than the queue before it, does not', 56, 0],
])('next to what was filled is what paper would have filled: %s', (_, price, filled) => {
  const [first] = anHour(false).finish(() => tradesOf(price))

  expect(first?.orders).toMatchObject({ entries: 1, entriesFilled: 0 })
  expect(first?.ofDay?.paper).toMatchObject({ orders: 1, filled })
})

test('what a fill was worth is unknown where no price is known a minute later, and so is the sum', () => {
  // The entry is filled ten seconds before midnight, where its day ends.
  const runs = anHour(true).finish(() => null)
  const result = documentOf('live', runs)

  expect(dayRows(result).map(({ filled, edgeMicros }) => [filled, edgeMicros])).toEqual([
    [1, null],
    [0, 0],
    [1, null],
  ])
  expect(daysText(result)).toMatch(/ \? /)
})

test('hours without a tick are a gap, and no markout reaches into it', () => {
  const of = records()
  of.tick(tickAt(MIDNIGHT))
  of.tick(tickAt(MIDNIGHT + 3_600_000))
  const [run] = of.finish(() => null)

  expect(run?.time).toMatchObject({ spanMs: 3_600_000, coveredMs: 0 })
})

test('an outcome without known settings is counted, and no run', () => {
  const of = new DailyRecords({
    cadenceMs: null,
    settingsOf: () => null,
    labelOf: () => '',
  })
  of.tick(tickAt(MIDNIGHT))

  expect(of.finish(() => null)).toEqual([])
  expect(of.left).toBe(1)
})
