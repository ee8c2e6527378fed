import type { Command } from 'commander'
import { createVenue } from '../../functions/coldStart.ts'
import { systemClock } from '../../functions/systemClock.ts'
import type { Config } from '../../shared/config/config.ts'
import type { VenueOrder } from '../../shared/domain/market.ts'
import type { Read } from '../../shared/domain/read.ts'
import type { Venue } from '../../shared/engine/venue.ts'
import { createRedactor } from '../../shared/telemetry/redactor.ts'
import { type AwsAccess, createAwsAccess } from '../awsAccess.ts'
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

/** The venue's lists lag by a second or two. */
const LAG_MS = 3_000
const MAX_PASSES = 5

export const addCancelAll = (program: Command, act: Act): void => {
  withYes(withKeys(withStack(program.command('cancel-all'))))
    .description('cancel every order of these markets at the venue, now; halts nothing')
    .option('--account', 'every order of the account, of other markets too')
    .action(act(cancelAll))
}

/** With the key, or the credentials, in a file it asks AWS for nothing: it works while AWS is down. */
async function cancelAll(options: CancelOptions): Promise<Outcome> {
  if (options.keyFile !== undefined || options.credentialsFile !== undefined) {
    return await run(readLocalConfig(options.config), createAwsAccess('eu-west-1', null), options)
  }
  return await withConnection(options, ({ config, aws }) => run(config, aws, options))
}

async function run(config: Config, aws: AwsAccess, options: CancelOptions): Promise<Outcome> {
  const load = createSecrets(config, aws, options)
  const venue = createVenue(config, { signs: false, redactor: createRedactor(), load })
  const ours = (order: VenueOrder): boolean =>
    options.account === true || config.stack.markets.some(({ market }) => market === order.market)
  const before = await openOrders(venue, ours)
  const what = options.account === true ? 'of the account' : 'of the configured markets'
  const found = before.ok
    ? `${before.value.length} orders`
    : `orders (the list cannot be read: ${before.unknown})`
  if (options.yes !== true) return unconfirmed(`would cancel ${found} ${what}`)

  let last = before
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    await cancelPass(venue, config, last, options.account === true)
    await systemClock.sleep(LAG_MS)
    last = await openOrders(venue, ours)
    if (last.ok && last.value.length === 0) break
  }
  const note = 'A running bot posts anew: "halt" it too.'
  if (!last.ok) return failed(`not certain: the open orders cannot be read: ${last.unknown}. ${note}`)
  const json = { found: before.ok ? before.value.length : null, left: last.value.map(({ id }) => id) }
  return last.value.length === 0
    ? succeeded(`no order is open ${what}. ${note}`, json)
    : failed(`${last.value.length} orders are still open: run it again. ${note}`, json)
}

async function openOrders(
  venue: Venue,
  ours: (order: VenueOrder) => boolean,
): Promise<Read<readonly VenueOrder[]>> {
  const read = await venue.openOrders()
  return read.ok ? { ...read, value: read.value.filter(ours) } : read
}

/** By market on both tokens, and by id where the list could be read: what one misses the other may reach. */
async function cancelPass(
  venue: Venue,
  config: Config,
  listed: Read<readonly VenueOrder[]>,
  account: boolean,
): Promise<void> {
  if (account) {
    await venue.cancelAll()
    return
  }
  await Promise.all(config.stack.markets.map(({ market, tokenId }) => venue.cancelMarket(market, [tokenId])))
  if (listed.ok && listed.value.length > 0) await venue.cancel(listed.value.map(({ id }) => id))
}
