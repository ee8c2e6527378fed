import { Duration } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, type IAlarm, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler'
import { Universal } from 'aws-cdk-lib/aws-scheduler-targets'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { runbookRow } from '../shared/domain/runbook.ts'
import { STACK_METRICS } from '../shared/telemetry/metricNames.ts'
import { botMetric, MINUTE } from './watch.ts'

/** More answers than any minute has: its metric never raises it, and takes it back to OK after a drill. */
const NEVER = 1_000_000

/**
 * The alarm of the drill: it stops nothing, and runs the way that one that does would run. Only its state is ever set,
 * by the schedule below and by `arm`.
 */
export const drillAlarm = (scope: Construct, service: string): Alarm =>
  new Alarm(scope, 'Drill', {
    alarmDescription: `A drill, no action needed: it shows that an alarm reaches the STOP function. ${runbookRow('alarm', 'Drill')}`,
    metric: botMetric(service, STACK_METRICS.drillAnswered, Stats.SUM, MINUTE),
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold: NEVER,
    evaluationPeriods: 1,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  })

/** A drill a day, and two hours for the schedule, the way and the metric: a day alone would page at its edge. */
const HOURS_WITHOUT_DRILL = 26

/** Its absence calls a person: what a real alarm would meet is broken. */
export const noDrillAlarm = (scope: Construct, service: string): Alarm =>
  new Alarm(scope, 'NoDrill', {
    alarmDescription: `No drill was answered for more than 26 hours: an alarm may not reach the STOP function. Look at its log and queues; "npx bot drill" runs one by hand. ${runbookRow('alarm', 'NoDrill')}`,
    metric: botMetric(service, STACK_METRICS.drillAnswered, Stats.SUM, Duration.hours(1)),
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    threshold: 1,
    evaluationPeriods: HOURS_WITHOUT_DRILL,
    datapointsToAlarm: HOURS_WITHOUT_DRILL,
    treatMissingData: TreatMissingData.BREACHING,
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
