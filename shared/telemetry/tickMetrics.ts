import { MetricResolution, type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import { unrealisedMicros } from '../accounting/valuation.ts'
import { isRunning } from '../domain/control.ts'
import { mayBeLive, type Side } from '../domain/order.ts'
import type { Read } from '../domain/read.ts'
import type { RiskSettings } from '../domain/settings.ts'
import { toleranceOf } from '../domain/tolerance.ts'
import { type EpochMs, MICROS } from '../domain/units.ts'
import type { PostOutcome } from '../machine/decision.ts'
import { exposure } from '../machine/exposure.ts'
import { heldMicros, position } from '../machine/inventory.ts'
import { markOf } from '../machine/mark.ts'
import type { Observation } from '../machine/observation.ts'
import type { MarketState } from '../machine/state.ts'
import type { TickRecord } from '../ports/telemetry.ts'
import { MARKET_DIMENSION, MARKET_METRICS, STACK_METRICS } from './metricNames.ts'

/** The metrics of the whole stack that one tick reports. A market without limits of its own has no use of them. */
export function addTickMetrics(metrics: Metrics, record: TickRecord, risk: RiskSettings | null): Metrics {
  const { seen, results, after } = record
  const refused = results.filter((result) => result.of === 'post' && isRefusal(result.outcome)).length
  const isDone = record.outcome === 'done'
  const use = risk === null ? null : exposureUse(after, risk, seen.nowMs)
  if (use !== null) metrics.addMetric(STACK_METRICS.exposureUse, MetricUnit.NoUnit, use)
  return metrics
    .addMetric(STACK_METRICS.tickCompleted, MetricUnit.Count, isDone ? 1 : 0, MetricResolution.High)
    .addMetric(STACK_METRICS.halted, MetricUnit.Count, isHalted(seen) ? 1 : 0)
    .addMetric(STACK_METRICS.rejectedPosts, MetricUnit.Count, refused)
    .addMetric(STACK_METRICS.venueLatency, MetricUnit.Milliseconds, readsTookMs(seen))
    .addMetric(STACK_METRICS.settling, MetricUnit.Count, isSettling(after) ? 1 : 0)
    .addMetric(STACK_METRICS.overdueWaits, MetricUnit.Count, overdueWaits(after))
}

/** A market that ended while nothing was held has nothing to pay out. */
const isSettling = (after: MarketState): boolean =>
  after.settling && heldMicros(after) > toleranceOf(after.legs)

const overdueWaits = ({ waits = {} }: MarketState): number =>
  Object.values(waits).filter(({ told }) => told).length

/** Whatever the words: one that is on no list leaves the order unknown, and was a refusal anyway. */
const isRefusal = (outcome: PostOutcome): boolean =>
  outcome.is === 'rejected' || (outcome.is === 'unknown' && outcome.refused === true)

/** A market as its last tick left it, in micros of USDC and of a share; valued as the machine itself values it. */
export interface MarketWorth {
  readonly exposureMicros: number
  readonly confirmedMicros: number
  readonly sizeMicros: number
  readonly realisedMicros: number
  /** null: without a mark. */
  readonly unrealisedMicros: number | null
}

/** @throws InvariantError where the fills make no sense as a position. */
export function worthOf({ after, seen }: Pick<TickRecord, 'after' | 'seen'>): MarketWorth {
  const held = position(after)
  const mark = markOf(after, seen.nowMs)
  const { confirmedMicros, totalMicros } = exposure(after, mark)
  return {
    exposureMicros: totalMicros,
    confirmedMicros,
    sizeMicros: held.sizeMicros,
    realisedMicros: held.realisedMicros,
    unrealisedMicros: mark.belief === 'none' ? null : unrealisedMicros(held, mark),
  }
}

/** The sums over all markets of an invocation. */
export function addTotals(metrics: Metrics, worths: readonly MarketWorth[]): Metrics {
  const sums = [
    [STACK_METRICS.totalExposure, sum(worths, (each) => each.exposureMicros)],
    [STACK_METRICS.totalConfirmedExposure, sum(worths, (each) => each.confirmedMicros)],
    [STACK_METRICS.totalRealisedPnl, sum(worths, (each) => each.realisedMicros)],
    [STACK_METRICS.totalUnrealisedPnl, sum(worths, (each) => each.unrealisedMicros ?? 0)],
  ] as const
  for (const [name, micros] of sums) metrics.addMetric(name, MetricUnit.NoUnit, micros / MICROS)
  return metrics
}

const sum = (worths: readonly MarketWorth[], of: (worth: MarketWorth) => number): number =>
  worths.reduce((total, worth) => total + of(worth), 0)

/** The metrics of the tick's market. @param of.dimension Of its market and outcome. */
export function addMarketMetrics(
  metrics: Metrics,
  after: MarketState,
  { dimension, worth }: { readonly dimension: string; readonly worth: MarketWorth },
): Metrics {
  const prices = [
    [MARKET_METRICS.mid, after.lastGoodMid?.priceMicros ?? null],
    [MARKET_METRICS.bid, quoteMicros(after, 'BUY')],
    [MARKET_METRICS.ask, quoteMicros(after, 'SELL')],
    [MARKET_METRICS.unrealisedPnl, worth.unrealisedMicros],
  ] as const
  metrics.addDimension(MARKET_DIMENSION, dimension)
  for (const [name, micros] of prices) {
    if (micros !== null) metrics.addMetric(name, MetricUnit.NoUnit, micros / MICROS)
  }
  return metrics
    .addMetric(MARKET_METRICS.exposure, MetricUnit.NoUnit, worth.exposureMicros / MICROS)
    .addMetric(MARKET_METRICS.confirmedExposure, MetricUnit.NoUnit, worth.confirmedMicros / MICROS)
    .addMetric(MARKET_METRICS.inventory, MetricUnit.NoUnit, worth.sizeMicros / MICROS)
    .addMetric(MARKET_METRICS.realisedPnl, MetricUnit.NoUnit, worth.realisedMicros / MICROS)
}

/** By the measure that the machine itself stops on. Nothing held is no use, whatever the mid. */
function exposureUse(after: MarketState, risk: RiskSettings, nowMs: EpochMs): number {
  const { confirmedMicros, totalMicros } = exposure(after, markOf(after, nowMs))
  return risk.exposureStop === 'literal'
    ? totalMicros / risk.maxUsdcLockedMicros
    : (confirmedMicros * 1_000) / (risk.maxUsdcLockedMicros * risk.exposureStopPermille)
}

const quoteMicros = (after: MarketState, side: Side): number | null =>
  after.orders.find((order) => order.side === side && mayBeLive(order))?.priceMicros ?? null

/** A stack that was never armed is not halted, nor one that its operator is just arming; a flag that cannot be read is. */
function isHalted(seen: Observation): boolean {
  if (!seen.control.ok) return true
  const control = seen.control.value
  if (control === 'absent' || !control.armed || isRunning(control)) return false
  return !control.codes.every((code) => code === 'ARMING') || control.codes.length === 0
}

/** From the start of the earliest read to the end of the last: reads run side by side. */
function readsTookMs(seen: Observation): number {
  const reads: readonly Read<unknown>[] = [seen.trades, seen.openOrders, seen.book, seen.info]
  const starts = reads.flatMap((read) => (read.ok ? [read.asOf] : []))
  return starts.length === 0 ? 0 : Math.max(0, seen.nowMs - Math.min(...starts))
}
