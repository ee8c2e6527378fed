import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../desk/tape/feed/chance.ts'
import { LIST_PRICES } from '../../../shared/config/listPrices.ts'
import {
  MEASURED,
  type MeasuredUse,
  type MonthlyCost,
  monthlyCost,
} from '../../../shared/config/monthlyCost.ts'
import { MOST_LOGGED_WHOLE } from '../../../shared/domain/journal.ts'
import { now } from '../../support/build.ts'
import { createRelayWorld } from '../../support/relayWorld.ts'

const RUNBOOK = readFileSync(new URL('../../../docs/runbook.md', import.meta.url), 'utf8')

const ROUND: MeasuredUse = {
  date: '2026-01-01',
  onceWaitMs: 200,
  onceCpuMs: 100,
  itemBytes: 2_000,
  writeUnits: 2,
  minuteLogBytes: 6_000,
  shortLogBytes: 2_000,
  lineBytes: 1_000,
  metricBytes: 400,
  minuteWrites: 11,
  onceWrites: 3,
  relayReads: 4,
  logMonths: 3,
  stackMetrics: 10,
  marketMetrics: 5,
  alarms: 20,
  quickAlarms: 1,
}
const PRICES = {
  gbSecond: 0.00001,
  millionInvocations: 1,
  millionWriteUnits: 1,
  millionReadUnits: 1,
  gbLogged: 1,
  gbKeptAMonth: 0.1,
  metric: 0.5,
  alarm: 0.2,
  quickAlarm: 0.3,
  kmsKey: 1,
}
/** 730 hours. */
const MINUTES = 43_800

const costOf = (settings: Partial<Parameters<typeof monthlyCost>[0]>) =>
  monthlyCost(
    { memoryMb: 1_024, cadenceMs: 10_000, markets: 1, marketMetrics: true, kmsKeys: 0, ...settings },
    ROUND,
    PRICES,
  )

describe('a month', () => {
  test('at a cadence is paid for every second, and twice while one run relieves another', () => {
    const ticks = MINUTES * 6
    const cost = costOf({})
    expect(cost.lambdaUsd).toBeCloseTo(MINUTES * 65 * 0.00001 + MINUTES / 1e6, 6)
    // Two units a write; control item and lease in every tick, one unit of items and one of waits in every run.
    expect(cost.tableUsd).toBeCloseTo((2 * 11 * MINUTES + 2 * ticks + (2 + 4) * MINUTES) / 1e6, 6)
    expect(cost.logsUsd).toBeCloseTo(((ticks * (1_000 + 2 * 400)) / 1e9) * 1.3, 6)
    expect(cost.fixedUsd).toBeCloseTo(15 * 0.5 + 20 * 0.2 + 0.3, 6)
    expect(cost.totalUsd).toBeCloseTo(cost.lambdaUsd + cost.tableUsd + cost.logsUsd + cost.fixedUsd, 9)
  })

  test('of one tick a minute relieves nobody: it claims nothing, and looks for no claim', () => {
    const { tableUsd, logsUsd } = costOf({ cadenceMs: null })
    expect(tableUsd).toBeCloseTo((2 * 3 * MINUTES + MINUTES + 2 * MINUTES) / 1e6, 6)
    expect(logsUsd).toBeCloseTo(((MINUTES * (1_000 + 2 * 400)) / 1e9) * 1.3, 6)
  })

  test('of one tick a minute is paid by what it waits for, and by its work on its share of a core', () => {
    expect(costOf({ cadenceMs: null, memoryMb: 1_769 }).lambdaUsd).toBeCloseTo(
      (1_769 / 1_024) * MINUTES * 0.3 * 0.00001 + MINUTES / 1e6,
      6,
    )
    expect(costOf({ cadenceMs: null, memoryMb: 256 }).lambdaUsd).toBeCloseTo(
      0.25 * MINUTES * (0.2 + (0.1 * 1_769) / 256) * 0.00001 + MINUTES / 1e6,
      6,
    )
  })

  test('grows with memory, with markets, with a shorter cadence where ticks are stored, and by a key', () => {
    expect(costOf({ memoryMb: 512 }).lambdaUsd).toBeLessThan(costOf({}).lambdaUsd)
    const [one, ten] = [costOf({}), costOf({ markets: 10 })]
    expect(ten.lambdaUsd).toBe(one.lambdaUsd)
    expect(ten.tableUsd).toBeGreaterThan(5 * one.tableUsd)
    expect(ten.logsUsd).toBeCloseTo((one.logsUsd * (10 * 1_000 + 11 * 400)) / (1_000 + 2 * 400), 9)
    // More than ten have one line a minute of their quiet ticks.
    const [logsOfTen, logsOfMore] = [10, 11].map(
      (markets) => costOf({ markets, marketMetrics: false }).logsUsd,
    )
    expect(logsOfMore).toBeLessThan((logsOfTen ?? 0) / 2)
    expect(ten.fixedUsd - one.fixedUsd).toBeCloseTo(9 * 5 * 0.5, 9)
    expect(costOf({ cadenceMs: 5_000 }).tableUsd).toBeGreaterThan(one.tableUsd)
    expect(costOf({ kmsKeys: 2 }).fixedUsd).toBeCloseTo(one.fixedUsd + 2, 9)
  })

  test('without metrics for each market has those of the stack, and one line of them a round', () => {
    const [one, ten] = [1, 10].map((markets) => costOf({ markets, marketMetrics: false }))
    const ticks = MINUTES * 6
    expect(one?.fixedUsd).toBeCloseTo(10 * 0.5 + 20 * 0.2 + 0.3, 9)
    expect(ten?.fixedUsd).toBe(one?.fixedUsd)
    expect(ten?.logsUsd).toBeCloseTo(((ticks * (10 * 1_000 + 400)) / 1e9) * 1.3, 9)
  })

  test('is what the runbook says, setting by setting; prices and measurements carry their dates', () => {
    const costAt = (memoryMb: number, cadenceMs: number | null) =>
      monthlyCost({ memoryMb, cadenceMs, markets: 1, marketMetrics: false, kmsKeys: 0 })
    const costs = [costAt(512, 10_000), costAt(256, 10_000), costAt(512, null)]
    const rowOf = (part: keyof MonthlyCost) => costs.map((cost) => cost[part].toFixed(2)).join(' | ')

    for (const part of ['lambdaUsd', 'tableUsd', 'logsUsd', 'fixedUsd', 'totalUsd'] as const)
      expect(RUNBOOK).toContain(` | ${rowOf(part)} |`)
    for (const memoryMb of [256, 512, 1_024, 1_769])
      expect(RUNBOOK).toMatch(
        new RegExp(
          `^\\| ${memoryMb} \\| \\d+ \\| \\d+ \\| ${costAt(memoryMb, 10_000).totalUsd.toFixed(2)} \\|$`,
          'm',
        ),
      )
    expect(RUNBOOK).toContain(`Measured on ${MEASURED.date} by`)
    const kB = (bytes: number) => (bytes / 1_000).toFixed(1)
    expect(RUNBOOK).toContain(
      `item has ${kB(MEASURED.itemBytes)} kB, its ticks log ${kB(MEASURED.minuteLogBytes)} kB a minute (${kB(MEASURED.shortLogBytes)} in a stack of more than ${MOST_LOGGED_WHOLE} outcomes), and each round logs ${kB(MEASURED.metricBytes)} kB of metrics`,
    )
    expect(RUNBOOK).toContain(`measured on ${MEASURED.date} by`)
    expect(LIST_PRICES.date).toMatch(/^\d{4}-\d\d-\d\d$/)
  })

  test('of 100 markets with both outcomes is at most 1.50 USD a market, with more than half a core for them', () => {
    const cost = monthlyCost({
      memoryMb: 1_024,
      cadenceMs: 10_000,
      markets: 200,
      marketMetrics: false,
      kmsKeys: 1,
    })
    expect(cost.totalUsd / 100).toBeLessThanOrEqual(1.5)
  })

  test.each([5_000, 10_000, 30_000])(
    'at a cadence of %i ms is paid for what the runs of the relay take, with events up to a minute late',
    async (cadenceMs) => {
      const random = createRandom(3)
      const world = createRelayWorld({ random, cadenceMs, callMs: [5, 30] })
      // As many ticks at each cadence: with fewer the lateness of the events alone moves the mean by more than a hundredth.
      const minutes = cadenceMs / 50
      for (let minute = 0; minute < minutes; minute += 1)
        world.kernel.after(minute * 60_000 + random.between(0, 59_000), () =>
          world.invoke(now + minute * 60_000),
        )

      await world.kernel.runUntil(now + minutes * 60_000)

      const seconds = world.tookMs.reduce((sum, ms) => sum + ms, 0) / world.tookMs.length / 1_000
      const { lambdaUsd } = costOf({ cadenceMs })
      expect(lambdaUsd / (MINUTES * (seconds * 0.00001 + 1e-6))).toBeCloseTo(1, 1.7)
    },
  )
})
