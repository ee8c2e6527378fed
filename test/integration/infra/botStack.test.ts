import { Match, type Template } from 'aws-cdk-lib/assertions'
import { beforeAll, describe, expect, test } from 'vitest'
import { BOT_PARTITION, CONTROL_SORT_KEY, createTableInput } from '../../../shared/dynamodb/table.ts'
import { functionOf, LIVE, synthStack } from './synthStack.ts'

let live: Template
let paper: Template
beforeAll(() => {
  live = synthStack({ ...LIVE, operatorEmail: 'operator@example.com' })
  paper = synthStack()
})

interface Statement {
  readonly Action: string | readonly string[]
  readonly Resource: unknown
  readonly Effect: string
  readonly Condition?: unknown
}

/** The statements of the role of one function. */
function statementsOf(template: Template, name: 'Tick' | 'Stop'): readonly Statement[] {
  const policies = Object.entries(template.findResources('AWS::IAM::Policy'))
  return policies
    .filter(([id]) => id.startsWith(`${name}Bot`))
    .flatMap(([, policy]) => policy['Properties'].PolicyDocument.Statement as Statement[])
}
const actionsOf = (statements: readonly Statement[]) => statements.flatMap((each) => each.Action)

describe('the table', () => {
  test('cannot be lost: kept, protected, restorable, with a stream', () => {
    live.hasResource('AWS::DynamoDB::GlobalTable', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        Replicas: [
          Match.objectLike({
            DeletionProtectionEnabled: true,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          }),
        ],
      },
    })
  })

  test('has the keys that the store uses', () => {
    const { KeySchema, AttributeDefinitions, BillingMode } = createTableInput('any')
    live.hasResourceProperties('AWS::DynamoDB::GlobalTable', { KeySchema, AttributeDefinitions, BillingMode })
  })
})

describe('the schedule', () => {
  test('fires once a minute, never retries, and keeps what could not be delivered', () => {
    live.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 minute)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: Match.objectLike({
        RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 120 },
        DeadLetterConfig: Match.anyValue(),
        Input:
          '{"scheduledTime":"<aws.scheduler.scheduled-time>","executionId":"<aws.scheduler.execution-id>"}',
      }),
    })
  })

  test('there is one that ticks: one tick function serves every market, or it would take the others for left ones', () => {
    const each = Object.values(live.findResources('AWS::Scheduler::Schedule'))
    const ticking = each.filter(({ Properties }) => JSON.stringify(Properties.Target.Arn).includes('TickBot'))
    expect(ticking).toHaveLength(1)
  })

  test("Lambda's own queue retries no tick either", () => {
    const [id] = functionOf(live, 'Tick')
    live.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: id },
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 120,
    })
  })
})

describe('the functions', () => {
  test.each(['Tick', 'Stop'] as const)(
    '%s runs on Node 24, arm64, with no setting and no secret in its environment',
    (name) => {
      // Act
      const [, { Properties: properties }] = functionOf(live, name)

      // Assess
      expect(properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], MemorySize: 512 })
      expect(Object.keys(properties.Environment.Variables).sort()).toEqual([
        ...(name === 'Stop' ? ['DRILL_ALARM_ARN'] : []),
        'NODE_OPTIONS',
        'PAGE_TOPIC_ARN',
        ...(name === 'Stop' ? ['STOP_ALARMS'] : []),
        'TABLE_NAME',
      ])
      expect(properties.ReservedConcurrentExecutions).toBeUndefined()
    },
  )

  test('a tick has time for a run in the relay, its last tick, and giving back leases', () => {
    expect(functionOf(live, 'Tick')[1]['Properties'].Timeout).toBe(180)
  })

  test('their logs are kept, and not forever', () => {
    const groups = Object.values(live.findResources('AWS::Logs::LogGroup'))
    expect(groups).toHaveLength(2)
    for (const group of groups) expect(group['Properties'].RetentionInDays).toBe(90)
  })
})

describe('STOP', () => {
  test('has fifteen minutes, two retries and a place for what failed', () => {
    // Act
    const [id, { Properties: properties }] = functionOf(live, 'Stop')

    // Assess
    expect(properties).toMatchObject({ Timeout: 900, DeadLetterConfig: { TargetArn: expect.anything() } })
    live.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: id },
      MaximumRetryAttempts: 2,
    })
  })

  test('is subscribed to the stop topic alone, and what cannot be delivered is kept', () => {
    const [id] = functionOf(live, 'Stop')
    live.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'lambda',
      TopicArn: { Ref: Match.stringLikeRegexp('^TopicsStop') },
      Endpoint: { 'Fn::GetAtt': [id, 'Arn'] },
      RedrivePolicy: Match.anyValue(),
    })
    expect(
      Object.values(live.findResources('AWS::SNS::Subscription', { Properties: { Protocol: 'lambda' } })),
    ).toHaveLength(1)
  })

  test('hears of a flip of the flag by hand, and of no other item', () => {
    const pattern = JSON.stringify({
      dynamodb: { Keys: { pk: { S: [BOT_PARTITION] }, sk: { S: [CONTROL_SORT_KEY] } } },
    })
    live.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 1,
      MaximumRetryAttempts: 2,
      // Longer than any STOP takes: records of further latches wait behind it, and are no failed events for that.
      MaximumRecordAgeInSeconds: 21_600,
      FilterCriteria: { Filters: [{ Pattern: pattern }] },
      DestinationConfig: { OnFailure: Match.anyValue() },
    })
  })

  test('cannot read the wallet key', () => {
    const secrets = (name: 'Tick' | 'Stop') =>
      JSON.stringify(
        statementsOf(live, name).filter((each) => actionsOf([each]).includes('ssm:GetParameter')),
      )
    expect(secrets('Stop')).toContain('parameter/polymarket-market-maker/api-credentials')
    expect(secrets('Stop')).not.toContain('wallet-key')
    expect(secrets('Tick')).toContain('parameter/polymarket-market-maker/wallet-key')
  })
})

describe('rights', () => {
  test.each(['Tick', 'Stop'] as const)('%s may do what is named here and no more', (name) => {
    // Act
    const statements = statementsOf(live, name)

    // Assess
    const allowed = {
      Tick: [
        'dynamodb:BatchGetItem',
        'dynamodb:GetItem',
        'dynamodb:Query',
        'dynamodb:UpdateItem',
        'sqs:SendMessage',
      ],
      Stop: [
        'dynamodb:DescribeStream',
        'dynamodb:GetItem',
        'dynamodb:GetRecords',
        'dynamodb:GetShardIterator',
        'dynamodb:ListStreams',
        'dynamodb:Query',
        'dynamodb:UpdateItem',
        'sqs:GetQueueAttributes',
        'sqs:GetQueueUrl',
        'sqs:SendMessage',
      ],
    }[name]
    const common = ['logs:CreateLogStream', 'logs:PutLogEvents', 'sns:Publish', 'ssm:GetParameter']
    expect([...new Set(actionsOf(statements))].sort()).toEqual([...allowed, ...common].sort())
    for (const statement of statements) {
      const onlyList = statement.Action === 'dynamodb:ListStreams'
      if (!onlyList) expect(statement.Resource).not.toBe('*')
    }
  })

  test('no action of any role is a wildcard', () => {
    const policies = Object.values(live.findResources('AWS::IAM::Policy'))
    const actions = policies.flatMap((policy) => actionsOf(policy['Properties'].PolicyDocument.Statement))
    expect(actions.length).toBeGreaterThan(0)
    for (const action of actions) expect(action).not.toContain('*')
  })

  test('items are reached in the partitions of the bot alone; STOP writes no ledger', () => {
    const leading = (name: 'Tick' | 'Stop', action: string) =>
      statementsOf(live, name)
        .filter((each) => actionsOf([each]).includes(action))
        .flatMap(
          (each) =>
            (each.Condition as Record<string, Record<string, unknown>>)['ForAllValues:StringLike']?.[
              'dynamodb:LeadingKeys'
            ],
        )
    expect(leading('Tick', 'dynamodb:UpdateItem')).toEqual(['BOT', 'LEDGER#*'])
    expect(leading('Stop', 'dynamodb:UpdateItem')).toEqual(['BOT'])
  })

  test('with a key in KMS the tick may sign with it alone, reads no wallet key, and STOP can do neither', () => {
    // Prepare
    const kmsKeyId = '1234abcd-12ab-34cd-56ef-1234567890ab'
    const template = synthStack({ ...LIVE, wallet: { ...LIVE.wallet, kmsKeyId } })
    const rights = (name: 'Tick' | 'Stop') =>
      statementsOf(template, name).filter((each) =>
        actionsOf([each]).some((action) => action.startsWith('kms:')),
      )

    // Assess
    expect(actionsOf(rights('Tick'))).toEqual(['kms:GetPublicKey', 'kms:Sign'])
    for (const { Resource } of rights('Tick')) expect(JSON.stringify(Resource)).toContain(`:key/${kmsKeyId}`)
    expect(JSON.stringify(statementsOf(template, 'Tick'))).not.toContain('wallet-key')
    expect(rights('Stop')).toEqual([])
  })

  test('notices go to the page topic alone', () => {
    for (const name of ['Tick', 'Stop'] as const) {
      const publish = statementsOf(live, name).filter((each) => actionsOf([each]).includes('sns:Publish'))
      expect(publish.map((each) => each.Resource)).toEqual([{ Ref: expect.stringMatching(/^TopicsPage/) }])
    }
  })

  test('in stage paper no function may read a secret or sign, whatever the configuration names', () => {
    const named = synthStack({
      wallet: { ...LIVE.wallet, kmsKeyId: '1234abcd-12ab-34cd-56ef-1234567890ab' },
      parameters: { walletKey: '/a/key', apiCredentials: '/a/credentials' },
    })
    for (const template of [paper, named]) {
      for (const name of ['Tick', 'Stop'] as const) {
        const actions = actionsOf(statementsOf(template, name))
        expect(actions.filter((action) => /^(ssm|kms|secretsmanager):/.test(action))).toEqual([])
      }
    }
    expect(JSON.stringify(Object.values(named.findResources('AWS::IAM::Policy')))).not.toMatch(
      /parameter|kms/,
    )
  })

  test('the paper venue’s books are open to the functions of stage paper, and to no live one', () => {
    const partitions = (template: Template, name: 'Tick' | 'Stop') =>
      statementsOf(template, name).flatMap(
        (each) =>
          (each.Condition as Record<string, Record<string, readonly string[]>> | undefined)?.[
            'ForAllValues:StringLike'
          ]?.['dynamodb:LeadingKeys'] ?? [],
      )
    for (const name of ['Tick', 'Stop'] as const) {
      expect(partitions(paper, name)).toEqual(expect.arrayContaining(['PAPER', 'PAPER#*']))
      expect(partitions(live, name).join(' ')).not.toContain('PAPER')
    }
  })
})

describe('the topics', () => {
  test('take encrypted connections only, and let alarms publish', () => {
    live.resourceCountIs('AWS::SNS::Topic', 2)
    const policies = Object.values(live.findResources('AWS::SNS::TopicPolicy'))
    expect(policies).toHaveLength(2)
    for (const policy of policies) {
      expect(policy['Properties'].PolicyDocument.Statement).toEqual(
        expect.arrayContaining([
          expect.objectContaining({
            Effect: 'Deny',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
          expect.objectContaining({ Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' } }),
        ]),
      )
    }
  })

  test('mail the operator nothing of the drill, and everything else', () => {
    const mails = Object.values(
      live.findResources('AWS::SNS::Subscription', { Properties: { Protocol: 'email' } }),
    ).map(({ Properties }) => Properties)
    const topicOf = ({ TopicArn }: { TopicArn: { Ref: string } }) => TopicArn.Ref.replace(/[0-9A-F]{8}$/, '')
    const drill = { 'Fn::GetAtt': [expect.stringMatching(/^AlarmsDrill/), 'Arn'] }

    expect(mails.find((mail) => topicOf(mail) === 'TopicsPage')).not.toHaveProperty('FilterPolicy')
    // A message without an alarm in it is mailed too, for it stops.
    expect(mails.find((mail) => topicOf(mail) === 'TopicsStop')).toMatchObject({
      FilterPolicyScope: 'MessageBody',
      FilterPolicy: { AlarmArn: [{ 'anything-but': [drill] }, { exists: false }] },
    })
  })

  test('tell the operator of both, where there is one', () => {
    const mails = (template: Template) =>
      Object.keys(template.findResources('AWS::SNS::Subscription', { Properties: { Protocol: 'email' } }))
    expect(mails(live)).toHaveLength(2)
    expect(mails(paper)).toHaveLength(0)
  })
})

test('a budget is made only for who wants to hear of it', () => {
  paper.resourceCountIs('AWS::Budgets::Budget', 0)
  synthStack({ budgetEmail: 'a@example.com', budgetUsd: 12 }).hasResourceProperties('AWS::Budgets::Budget', {
    Budget: Match.objectLike({ BudgetLimit: { Amount: 12, Unit: 'USD' } }),
  })
})
