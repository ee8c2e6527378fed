import type { Command } from 'commander'
import { createLiveVenue, createVenue } from '../../functions/coldStart.ts'
import type { Config, LiveConfig } from '../../shared/config/config.ts'
import { counted } from '../../shared/domain/counted.ts'
import { formatMicros } from '../../shared/domain/decimal.ts'
import type { ListedOrder } from '../../shared/domain/openOrders.ts'
import type { Venue } from '../../shared/ports/venue.ts'
import { createRedactor } from '../../shared/telemetry/redactor.ts'
import { type AwsAccess, createAwsAccess } from '../aws/awsAccess.ts'
import { createLocalSecrets } from '../aws/secrets.ts'
import { withConnection } from '../aws/withConnection.ts'
import {
  type KeyOptions,
  type StackOptions,
  withKeys,
  withStack,
  withYes,
  type YesOption,
} from '../terminal/options.ts'
import { type CommandResult, failed, succeeded, unconfirmed } from '../terminal/outcome.ts'
import { readLocalConfig } from '../terminal/readLocalConfig.ts'
import type { Act } from '../terminal/runCommand.ts'
import { type Cancelled, cancelEverything, openOrders } from './cancelEverything.ts'

interface CancelOptions extends StackOptions, KeyOptions, YesOption {
  readonly account?: true
}

export const addCancelAll = (program: Command, act: Act): void => {
  withYes(withKeys(withStack(program.command('cancel-all'))))
    .description('cancel every order of these markets at the venue, now; does not halt the bot')
    .option('--account', 'every order of the account, including other markets')
    .action(act(cancelAll))
}

/** With the key, or the credentials, in a file it asks AWS for nothing: it works while AWS is down. */
async function cancelAll(options: CancelOptions): Promise<CommandResult> {
  if (options.keyFile !== undefined || options.credentialsFile !== undefined) {
    const { config } = readLocalConfig(options.config)
    // Orders on paper are in the table: no key reaches them.
    if (config.stage === 'live')
      return await run(
        config,
        liveVenue(config, createAwsAccess(config.region, options.endpointUrl ?? null), options),
        options,
      )
  }
  return await withConnection(options, async ({ config, aws, paper }) => {
    const load = createLocalSecrets(config, aws, options)
    // Where they are sealed it says at once what to give, and not that the venue cannot be read.
    if (config.stage === 'live') await load(config.parameters.apiCredentials)
    const venue = createVenue(config, { signing: null, redactor: createRedactor(), load, paper })
    return await run(config, venue, options)
  })
}

const liveVenue = (config: LiveConfig, aws: AwsAccess, options: CancelOptions): Venue =>
  createLiveVenue(config, {
    signing: null,
    redactor: createRedactor(),
    load: createLocalSecrets(config, aws, options),
  })

async function run(config: Config, venue: Venue, options: CancelOptions): Promise<CommandResult> {
  const scope = { account: options.account === true }
  const what = scope.account ? 'of the account' : 'of the configured markets'
  if (options.yes !== true) {
    const open = await openOrders(venue, config, scope)
    const found = open.ok ? listWords(open.value) : `orders (the list cannot be read: ${open.unknown})`
    return unconfirmed(`would cancel ${found} ${what}`)
  }
  const note = 'A running bot posts new orders: stop it too, with "npx bot halt REASON".'
  const cancelled = await cancelEverything(venue, config, scope)
  return cancelled.ok
    ? succeeded(goneWords(cancelled, what, note), {
        found: cancelled.gone.length,
        cancelled: cancelled.gone.map(({ id }) => id),
        left: cancelled.since.map(({ id }) => id),
      })
    : failed(`not certain: ${cancelled.why}. Run it again. ${note}`, { left: cancelled.left })
}

/** An order that filled meanwhile is gone too: what became of it the venue says. */
function goneWords({ gone, since }: Extract<Cancelled, { ok: true }>, what: string, note: string): string {
  if (gone.length === 0) return `there is no open order ${what}. ${note}`
  const now =
    since.length === 0
      ? `there is no open order ${what} now`
      : `posted meanwhile and open: ${listWords(since)}`
  return `cancelled ${listWords(gone)}\n${now}. ${note}`
}

const listWords = (orders: readonly ListedOrder[]): string =>
  [
    counted(orders.length, 'order'),
    ...(orders.length === 0 ? [] : [`: ${orders.map(orderWords).join('; ')}`]),
  ].join('')

const orderWords = ({ id, side, priceMicros, sizeMicros }: ListedOrder): string =>
  `${side ?? 'order'} ${amount(sizeMicros)} at ${amount(priceMicros)} ${id}`

const amount = (micros: number | null): string => (micros === null ? 'unknown' : formatMicros(micros))
