import { Duration } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'
import { runbookRow } from '../shared/domain/runbook.ts'
import { METRIC_NAMESPACE } from '../shared/telemetry/metricNames.ts'

/** An alarm in a line: the metric is above, or below, a bound in each of the last `periods` periods. */
export type AlarmWatch = {
  readonly metric: IMetric
  /** Default: one. */
  readonly periods?: number
  /** What it means and what to do: the first thing a person woken by it reads. */
  readonly means: string
} & (
  | { readonly above: number }
  /** Silence counts as too little. */
  | { readonly below: number }
)

/** @param id the alarm's row of the runbook has the same name. */
export const createAlarm = (scope: Construct, id: string, watch: AlarmWatch): Alarm =>
  new Alarm(scope, id, {
    alarmDescription: `${watch.means} ${runbookRow('alarm', id)}`,
    metric: watch.metric,
    ...('above' in watch
      ? {
          comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
          threshold: watch.above,
          treatMissingData: TreatMissingData.NOT_BREACHING,
        }
      : {
          comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
          threshold: watch.below,
          treatMissingData: TreatMissingData.BREACHING,
        }),
    evaluationPeriods: watch.periods ?? 1,
    datapointsToAlarm: watch.periods ?? 1,
  })

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
