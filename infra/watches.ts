import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import { STACK_METRICS } from '../shared/telemetry/metricNames.ts'
import { FAILURE_SOURCES, type FailureQueues, type FailureSource } from './failedEvents.ts'
import { type AlarmWatch, botMetric, FIVE_MINUTES, MINUTE } from './watch.ts'

type Watches = Readonly<Record<string, AlarmWatch>>

/** What there is to watch. */
export interface WatchedStack {
  readonly service: string
  readonly tick: IFunction
  readonly stop: IFunction
  readonly failedEvents: FailureQueues
}

/** Besides the silence of the ticks. */
export const stopWatches = ({ service, tick }: WatchedStack): Watches => ({
  TickErrors: {
    metric: tick.metricErrors({ statistic: Stats.SUM, period: FIVE_MINUTES }),
    above: 2,
    means:
      'Three ticks within five minutes ended in an error: orders are cancelled. See the log of the tick.',
  },
  Exposure: {
    metric: botMetric(service, STACK_METRICS.exposureUse, Stats.MAXIMUM, MINUTE),
    above: 1,
    means:
      'The position is worth more than the bound of an EXPOSURE STOP; the tick should have stopped by itself.',
  },
})

export const pageWatches = (watched: WatchedStack): Watches => ({
  ...botWatches(watched.service),
  ...stopFunctionWatches(watched),
  ...queueWatches(watched.failedEvents),
})

const botWatches = (service: string): Watches => ({
  Halted: {
    metric: botMetric(service, STACK_METRICS.halted, Stats.MAXIMUM, MINUTE),
    above: 0,
    means: 'The bot is halted: "npx bot status" shows why and what to do next.',
  },
  RejectedPosts: {
    metric: botMetric(service, STACK_METRICS.rejectedPosts, Stats.SUM, FIVE_MINUTES),
    above: 4,
    means: 'The venue refused five orders within five minutes: its answers are in the log of the tick.',
  },
  VenueLatency: {
    metric: botMetric(service, STACK_METRICS.venueLatency, Stats.p(90), FIVE_MINUTES),
    above: 3_000,
    periods: 3,
    means:
      'The venue has answered slowly for a quarter of an hour, so quotes are late; consider "npx bot drain".',
  },
  // Longer than any deployment or hand-over takes, and than a market may wait before it is paged by name.
  MarketSilent: {
    metric: botMetric(service, STACK_METRICS.marketSilence, Stats.MAXIMUM, FIVE_MINUTES),
    above: 900,
    means:
      'A market has not been ticked for a quarter of an hour, although others may be: "npx bot status" shows which and why.',
  },
  Settling: {
    metric: botMetric(service, STACK_METRICS.settling, Stats.MAXIMUM, FIVE_MINUTES),
    above: 0,
    means: 'A market closed while we hold its shares: "npx bot adopt --resolved" books the payout.',
  },
  OverdueWaits: {
    metric: botMetric(service, STACK_METRICS.overdueWaits, Stats.MAXIMUM, FIVE_MINUTES),
    above: 0,
    means:
      'The bot has been waiting for something for too long: "npx bot status" shows for what, and what to do.',
  },
  Pages: {
    metric: botMetric(service, STACK_METRICS.pages, Stats.SUM, FIVE_MINUTES),
    above: 0,
    means: 'The bot needs attention: the "page" line in the log of the tick says why.',
  },
})

/** An event of an alarm is carried out in a second; one that waits for a minute waits for something that is broken. */
const STOP_LATE_MS = 60_000
/** Records of the table wait while one of them sees a STOP to its end: that may take one whole run of a quarter of an hour. */
const FLIPS_LATE_MS = 20 * 60_000

const stopFunctionWatches = ({ service, stop }: WatchedStack): Watches => ({
  // A STOP takes several passes; only one that lasts minutes has an order that will not die.
  StopNotDone: {
    metric: botMetric(service, STACK_METRICS.stopNotDone, Stats.SUM, MINUTE),
    above: 0,
    periods: 5,
    means:
      'An order may still be live five minutes after a STOP: "npx bot cancel-all" cancels it from your own machine.',
  },
  StopErrors: {
    metric: stop.metricErrors({ statistic: Stats.SUM, period: MINUTE }),
    above: 0,
    means: 'The STOP function failed: check for open orders; "npx bot cancel-all" cancels them.',
  },
  StopThrottled: {
    metric: stop.metricThrottles({ statistic: Stats.SUM, period: MINUTE }),
    above: 0,
    means:
      'The STOP function could not be started: the account is at its limit of concurrent functions. "npx bot halt" stops the ticks, "npx bot cancel-all" cancels.',
  },
  StopLate: {
    metric: ofFunction(stop, 'AsyncEventAge'),
    above: STOP_LATE_MS,
    means:
      'A STOP waited for a minute before its function ran: "npx bot status" shows whether it is done by now.',
  },
  FlipsLate: {
    metric: ofFunction(stop, 'IteratorAge'),
    above: FLIPS_LATE_MS,
    means:
      'A change of the control item waited for 20 minutes: a flag set by hand reaches the STOP function late; "npx bot halt" is not affected.',
  },
})

const ofFunction = ({ functionName }: IFunction, metricName: string): Metric =>
  new Metric({
    namespace: 'AWS/Lambda',
    metricName,
    dimensionsMap: { FunctionName: functionName },
    statistic: Stats.MAXIMUM,
    period: MINUTE,
  })

/** More than these within an hour: TickErrors counts those that fail at once and stops the bot. */
const FAILED_TICKS = 2

const FAILED: Readonly<Record<FailureSource, string>> = {
  schedule: 'The schedule could not start a tick: its event is in the dead-letter queue.',
  tick: 'Three tick events failed or were dropped within an hour: they are in the dead-letter queue.',
  stop: 'A STOP failed three times: its event is in the dead-letter queue. "npx bot cancel-all" cancels from your own machine.',
  stopTopic:
    'A message of the stop topic did not reach the STOP function: it is in the dead-letter queue. "npx bot halt" stops by hand.',
  flips:
    'A change of the control item was dropped by the STOP function: its position is in the dead-letter queue. "npx bot status" shows whether a STOP is not done.',
  drill: 'The schedule could not run the drill: its event is in the dead-letter queue.',
}

const queueWatches = (queues: FailureQueues): Watches =>
  Object.fromEntries(
    Object.entries(FAILED).map(([source, means]) => [
      FAILURE_SOURCES[source as FailureSource],
      {
        metric: queues[source as FailureSource].metricApproximateNumberOfMessagesVisible({
          statistic: Stats.MAXIMUM,
          period: MINUTE,
        }),
        above: source === 'tick' ? FAILED_TICKS : 0,
        means,
      },
    ]),
  )
