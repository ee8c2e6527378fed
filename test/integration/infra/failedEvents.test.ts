import { Match, type Template } from 'aws-cdk-lib/assertions'
import { beforeAll, describe, expect, test } from 'vitest'
import { functionOf, LIVE, synthStack } from './synthStack.ts'

let live: Template
beforeAll(() => {
  live = synthStack({ ...LIVE, operatorEmail: 'operator@example.com' })
})

interface Statement {
  readonly Action: string | readonly string[]
  readonly Resource: unknown
}
const actionsOf = (statements: readonly Statement[]) => statements.flatMap((each) => each.Action)

describe('failed events', () => {
  /** The queue behind an ARN, without the hash of its name. */
  const queueOf = (arn: unknown): string =>
    /FailedEvents(\w+?)[0-9A-F]{8}"/.exec(JSON.stringify(arn))?.[1] ?? JSON.stringify(arn)
  const one = (type: string, filter: (properties: Record<string, never>) => boolean = () => true) =>
    Object.values(live.findResources(type))
      .map(({ Properties }) => Properties)
      .filter(filter)

  test('of each producer have a queue of their own', () => {
    const [tick, stop] = (['Tick', 'Stop'] as const).map((name) => functionOf(live, name)[1]['Properties'])
    const schedules = one('AWS::Scheduler::Schedule').map(({ Target }) => queueOf(Target.DeadLetterConfig))
    const [message] = one('AWS::SNS::Subscription', ({ Protocol }) => Protocol === 'lambda')
    const [flips] = one('AWS::Lambda::EventSourceMapping')
    const used = [
      ...schedules,
      queueOf(tick.DeadLetterConfig),
      queueOf(stop.DeadLetterConfig),
      queueOf(message.RedrivePolicy),
      queueOf(flips.DestinationConfig.OnFailure),
    ]

    expect(used.toSorted()).toEqual([
      'FailedDrills',
      'FailedFlips',
      'FailedMessages',
      'FailedSchedules',
      'FailedStops',
      'FailedTicks',
    ])
    live.resourceCountIs('AWS::SQS::Queue', 6)
  })

  test('are each an alarm', () => {
    const alarms = one('AWS::CloudWatch::Alarm', ({ Namespace }) => Namespace === 'AWS/SQS')
    const watched = alarms.map(({ MetricName, Dimensions }) => [MetricName, queueOf(Dimensions)])

    expect(new Set(watched.map(([, queue]) => queue)).size).toBe(6)
    for (const [metric] of watched) expect(metric).toBe('ApproximateNumberOfMessagesVisible')
  })

  test('age, throttles and errors of the STOP function are alarms', () => {
    const [id] = functionOf(live, 'Stop')
    const watched = one('AWS::CloudWatch::Alarm', ({ Dimensions }) =>
      JSON.stringify(Dimensions ?? '').includes(id),
    )

    expect(watched.map(({ MetricName }) => MetricName).sort()).toEqual([
      'AsyncEventAge',
      'Errors',
      'IteratorAge',
      'Throttles',
    ])
  })
})

describe('the drill', () => {
  test('is run once a day, by a role that may set the state of this one alarm and nothing else', () => {
    live.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'rate(1 day)' })
    const schedules = Object.values(live.findResources('AWS::Scheduler::Schedule')).map(
      ({ Properties }) => Properties.Target,
    )
    const target = schedules.find(({ Arn }) =>
      JSON.stringify(Arn).includes('aws-sdk:cloudwatch:setAlarmState'),
    )
    const input = JSON.stringify(target?.Input)
    expect(input).toContain('StateValue')
    expect(input).toMatch(/"Ref":"AlarmsDrill[0-9A-F]{8}"/)

    const policies = Object.values(live.findResources('AWS::IAM::Policy')).map(({ Properties }) => Properties)
    const setters = policies.filter(({ PolicyDocument }) =>
      actionsOf(PolicyDocument.Statement).includes('cloudwatch:SetAlarmState'),
    )
    expect(setters).toHaveLength(1)
    const statements = setters[0].PolicyDocument.Statement as readonly Statement[]
    expect(actionsOf(statements).toSorted()).toEqual(['cloudwatch:SetAlarmState', 'sqs:SendMessage'])
    const [setter] = statements.filter(({ Action }) => Action === 'cloudwatch:SetAlarmState')
    expect(setter?.Resource).toEqual({
      'Fn::GetAtt': [expect.stringMatching(/^AlarmsDrill[0-9A-F]{8}$/), 'Arn'],
    })
  })

  test('is known to the STOP function by its ARN, and is none of those that it leaves aside', () => {
    const { Variables } = functionOf(live, 'Stop')[1]['Properties'].Environment
    expect(Variables.DRILL_ALARM_ARN).toEqual({
      'Fn::GetAtt': [expect.stringMatching(/^AlarmsDrill[0-9A-F]{8}$/), 'Arn'],
    })
    expect(JSON.stringify(Variables.STOP_ALARMS)).not.toContain('AlarmsDrill')
  })

  test('that is not answered for 26 hours calls a person', () => {
    live.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'DrillAnswered',
      Statistic: 'Sum',
      Period: 3_600,
      EvaluationPeriods: 26,
      DatapointsToAlarm: 26,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
      AlarmActions: [{ Ref: Match.stringLikeRegexp('^TopicsPage') }],
    })
  })
})
