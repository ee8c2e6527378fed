import type { Command } from 'commander'
import { isRunning, isStopActive } from '../../shared/domain/control.ts'
import { counted } from '../../shared/domain/counted.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import { mayBeLive } from '../../shared/domain/order.ts'
import { POLYGON } from '../../shared/domain/venueRules.ts'
import { createKmsSigner } from '../../shared/keys/kmsSigner.ts'
import { createWalletSigner } from '../../shared/keys/walletSigner.ts'
import { shownKey } from '../../shared/operator/finding.ts'
import { allCredentials } from '../../shared/polymarket/obtainCredentials.ts'
import type { Signer } from '../../shared/ports/signer.ts'
import type { Connection } from '../aws/connection.ts'
import { serviceHere } from '../aws/serviceHere.ts'
import { connected } from '../aws/withConnection.ts'
import { type StackOptions, withStack, withYes, type YesOption } from '../terminal/options.ts'
import { type CommandResult, failed, unconfirmed } from '../terminal/outcome.ts'
import { quoted } from '../terminal/quoted.ts'
import type { Act } from '../terminal/runCommand.ts'
import { type WalletOptions, walletKeyOf } from './askForWallet.ts'
import { isStopOver } from './describeBot.ts'
import { rotateWallet } from './rotateWallet.ts'

export interface RotateOptions extends StackOptions, YesOption, WalletOptions {
  readonly wallet?: true
  readonly newKeyFile?: string
  readonly kms?: string | true
}

export const addRotate = (program: Command, act: Act): void => {
  withYes(withStack(program.command('rotate')))
    .description(
      'replace the API credentials: creates and stores new ones, waits until the functions use them, then revokes all others of this wallet; only while no order is live',
    )
    .option(
      '--key-file <file>',
      'a file with the wallet key (default: ask; with --wallet: that of the old wallet)',
    )
    .option(
      '--wallet',
      'change the wallet, or the place of its key: checks it, writes it into the configuration, stores its secrets, deploys, and rebuilds every market; only while nothing is held, unless the wallet stays the same',
    )
    .option('--new-key-file <file>', 'with --wallet: a file with the new key (default: ask)')
    .option('--kms [id]', 'with --wallet: sign with this AWS KMS key, or, without an id, create one')
    .option('--funder <address>', 'with --wallet: the address that holds the money (default: ask)')
    .option('--type <number>', 'with --wallet: the wallet type, if the venue does not determine it')
    .action(act(connected(rotate)))
}

async function rotate(connection: Connection, options: RotateOptions): Promise<CommandResult> {
  const { config } = connection
  if (options.wallet !== true) refuseWalletOptions(options)
  if (config.stage === 'paper') throw wrongValue('stage', 'paper', 'a bot on paper has no keys to rotate')
  const own = options.config === undefined ? '' : ` --config ${quoted(options.config)}`
  const bar = await whyNotNow(connection, own)
  if (bar !== null) return failed(`not rotated: ${bar}`, { refused: bar })
  if (options.wallet === true) return await rotateWallet(connection, config, options)
  const signer = await signerHere(connection, options)
  const address = (await signer.getAddress()).toLowerCase()
  if (address !== config.wallet.address) {
    const remedy = `the configured wallet is that of ${config.wallet.address}: give its key`
    throw wrongValue('--key-file', `the key of ${address}`, remedy)
  }
  const venue = { host: config.hosts.clob, chainId: POLYGON, signer } as const
  if (options.yes === true) {
    const { carryOutRotation } = await import('./carryOutRotation.ts')
    return await carryOutRotation(connection, config, { venue, own })
  }
  const all = await allCredentials(venue)
  if (typeof all === 'string') return failed(`the API credentials of the wallet are not known: ${all}`)
  const names = all.map(({ credentials }) => shownKey(credentials.key))
  const lines = [
    'would do this, one step after the other; if it is interrupted, run the same command again to continue:',
    '  1. ask the deployed function which API credentials it uses, and create new ones if it uses the newest',
    `  2. store the new ones in ${config.parameters.apiCredentials}`,
    '  3. let the functions read them: their next runs begin in new processes; wait 3 minutes, until all earlier runs are over',
    '  4. ask the deployed function again: it must use the new ones',
    `  5. revoke all others of this wallet, which has ${counted(all.length, 'API key')} now${names.length === 0 ? '' : `: ${names.join(', ')}`}`,
  ]
  return unconfirmed(lines.join('\n'), { keys: names })
}

function refuseWalletOptions({ newKeyFile, kms, funder, type }: RotateOptions): void {
  const given = { '--new-key-file': newKeyFile, '--kms': kms, '--funder': funder, '--type': type }
  for (const [field, value] of Object.entries(given))
    if (value !== undefined)
      throw wrongValue(field, String(value), 'it belongs to --wallet: add that, or leave it out')
}

/**
 * An order belongs to the credentials that posted it: others neither list nor cancel it. So none may be live.
 */
async function whyNotNow({ store }: Connection, own: string): Promise<string | null> {
  const [control, items] = await Promise.all([store.control(), store.marketItems()])
  if (!control.ok) return `the control item cannot be read: ${control.unknown}`
  if (!items.ok) return `the market items cannot be read: ${items.unknown}`
  if (isRunning(control.value))
    return `the bot runs, and its orders belong to its credentials. First: npx bot halt rotating the keys${own}`
  if (control.value !== 'absent' && isStopActive(control.value) && !isStopOver(control.value, items.value))
    return 'the STOP is not done, an order may be live: wait until "npx bot status" says that it is done'
  const living = items.value.find(({ state }) => state?.orders.some(mayBeLive) === true)
  return living === undefined ? null : `an order of ${living.market} may be live: halt first`
}

async function signerHere({ config, aws }: Connection, options: RotateOptions): Promise<Signer> {
  const kmsKeyId = config.wallet?.kmsKeyId
  return kmsKeyId === undefined
    ? createWalletSigner(await walletKeyOf(options))
    : createKmsSigner(serviceHere(aws, 'kms'), kmsKeyId)
}
