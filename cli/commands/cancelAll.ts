import type { Command } from 'commander'
import { createVenue } from '../../functions/coldStart.ts'
import type { Config } from '../../shared/config/config.ts'
import { createRedactor } from '../../shared/telemetry/redactor.ts'
import { type AwsAccess, createAwsAccess } from '../awsAccess.ts'
import { cancelEverything, openOrders } from '../cancelEverything.ts'
import {
  type KeyOptions,
  type StackOptions,
  withKeys,
  withStack,
  withYes,
  type YesOption,
} from '../options.ts'
import { failed, type Outcome, succeeded, unconfirmed } from '../outcome.ts'
import { readLocalConfig } from '../readLocalConfig.ts'
import type { Act } from '../runCommand.ts'
import { createSecrets } from '../secrets.ts'
import { withConnection } from '../withConnection.ts'

interface CancelOptions extends StackOptions, KeyOptions, YesOption {
  readonly account?: true
}

export const addCancelAll = (program: Command, act: Act): void => {
  withYes(withKeys(withStack(program.command('cancel-all'))))
    .description('cancel every order of these markets at the venue, now; halts nothing')
    .option('--account', 'every order of the account, of other markets too')
    .action(act(cancelAll))
}

/** With the key, or the credentials, in a file it asks AWS for nothing: it works while AWS is down. */
async function cancelAll(options: CancelOptions): Promise<Outcome> {
  if (options.keyFile !== undefined || options.credentialsFile !== undefined) {
    return await run(readLocalConfig(options.config).config, createAwsAccess('eu-west-1', null), options)
  }
  return await withConnection(options, ({ config, aws }) => run(config, aws, options))
}

async function run(config: Config, aws: AwsAccess, options: CancelOptions): Promise<Outcome> {
  const load = createSecrets(config, aws, options)
  const venue = createVenue(config, { signs: false, redactor: createRedactor(), load })
  const scope = { account: options.account === true }
  const what = scope.account ? 'of the account' : 'of the configured markets'
  if (options.yes !== true) {
    const open = await openOrders(venue, config, scope)
    const found = open.ok
      ? `${open.value.length} orders`
      : `orders (the list cannot be read: ${open.unknown})`
    return unconfirmed(`would cancel ${found} ${what}`)
  }
  const note = 'A running bot posts anew: "halt" it too.'
  const cancelled = await cancelEverything(venue, config, scope)
  return cancelled.ok
    ? succeeded(`no order is open ${what}. ${note}`, { found: cancelled.found, left: [] })
    : failed(`not certain: ${cancelled.why}. Run it again. ${note}`, { left: cancelled.left })
}
