import type { Command } from 'commander'
import { createVenue } from '../../functions/coldStart.ts'
import type { LiveConfig } from '../../shared/config/config.ts'
import { isArmed } from '../../shared/domain/control.ts'
import { counted } from '../../shared/domain/counted.ts'
import { POLYGON } from '../../shared/domain/venueRules.ts'
import { isUnreadable } from '../../shared/engine/unreadableItem.ts'
import { loadApiCredentials } from '../../shared/keys/loadApiCredentials.ts'
import type { LoadSecret } from '../../shared/keys/secureStrings.ts'
import { isEmpty } from '../../shared/machine/isEmpty.ts'
import { disarm, drain } from '../../shared/operator/operator.ts'
import { areRevoked, revokeCredentials } from '../../shared/polymarket/revokeCredentials.ts'
import { createRedactor } from '../../shared/telemetry/redactor.ts'
import { exportLedger, writeNew } from '../account/ledger.ts'
import { createZonedTime } from '../account/zonedTime.ts'
import type { Connection } from '../aws/connection.ts'
import { createLocalSecrets, NoCredentialsError } from '../aws/secrets.ts'
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
import type { Act } from '../terminal/runCommand.ts'
import { cancelEverything } from './cancelEverything.ts'
import { operatorPorts } from './operatorPorts.ts'
import { type Remains, removalCommands, secretNamesOf } from './removalCommands.ts'

interface DecommissionOptions extends StackOptions, KeyOptions, YesOption {
  readonly out: string
}

export const addDecommission = (program: Command, act: Act): void => {
  withYes(withKeys(withStack(program.command('decommission'))))
    .description(
      'stop trading for good: drain, cancel, export the ledger, revoke the API key; prints the commands that remove the AWS resources',
    )
    .option('--out <file>', 'file the ledger is written to', 'decommission-ledger.csv')
    .action(act(decommission))
}

/** Where the stack is gone already, what is left of it outside its stack is all there is to do. */
async function decommission(options: DecommissionOptions): Promise<CommandResult> {
  const { lookAtRemains } = await import('./lookAtRemains.ts')
  const { targetOf } = await import('../aws/targetOf.ts')
  // Once: it says by which words the region was chosen.
  const where = targetOf(options)
  return (
    (await lookAtRemains(options, where)) ??
    (await withConnection(options, (connection) => run(connection, options), where))
  )
}

/** Each step is only taken when the one before is proven; run again it continues where it stopped. */
async function run(connection: Connection, options: DecommissionOptions): Promise<CommandResult> {
  const { config } = connection
  const load = createLocalSecrets(config, connection.aws, options)
  // Without them the last steps fail after the first are done.
  const wasRevoked = config.stage === 'live' && (await isRevoked(config, load))
  if (options.yes !== true) {
    const would = `drain and disarm, cancel every order, write the ledger to ${options.out}, revoke the API key`
    return unconfirmed(`would ${would}; it removes nothing in AWS`)
  }
  const waiting = await comeToRest(connection)
  if (waiting !== null) return failed(waiting, { step: 'drain' })
  // Revoked by a call before this one, when no order was open: none can have been posted since.
  const notCancelled = wasRevoked ? null : await cancelAll(connection, load)
  if (notCancelled !== null) return notCancelled

  const exported = await exportLedger(connection, { local: createZonedTime('UTC'), year: null, market: null })
  if (typeof exported === 'string') return failed(exported, { step: 'export' })
  writeNew(options.out, exported.csv)
  const notRevoked = config.stage === 'live' && !wasRevoked ? await revokeKey(config, load) : null
  if (notRevoked !== null) {
    return failed(`the API key may still be valid: ${notRevoked}; the ledger is in ${options.out}`, {
      step: 'revoke',
    })
  }
  const commands = removalCommands(remainsOf(connection), connection.aws, options)
  const text = [
    wasRevoked ? 'disarmed, and its records contain no order' : 'disarmed, no order is open',
    `${counted(exported.rows.length, 'ledger record')} written to ${options.out}`,
    config.stage === 'live' ? 'the API key is revoked' : 'the bot was on paper: there is no API key',
    'what is left for you to remove, in this order. The sleep lets the last runs end, which write to their log; the last line checks that nothing is left:',
    ...commands.map((command) => `  ${command}`),
    ...(config.stage === 'live'
      ? ['Shares below the minimum size and your USDC stay in your wallet: they are on the chain, not here.']
      : []),
    ...(config.wallet?.kmsKeyId === undefined
      ? []
      : [
          `KMS key ${config.wallet.kmsKeyId} signs for your wallet and stays, for 1 USD a month: if you delete it, you lose what the wallet holds.`,
        ]),
  ].join('\n')
  return succeeded(text, { rows: exported.rows.length, file: options.out, commands })
}

/** null once none is open. */
async function cancelAll(connection: Connection, load: LoadSecret): Promise<CommandResult | null> {
  const { config, paper } = connection
  const venue = createVenue(config, { signing: null, redactor: createRedactor(), load, paper })
  const cancelled = await cancelEverything(venue, config, { account: false })
  if (!cancelled.ok) return failed(`orders: ${cancelled.why}; run it again`, { step: 'cancel' })
  if (cancelled.since.length === 0) return null
  const ids = cancelled.since.map(({ id }) => id).join(', ')
  return failed(`orders were posted meanwhile: ${ids}; stop what posts them, then run it again`, {
    step: 'cancel',
  })
}

/** @throws Error where the credentials can be had neither from AWS nor from a file. */
async function isRevoked(config: LiveConfig, load: LoadSecret): Promise<boolean> {
  try {
    const credentials = await loadApiCredentials(load, config.parameters.apiCredentials)
    const { host, owner } = { host: config.hosts.clob, owner: config.wallet.address }
    return await areRevoked({ host, chainId: POLYGON, credentials, owner })
  } catch (error) {
    if (error instanceof NoCredentialsError) return true
    throw error
  }
}

/** null once it is revoked; else why that is not certain. */
async function revokeKey(config: LiveConfig, load: LoadSecret): Promise<string | null> {
  const credentials = await loadApiCredentials(load, config.parameters.apiCredentials)
  const { host, owner } = { host: config.hosts.clob, owner: config.wallet.address }
  const revoked = await revokeCredentials({ host, chainId: POLYGON, credentials, owner })
  return revoked.is === 'unknown' ? revoked.why : null
}

/** null once nothing is held and nothing is armed; else what is being waited for. */
async function comeToRest(connection: Connection): Promise<string | null> {
  const { store } = connection
  const ports = operatorPorts(connection)
  const items = await store.marketItems()
  if (!items.ok) return `the market items cannot be read: ${items.unknown}`
  const control = await store.control()
  if (!control.ok) return `the control item cannot be read: ${control.unknown}`
  const holds = items.value.some(
    (item) => isUnreadable(item) || (item.state !== null && !isEmpty(item.state)),
  )
  if (holds) {
    const drained = await drain(ports, true)
    const how = drained.is === 'done' ? 'draining' : `not draining (${drained.why})`
    return `${how}: shares or orders are still held; run it again once "npx bot status" shows none. A halt needs "npx bot resume" or "npx bot flatten" first.`
  }
  if (!isArmed(control.value)) return null
  const done = await disarm(ports)
  return done.is === 'done' ? null : `not disarmed: ${done.why}`
}

const remainsOf = ({ deployment, table, config }: Connection): Remains => ({
  stack: deployment?.stack ?? null,
  tables: [table],
  logs: deployment?.logs ?? [],
  secrets: secretNamesOf(config),
  keys: deployment?.secretsKey == null ? [] : [deployment.secretsKey],
})
