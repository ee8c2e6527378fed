import { Stack } from 'aws-cdk-lib'
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch'
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import type { ILogGroup } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import type { COMMAND_ALIASES } from '../shared/config/commandAliases.ts'
import { BOT_PARTITION } from '../shared/dynamodb/table.ts'
import type { Topics } from './topics.ts'

export interface OperatorsProps {
  readonly table: TableV2
  readonly tick: { readonly function: IFunction; readonly log: ILogGroup }
  readonly topics: Topics
  readonly drill: IAlarm
}

type Alias = (typeof COMMAND_ALIASES)[number]

/**
 * What people may be given: `look` reads, `operate` adds halt, resume and sale, `arm` adds going live.
 * Each adds to the one before. None reads a secret, signs, or deploys.
 */
export class Operators extends Construct {
  readonly look: ManagedPolicy
  readonly operate: ManagedPolicy
  readonly arm: ManagedPolicy

  constructor(scope: Construct, id: string, props: OperatorsProps) {
    super(scope, id)
    const { table, tick, topics, drill } = props
    const invoke = (alias: Alias) =>
      allow(['lambda:InvokeFunction'], [`${tick.function.functionArn}:${alias}`])
    this.look = this.#policy('Look', 'see the state of the bot: status, doctor, why, ledger, pnl', [
      allow(
        ['cloudformation:DescribeStacks', 'cloudformation:GetTemplate', 'cloudformation:ListStackResources'],
        [Stack.of(this).stackId],
      ),
      allow(['dynamodb:GetItem', 'dynamodb:Query'], [table.tableArn]),
      allow(['logs:FilterLogEvents'], [tick.log.logGroupArn]),
      allow(['sns:GetSubscriptionAttributes', 'sns:ListSubscriptionsByTopic'], [topics.page.topicArn]),
      // Neither can be given for one alarm or one parameter; they show names and states, no secret.
      allow(['cloudwatch:DescribeAlarms', 'ssm:DescribeParameters'], ['*']),
      invoke('doctor'),
    ])
    this.operate = this.#policy('Operate', 'look, and: halt, resume, drain, disarm, flatten, adopt, drill', [
      new PolicyStatement({
        actions: ['dynamodb:UpdateItem'],
        resources: [table.tableArn],
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [BOT_PARTITION] } },
      }),
      allow(['cloudwatch:SetAlarmState'], [drill.alarmArn]),
      allow(['sns:ConfirmSubscription'], [topics.page.topicArn, topics.stop.topicArn]),
      invoke('adopt'),
    ])
    this.arm = this.#policy('Arm', 'operate, and: arm', [invoke('arm')])
  }

  #policy(id: string, may: string, statements: PolicyStatement[]): ManagedPolicy {
    return new ManagedPolicy(this, id, {
      // Another text would replace the policy, which AWS refuses while somebody has it: these stay as they are.
      description: `${Stack.of(this).stackName}: ${may}`,
      statements,
    })
  }
}

const allow = (actions: string[], resources: string[]): PolicyStatement =>
  new PolicyStatement({ actions, resources })
