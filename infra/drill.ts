import { Duration } from 'aws-cdk-lib'
import { type Alarm, type IAlarm, Stats } from 'aws-cdk-lib/aws-cloudwatch'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler'
import { Universal } from 'aws-cdk-lib/aws-scheduler-targets'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { STACK_METRICS } from '../shared/telemetry/metricNames.ts'
import { botMetric, createAlarm, MINUTE } from './watch.ts'

/** More answers than any minute has: its metric never raises it, and takes it back to OK after a drill. */
const NEVER = 1_000_000

/**
 * The alarm of the drill: it stops nothing, and runs the way that one that does would run. Only its state is ever set,
 * by the schedule below and by `arm`.
 */
export const drillAlarm = (scope: Construct, service: string): Alarm =>
  createAlarm(scope, 'Drill', {
    means: 'A drill, no action needed: it shows that an alarm reaches the STOP function.',
    metric: botMetric(service, STACK_METRICS.drillAnswered, Stats.SUM, MINUTE),
    above: NEVER,
  })

/** A drill a day, and two hours for the schedule, the way and the metric: a day alone would page at its edge. */
const HOURS_WITHOUT_DRILL = 26

/** Its absence calls a person: what a real alarm would meet is broken. */
export const noDrillAlarm = (scope: Construct, service: string): Alarm =>
  createAlarm(scope, 'NoDrill', {
    means:
      'No drill was answered for more than 26 hours: an alarm may not reach the STOP function. Look at its log and queues; "npx bot drill" runs one by hand.',
    metric: botMetric(service, STACK_METRICS.drillAnswered, Stats.SUM, Duration.hours(1)),
    below: 1,
    periods: HOURS_WITHOUT_DRILL,
  })

/** Sets that one alarm into ALARM once a day, armed or not, and may do nothing else. */
export class DrillSchedule extends Construct {
  constructor(
    scope: Construct,
    id: string,
    props: { readonly alarm: IAlarm; readonly failedEvents: IQueue },
  ) {
    super(scope, id)
    const { alarmName, alarmArn } = props.alarm
    new Schedule(this, 'Daily', {
      schedule: ScheduleExpression.rate(Duration.days(1)),
      description: 'Runs the drill: alarm, topic, STOP function',
      target: new Universal({
        service: 'cloudwatch',
        action: 'setAlarmState',
        policyStatements: [
          new PolicyStatement({ actions: ['cloudwatch:SetAlarmState'], resources: [alarmArn] }),
        ],
        input: ScheduleTargetInput.fromObject({
          AlarmName: alarmName,
          StateValue: 'ALARM',
          StateReason: 'the daily drill',
        }),
        retryAttempts: 3,
        maxEventAge: Duration.hours(1),
        deadLetterQueue: props.failedEvents,
      }),
    })
  }
}
