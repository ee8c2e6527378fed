import { Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { Config } from '../shared/config/config.ts'
import { Budget } from './budget.ts'
import { FailedEvents } from './failedEvents.ts'
import { TickSchedule } from './schedule.ts'
import { StopFunction } from './stop.ts'
import { StateTable } from './table.ts'
import { TickFunction } from './tick.ts'
import { Topics } from './topics.ts'

export interface BotStackProps {
  readonly config: Config
  /** The same configuration as the functions read it at cold start. */
  readonly json: string
}

/**
 * One stage of the bot: a table, a tick every minute, and a STOP that needs nothing of the tick.
 * Knows no account, so that it synthesizes without credentials.
 */
export class BotStack extends Stack {
  constructor(scope: Construct, id: string, props: BotStackProps) {
    const { config, json } = props
    super(scope, id, {
      env: { region: config.region },
      description: `Market maker for Polymarket, stage ${config.stage}`,
    })
    const { table } = new StateTable(this, 'State')
    const { queue } = new FailedEvents(this, 'FailedEvents')
    const topics = new Topics(this, 'Topics', { operatorEmail: config.operatorEmail })
    const common = { config, json, table, failedEvents: queue }
    const tick = new TickFunction(this, 'Tick', common)
    new TickSchedule(this, 'Schedule', { tick: tick.function, failedEvents: queue })
    new StopFunction(this, 'Stop', { ...common, topic: topics.stop })
    if (config.budget !== null) new Budget(this, 'Budget', config.budget)
  }
}
