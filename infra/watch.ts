import { Duration } from 'aws-cdk-lib'
import { type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { METRIC_NAMESPACE } from '../shared/telemetry/metricNames.ts'

/** An alarm in a row: `above` in each of the last `periods` periods. */
export interface AlarmWatch {
  readonly metric: IMetric
  readonly above: number
  /** Default: one. */
  readonly periods?: number
  /** What it means and what to do: the first thing a person woken by it reads. */
  readonly means: string
}

export const MINUTE = Duration.minutes(1)
export const FIVE_MINUTES = Duration.minutes(5)

/** A metric of ours over the whole stack. @param service the stack's dimension. */
export const botMetric = (service: string, metricName: string, statistic: string, period: Duration): Metric =>
  new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: { service },
    statistic,
    period,
  })
