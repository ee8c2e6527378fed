import { Duration } from 'aws-cdk-lib'
import { type Alarm, MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'
import { STACK_METRICS } from '../shared/telemetry/metricNames.ts'
import { botMetric, createAlarm } from './watch.ts'

/**
 * With whole minutes the silence would be up to a minute longer than it looks, by where in its minute the last tick
 * was; the metric is stored by the second for this.
 */
const PERIOD_SECONDS = 10

/**
 * Four minutes. Long enough for what is not a death: a crash leaves a hole of two minutes at most (its lease, and an
 * event that is 59 s late), and the newest datapoints may be more than a minute late on top. Short enough for an alarm
 * within five minutes of the last tick, late evaluation included; by then most orders have died by their date.
 */
const PERIODS = 24

/**
 * Silence is the alarm: whatever keeps ticks from completing, a missing metric included, stops the bot.
 *
 * `FILL`: where a period lacks its datapoint, CloudWatch keeps judging older ones as long as it finds some, and two
 * to three more minutes pass. Filled with zeros each period counts as it is. A metric that has no datapoint at all is
 * not filled: that is missing data, and breaching.
 */
export function deadMan(scope: Construct, service: string): Alarm {
  const period = Duration.seconds(PERIOD_SECONDS)
  return createAlarm(scope, 'NoTick', {
    means: 'No tick completed for four minutes: orders are cancelled. See the log of the tick, and',
    metric: new MathExpression({
      expression: 'FILL(ticks, 0)',
      usingMetrics: { ticks: botMetric(service, STACK_METRICS.tickCompleted, Stats.SUM, period) },
      label: 'completed ticks',
      period,
    }),
    below: 1,
    periods: PERIODS,
  })
}
