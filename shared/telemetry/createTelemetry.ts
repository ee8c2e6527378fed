import { Logger } from '@aws-lambda-powertools/logger'
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import {
  isSameOutcome,
  type MarketPart,
  type Outcome,
  type OutcomeKey,
  outcomeKey,
} from '../domain/outcome.ts'
import { runbookRow } from '../domain/runbook.ts'
import type { MarketSettings } from '../domain/settings.ts'
import type { MarketState } from '../machine/state.ts'
import type { IncomeBooked } from '../ports/income.ts'
import { notableUses, partOfLimit, type RequestUse } from '../ports/requestUse.ts'
import type { Silence } from '../ports/silence.ts'
import type { Telemetry, TickAudit } from '../ports/telemetry.ts'
import { auditLine } from './auditLine.ts'
import { createRewardSampler } from './createRewardSampler.ts'
import { LineFormatter } from './lineFormatter.ts'
import { METRIC_NAMESPACE, marketDimension, STACK_METRICS, serviceName } from './metricNames.ts'
import { createQuietTicks } from './quietTicks.ts'
import type { Redactor } from './redactor.ts'
import { addMarketMetrics, addTickMetrics, addTotals, type MarketWorth, worthOf } from './tickMetrics.ts'

/** What the entry points report in addition to the engine. */
export interface FunctionTelemetry extends Telemetry {
  /** An event too old to act on. */
  late(event: { readonly executionId: string; readonly ageMs: number }): void
  /** The markets that one invocation did not tick, each with how long it has been so; the longest is the metric. */
  silent(markets: readonly Silence[]): void
  /** The alarm of the drill reached the STOP function; why it was set. */
  drilled(reason: string): void
  /** An invocation that ended in an error; the error goes on its way afterwards. */
  failed(error: unknown): void
}

/** What only the function that books income reports. */
export interface IncomeTelemetry {
  income(done: Exclude<IncomeBooked, { is: 'nothing due' }>): void
}

/** What only the function that ticks reports: how near a run came to the venue's limits. */
export interface RequestTelemetry {
  requests(uses: readonly RequestUse[]): void
}

interface TelemetryOptions {
  readonly stage: string
  /** Of the stack; default: it has none. */
  readonly name?: string | null
  readonly redactor: Redactor
  /** Fingerprint of the configuration, on every line: to repeat a decision one must know what decided. */
  readonly config?: string
  /** Whose limits exposure is measured against; default: none. */
  readonly markets?: readonly MarketSettings[]
  /** What a person calls an outcome, for the lines of its ticks; null: they have its id alone. */
  readonly nameOf?: (outcome: Outcome) => string | null
  /** Metrics for each market too; default: those of the stack alone. */
  readonly marketMetrics?: boolean
}

/**
 * Telemetry on Powertools: JSON lines and EMF, written raw to stdout (the runtime would wrap `console.log` and
 * CloudWatch would find no metric). Nothing here waits or throws.
 */
export function createTelemetry(
  of: TelemetryOptions,
): FunctionTelemetry & IncomeTelemetry & RequestTelemetry {
  const { markets = [] } = of
  const service = serviceName({ stage: of.stage, name: of.name ?? null })
  const logger = loggerOf(of, service)
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE, serviceName: service, logger: silent })
  const count = (name: string, value = 1): void => {
    metrics.addMetric(name, MetricUnit.Count, value).publishStoredMetrics()
  }
  const publish = publishing(metrics, { isSoon: markets.length > 1 })
  const outcomes = outcomeMetrics(service, markets)
  const totals = createTotals(metrics)
  const logTick = tickLines(logger, { ...of, outcomes: markets.length })
  return {
    tick: quietly((record) => {
      logTick(record)
      const { after } = record
      const settings = markets.find((each) => isSameOutcome(each, after))
      addTickMetrics(metrics, record, (settings ?? after.tradedUnder)?.risk ?? null)
      publish()
      const worth = worthOf(record)
      totals.ticked(after, worth)
      if (of.marketMetrics === true) outcomes(after, worth)
    }),
    busy: quietly(({ market, tokenId }) => {
      logger.info('busy', { market, token: tokenId })
      count(STACK_METRICS.tickBusy)
    }),
    stop: quietly((event) => {
      logger.warn('stop', { stop: event })
      count(STACK_METRICS.stopNotDone, event.pass === 'not yet' ? 1 : 0)
    }),
    latched: quietly((reason, how) => logger.error('latched', { reason, how })),
    page: quietly((text, of, row) => {
      const runbook = runbookRow('page', row)
      logger.error('page', { text, ...partLine(of), runbook })
      count(STACK_METRICS.pages)
    }),
    late: quietly((event) => {
      logger.warn('late event dropped', { event })
      count(STACK_METRICS.tickLate)
    }),
    silent: quietly((missing) => {
      if (missing.length > 0) logger.warn('not ticked', { markets: missing })
      const seconds = Math.max(0, ...missing.map(({ forMs }) => forMs)) / 1000
      metrics.addMetric(STACK_METRICS.marketSilence, MetricUnit.Seconds, seconds)
      totals.add(missing)
      metrics.publishStoredMetrics()
    }),
    drilled: quietly((reason) => {
      logger.info('drill answered', { reason })
      count(STACK_METRICS.drillAnswered)
    }),
    ...incomeReports(logger),
    ...requestReports(logger, metrics),
    failed: quietly((error) => {
      logger.error('invocation failed', error instanceof Error ? error : new Error(String(error)))
    }),
  }
}

const partLine = (of: MarketPart | undefined) =>
  of === undefined ? {} : { market: of.market, ...(of.tokenId === undefined ? {} : { token: of.tokenId }) }

/** Each outcome's own, under its own dimension. */
function outcomeMetrics(serviceName: string, configured: readonly Outcome[]) {
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE, serviceName, logger: silent })
  return (after: MarketState, worth: MarketWorth): void => {
    const dimension = marketDimension(after, configured)
    addMarketMetrics(metrics, after, { dimension, worth }).publishStoredMetrics()
  }
}

/** Longer than any run lasts: a market that is silent for three minutes is ticked by nobody. */
const OTHERS_TICK_MS = 180_000

/** The sums over the markets of an invocation, each as its last tick left it. */
function createTotals(metrics: Metrics) {
  const worths = new Map<OutcomeKey, MarketWorth>()
  return {
    ticked: (outcome: Outcome, worth: MarketWorth) => worths.set(outcomeKey(outcome), worth),
    /** What another run ticks meanwhile is in the sums of that run. */
    add(missing: readonly Silence[]): void {
      if (worths.size > 0 && missing.every(({ forMs }) => forMs > OTHERS_TICK_MS))
        addTotals(metrics, [...worths.values()])
      worths.clear()
    },
  }
}

/** The ticks of a round end within it, and their metrics are one line instead of one each; alarms look each ten seconds. */
const SOON_MS = 250

/** At once; or soon, and once for all that is asked for until then, which keeps no process alive. */
function publishing(metrics: Metrics, { isSoon }: { readonly isSoon: boolean }): () => void {
  const publish = quietly(() => {
    metrics.publishStoredMetrics()
  })
  let isAsked = false
  return () => {
    if (!isSoon) publish()
    if (!isSoon || isAsked) return
    isAsked = true
    setTimeout(() => {
      isAsked = false
      publish()
    }, SOON_MS).unref()
  }
}

const loggerOf = (
  of: { readonly redactor: Redactor; readonly config?: string },
  serviceName: string,
): Logger =>
  new Logger({
    serviceName,
    logLevel: 'INFO',
    logFormatter: new LineFormatter(),
    jsonReplacerFn: of.redactor.replacer,
    ...(of.config === undefined ? {} : { persistentKeys: { config: of.config } }),
  })

/** A line of a log and a column of the dashboard show no more. */
const MOST_OF_NAME = 80

/** A line of the tick, where it has one, and one for each minute in which orders of ours score. */
function tickLines(
  logger: Logger,
  of: {
    readonly redactor: Redactor
    readonly outcomes: number
    readonly nameOf?: (outcome: Outcome) => string | null
  },
): (record: TickAudit) => void {
  const leftOutBefore = createQuietTicks(of.outcomes)
  const sampleRewards = rewardLines(logger)
  return (record) => {
    const leftOut = leftOutBefore(record)
    if (leftOut !== null) {
      const tick = { ...auditLine(record, of.redactor.replacer), ...(leftOut > 0 && { leftOut }) }
      const name = of.nameOf?.(record.after) ?? null
      logger.info('tick', name === null ? { tick } : { name: name.slice(0, MOST_OF_NAME), tick })
    }
    sampleRewards(record)
  }
}

function rewardLines(logger: Logger): (record: TickAudit) => void {
  const rewardsOf = createRewardSampler()
  return (record) => {
    const reward = rewardsOf(record)
    if (reward !== null) logger.info('reward', { reward })
  }
}

const incomeReports = (logger: Logger): IncomeTelemetry => ({
  income: quietly((done) => {
    if (done.is === 'booked') logger.info('income booked', { income: done })
    else logger.warn('income not booked', { income: done })
  }),
})

const requestReports = (logger: Logger, metrics: Metrics): RequestTelemetry => ({
  requests: quietly((uses) => {
    if (uses.length === 0) return
    logger.info('requests', { requests: notableUses(uses) })
    metrics
      .addMetric(STACK_METRICS.venueLimitUse, MetricUnit.NoUnit, Math.max(...uses.map(partOfLimit)))
      .publishStoredMetrics()
  }),
})

/** A report must never stop the code that acts: a failed report is itself reported as far as possible. */
function quietly<A extends readonly unknown[]>(report: (...args: A) => void): (...args: A) => void {
  return (...args) => {
    try {
      report(...args)
    } catch (error) {
      // Only the name: a message may quote what could not be written, secrets included.
      process.stderr.write(`telemetry failed: ${error instanceof Error ? error.name : typeof error}\n`)
    }
  }
}

/** Powertools' own warnings (an empty publish) are noise between the audit lines. */
const nothing = (): void => {}
const silent = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing }
