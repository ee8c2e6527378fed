import { Duration } from 'aws-cdk-lib'
import { CfnAlias, type IFunction } from 'aws-cdk-lib/aws-lambda'
import type { ILogGroup } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { COMMAND_ALIASES } from '../shared/config/commandAliases.ts'
import { LAMBDA_TIMEOUT_SECONDS } from '../shared/config/lambdaTimeout.ts'
import { tradingSecrets } from '../shared/config/secretNames.ts'
import { BOT_PARTITION } from '../shared/dynamodb/table.ts'
import { BotFunction, type BotFunctionProps, LEDGER_PARTITIONS } from './botFunction.ts'
import { MAX_EVENT_AGE } from './schedule.ts'

/**
 * The tick. Never retried by Lambda: the next minute is the retry. A run lasts until the next one relieves it, and its
 * time-out leaves room for an event that is a minute late; a wedged one loses its leases long before.
 */
export class TickFunction extends Construct {
  readonly function: IFunction
  readonly log: ILogGroup

  constructor(scope: Construct, id: string, props: BotFunctionProps) {
    super(scope, id)
    const { config, table, failedEvents } = props
    const bot = new BotFunction(this, 'Bot', {
      ...props,
      entry: 'tick',
      options: {
        description: 'One tick or several: observe, decide, act, store',
        timeout: Duration.seconds(LAMBDA_TIMEOUT_SECONDS),
        retryAttempts: 0,
        maxEventAge: MAX_EVENT_AGE,
        deadLetterQueue: failedEvents.tick,
      },
    })
    bot.allowOnPartitions(
      table,
      ['BatchGetItem', 'GetItem', 'Query', 'UpdateItem'],
      [BOT_PARTITION, LEDGER_PARTITIONS],
    )
    if (config.stage === 'paper') bot.allowPaper(table)
    else {
      const { kmsKeyId } = config.wallet
      bot.allowSecrets(tradingSecrets(config))
      if (kmsKeyId !== undefined) bot.allowSigning(kmsKeyId)
    }
    this.function = bot.function
    this.log = bot.log
    for (const alias of COMMAND_ALIASES) {
      // Of whatever is deployed: there are no versions.
      new CfnAlias(this, `Alias${alias}`, {
        name: alias,
        functionName: bot.function.functionName,
        functionVersion: '$LATEST',
      })
    }
  }
}
