import { CfnOutput, Stack, Tags } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { Config } from '../shared/config/config.ts'
import { hasOwnKey, secretNames } from '../shared/config/secretNames.ts'
import { TEMPLATE_SCHEMA, TEMPLATE_SETTINGS } from '../shared/config/settingsFile.ts'
import { stackName } from '../shared/config/stackName.ts'
import { ITEM_SCHEMA } from '../shared/dynamodb/table.ts'
import { serviceName } from '../shared/telemetry/metricNames.ts'
import { acknowledgeFindings } from './acknowledgeFindings.ts'
import { Alarms } from './alarms.ts'
import { Budget } from './budget.ts'
import { Dashboard } from './dashboard.ts'
import { DrillSchedule } from './drill.ts'
import { FailedEvents } from './failedEvents.ts'
import { Operators } from './operators.ts'
import { TickSchedule } from './schedule.ts'
import { SecretsKey } from './secretsKey.ts'
import { StopFunction } from './stop.ts'
import { StateTable } from './table.ts'
import { TickFunction } from './tick.ts'
import { Topics } from './topics.ts'

export interface BotStackProps {
  readonly config: Config
  /** The same configuration, compact, as the functions read it at cold start. */
  readonly json: string
}

/**
 * One bot: a table, a tick every minute, and a STOP that needs nothing of the tick.
 * Knows no account, so that it synthesizes without credentials.
 */
export class BotStack extends Stack {
  constructor(scope: Construct, props: BotStackProps) {
    const { config, json } = props
    super(scope, stackName(config), {
      env: { region: config.region },
      description: `Market maker for Polymarket, stage ${config.stage}${config.name === null ? '' : `, ${config.name}`}`,
    })
    this.templateOptions.metadata = { [TEMPLATE_SETTINGS]: JSON.parse(json), [TEMPLATE_SCHEMA]: ITEM_SCHEMA }
    Tags.of(this).add('project', 'polymarket-market-maker')
    Tags.of(this).add('stage', config.stage)
    if (config.name !== null) Tags.of(this).add('name', config.name)
    const { table } = new StateTable(this, 'State')
    const failed = new FailedEvents(this, 'FailedEvents')
    const failedEvents = failed.queues
    const topics = new Topics(this, 'Topics')
    const secretsKey = hasOwnKey(config) ? new SecretsKey(this, 'Secrets', secretNames(config)) : null
    const common = { config, json, table, failedEvents, page: topics.page, secretsKey }
    const tick = new TickFunction(this, 'Tick', common)
    new TickSchedule(this, 'Schedule', { tick: tick.function, failedEvents: failedEvents.schedule })
    const stop = new StopFunction(this, 'Stop', { ...common, topic: topics.stop })
    const functions = { tick: tick.function, stop: stop.function }
    const alarms = new Alarms(this, 'Alarms', {
      ...functions,
      service: serviceName(config),
      topics,
      failedEvents,
    })
    stop.knowAlarms(alarms.stopping, alarms.drill)
    new DrillSchedule(this, 'Drill', { alarm: alarms.drill, failedEvents: failedEvents.drill })
    if (config.operatorEmail !== null) topics.mailTo(config.operatorEmail, alarms.drill)
    const { drill } = alarms
    const operators = new Operators(this, 'Operators', { table, tick, topics, drill })
    const dashboard = new Dashboard(this, 'Dashboard', {
      ...functions,
      config,
      alarms: [...alarms.stopping, ...alarms.paging],
      tickLog: tick.log,
      table,
    })
    if (config.budget !== null) new Budget(this, 'Budget', config.budget)
    this.#output({
      TableName: table.tableName,
      TickFunctionName: tick.function.functionName,
      StopFunctionName: stop.function.functionName,
      StopTopicArn: topics.stop.topicArn,
      PageTopicArn: topics.page.topicArn,
      StopAlarmNames: alarms.stopping.map((alarm) => alarm.alarmName).join(','),
      PageAlarmNames: alarms.paging.map((alarm) => alarm.alarmName).join(','),
      DashboardName: dashboard.name,
      DashboardUrl: dashboard.url,
      LookPolicyArn: operators.look.managedPolicyArn,
      OperatePolicyArn: operators.operate.managedPolicyArn,
      ArmPolicyArn: operators.arm.managedPolicyArn,
      ...(secretsKey === null ? {} : { SecretsKeyId: secretsKey.key.keyId }),
    })
    acknowledgeFindings({ tick, stop, failedEvents: failed, topics, operators })
  }

  /** What people and scripts need to know, by name: nothing in the stack has a name of its own making. */
  #output(outputs: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value })
  }
}
