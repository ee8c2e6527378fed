import { Duration } from 'aws-cdk-lib'
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch'
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { EventSourceMapping, FilterCriteria, type IFunction, StartingPosition } from 'aws-cdk-lib/aws-lambda'
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { Construct } from 'constructs'
import { BOT_PARTITION, CONTROL_SORT_KEY } from '../shared/dynamodb/table.ts'
import { BotFunction, type BotFunctionProps, LEDGER_PARTITIONS } from './botFunction.ts'

/**
 * A STOP that comes late is still one. And while a run sees a long STOP to its end, the records of further latches wait
 * behind it: they must not count as failed for that.
 */
const LONGEST_WAIT = Duration.hours(6)

const CONTROL_KEY = { pk: { S: [BOT_PARTITION] }, sk: { S: [CONTROL_SORT_KEY] } }

/**
 * STOP. Unlike the tick it is retried, has time enough to see the longest unknown order die, and shares nothing
 * with it but the table. It cannot read the wallet key: cancelling needs none.
 */
export class StopFunction extends Construct {
  readonly function: IFunction
  readonly #bot: BotFunction

  constructor(scope: Construct, id: string, props: BotFunctionProps & { readonly topic: ITopic }) {
    super(scope, id)
    const { config, table, failedEvents, topic } = props
    const bot = new BotFunction(this, 'Bot', {
      ...props,
      entry: 'stop',
      options: {
        description: 'STOP: latch, cancel everything, verify',
        timeout: Duration.minutes(15),
        retryAttempts: 2,
        maxEventAge: LONGEST_WAIT,
        deadLetterQueue: failedEvents.stop,
      },
    })
    bot.allowOnPartitions(table, ['GetItem', 'Query', 'UpdateItem'], [BOT_PARTITION])
    bot.allowOnPartitions(table, ['GetItem', 'Query'], [LEDGER_PARTITIONS])
    if (config.stage === 'paper') bot.allowPaper(table)
    else bot.allowSecrets([config.parameters.apiCredentials])
    topic.addSubscription(new LambdaSubscription(bot.function, { deadLetterQueue: failedEvents.stopTopic }))
    // A flip of the flag by hand must cancel orders in seconds, not at the next tick.
    table.grantStreamRead(bot.role)
    new EventSourceMapping(this, 'Flips', {
      target: bot.function,
      eventSourceArn: streamOf(table),
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 1,
      retryAttempts: 2,
      maxRecordAge: LONGEST_WAIT,
      onFailure: new SqsDlq(failedEvents.flips),
      filters: [FilterCriteria.filter({ dynamodb: { Keys: CONTROL_KEY } })],
    })
    this.function = bot.function
    this.#bot = bot
  }

  /**
   * The stack's own alarms on the stop topic, by name: ignored while nothing is armed. And that of the drill, by its
   * whole ARN: what merely looks like it stops.
   */
  knowAlarms(stopping: readonly IAlarm[], drill: IAlarm): void {
    const names = stopping.map(({ alarmName }) => alarmName).join(',')
    this.#bot.function.addEnvironment('STOP_ALARMS', names)
    this.#bot.function.addEnvironment('DRILL_ALARM_ARN', drill.alarmArn)
  }
}

function streamOf(table: TableV2): string {
  if (table.tableStreamArn === undefined)
    throw new Error('the table has no stream: STOP would miss a flag set by hand')
  return table.tableStreamArn
}
