import { Duration } from 'aws-cdk-lib'
import {
  Alarm,
  ComparisonOperator,
  type IAlarm,
  type IMetric,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { METRIC_NAMESPACE, STACK_METRICS, serviceName } from '../shared/telemetry/metricNames.ts'
import type { Topics } from './topics.ts'

export interface AlarmsProps {
  readonly stage: string
  readonly topics: Topics
  readonly tick: IFunction
  readonly stop: IFunction
  readonly failedEvents: IQueue
}

const MINUTE = Duration.minutes(1)
const FIVE_MINUTES = Duration.minutes(5)

/** An alarm in a row: `above` within `of` of the last `of` periods. */
interface Watch {
  readonly metric: IMetric
  readonly above: number
  /** This many of as many periods in a row. */
  readonly periods: number
  /** What it means and what to do: the first thing a person woken by it reads. */
  readonly means: string
}

/**
 * The outer ring, for when the tick itself is broken: three alarms that stop, the others call a person.
 *
 * All act from the deployment on. A stack that was just deployed has no tick yet, perhaps no keys: while it is not
 * armed the STOP function leaves these alarms aside, and `arm` refuses while one of them stands.
 */
export class Alarms extends Construct {
  readonly stopping: readonly IAlarm[]
  readonly paging: readonly IAlarm[]

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id)
    this.stopping = [
      this.#deadMan(props),
      ...Object.entries(stopWatches(props)).map(([name, watch]) =>
        this.#alarm(name, watch, props.topics.stop),
      ),
    ]
    this.paging = Object.entries(pageWatches(props)).map(([name, watch]) =>
      this.#alarm(name, watch, props.topics.page),
    )
  }

  /** Silence is the alarm: whatever keeps ticks from completing, a missing metric included, stops the bot. */
  #deadMan({ stage, topics }: AlarmsProps): IAlarm {
    const alarm = new Alarm(this, 'NoTick', {
      alarmDescription: 'No tick completed for three minutes: orders are cancelled. See the log of the tick.',
      metric: own(stage, STACK_METRICS.tickCompleted, Stats.SUM, MINUTE),
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: 1,
      evaluationPeriods: 3,
      datapointsToAlarm: 3,
      treatMissingData: TreatMissingData.BREACHING,
    })
    alarm.addAlarmAction(new SnsAction(topics.stop))
    return alarm
  }

  #alarm(id: string, { metric, above, periods, means }: Watch, topic: ITopic): IAlarm {
    const alarm = new Alarm(this, id, {
      alarmDescription: means,
      metric,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: above,
      evaluationPeriods: periods,
      datapointsToAlarm: periods,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
    alarm.addAlarmAction(new SnsAction(topic))
    return alarm
  }
}

const stopWatches = ({ stage, tick }: AlarmsProps): Readonly<Record<string, Watch>> => ({
  TickErrors: {
    metric: tick.metricErrors({ statistic: Stats.SUM, period: FIVE_MINUTES }),
    above: 2,
    periods: 1,
    means:
      'Three ticks within five minutes ended in an error: orders are cancelled. See the log of the tick.',
  },
  Exposure: {
    metric: own(stage, STACK_METRICS.exposureUse, Stats.MAXIMUM, MINUTE),
    above: 1,
    periods: 1,
    means:
      'What is held is worth more than the bound at which EXPOSURE stops; the tick should have stopped itself.',
  },
})

const pageWatches = (props: AlarmsProps): Readonly<Record<string, Watch>> => ({
  ...functionWatches(props),
  Halted: {
    metric: own(props.stage, STACK_METRICS.halted, Stats.MAXIMUM, MINUTE),
    above: 0,
    periods: 1,
    means: 'The bot is halted: "status" tells why and what to do next.',
  },
  RejectedPosts: {
    metric: own(props.stage, STACK_METRICS.rejectedPosts, Stats.SUM, FIVE_MINUTES),
    above: 4,
    periods: 1,
    means: 'The venue refused five orders within five minutes: the log of the tick has its words.',
  },
  VenueLatency: {
    metric: own(props.stage, STACK_METRICS.venueLatency, Stats.p(90), FIVE_MINUTES),
    above: 3_000,
    periods: 3,
    means: 'The venue answers slowly, for a quarter of an hour: quotes are late; consider "drain".',
  },
  // Longer than any deployment or hand-over takes, and than a market may wait before it is paged by name.
  MarketSilent: {
    metric: own(props.stage, STACK_METRICS.marketSilence, Stats.MAXIMUM, FIVE_MINUTES),
    above: 900,
    periods: 1,
    means:
      'A market has not been ticked for a quarter of an hour, others may be: "status" tells which and why.',
  },
  Settling: {
    metric: own(props.stage, STACK_METRICS.settling, Stats.MAXIMUM, FIVE_MINUTES),
    above: 0,
    periods: 1,
    means: 'A market closed while we hold shares of it: "adopt --resolved" books the payout.',
  },
  OverdueWaits: {
    metric: own(props.stage, STACK_METRICS.overdueWaits, Stats.MAXIMUM, FIVE_MINUTES),
    above: 0,
    periods: 1,
    means: 'The bot has waited for something longer than it should: "status" says for what, and the way out.',
  },
  Pages: {
    metric: own(props.stage, STACK_METRICS.pages, Stats.SUM, FIVE_MINUTES),
    above: 0,
    periods: 1,
    means: 'The bot asks for a person: the line "page" in the log of the tick says why.',
  },
})

const functionWatches = ({ stage, stop, failedEvents }: AlarmsProps): Readonly<Record<string, Watch>> => ({
  // A STOP takes several passes; only one that goes on for minutes has an order that will not die.
  StopNotDone: {
    metric: own(stage, STACK_METRICS.stopNotDone, Stats.SUM, MINUTE),
    above: 0,
    periods: 5,
    means: 'For five minutes an order may still live after a STOP: "cancel-all" works from your own machine.',
  },
  StopErrors: {
    metric: stop.metricErrors({ statistic: Stats.SUM, period: MINUTE }),
    above: 0,
    periods: 1,
    means: 'The STOP function failed: look for open orders yourself, "cancel-all" cancels them.',
  },
  FailedEvents: {
    metric: failedEvents.metricApproximateNumberOfMessagesVisible({
      statistic: Stats.MAXIMUM,
      period: MINUTE,
    }),
    above: 0,
    periods: 1,
    means: 'An event could not be delivered, or kept failing: it lies in the queue of failed events.',
  },
})

/** A metric of ours over the whole stack. */
export const own = (stage: string, metricName: string, statistic: string, period: Duration): Metric =>
  new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: { service: serviceName(stage) },
    statistic,
    period,
  })
