import type { Command } from 'commander'
import type { LiveConfig, WalletConfig } from '../../shared/config/config.ts'
import { POLYGON } from '../../shared/domain/venueRules.ts'
import { formatApiCredentials } from '../../shared/keys/loadApiCredentials.ts'
import { createWalletSigner } from '../../shared/keys/walletSigner.ts'
import { deriveCredentials, obtainCredentials } from '../../shared/polymarket/obtainCredentials.ts'
import type { ApiCredentials } from '../../shared/ports/signer.ts'
import { type AwsAccess, createAwsAccess } from '../aws/awsAccess.ts'
import { requireCredentials } from '../aws/credentials.ts'
import { type StackOptions, withYes, type YesOption } from '../terminal/options.ts'
import { failed, type Outcome, unconfirmed } from '../terminal/outcome.ts'
import { readWritable, replaceFile } from '../terminal/rewritableFile.ts'
import type { Act } from '../terminal/runCommand.ts'
import { type WalletBlock, withWallet } from '../terminal/withWallet.ts'
import { funderOf, keyOf, typeOf, type WalletOptions } from './askForWallet.ts'
import { configForSetup } from './configForSetup.ts'
import { exitOf, formatFindings } from './doctorReport.ts'
import { lookAtAccountHere } from './lookAtAccountHere.ts'
import { lookAtSecret, storeSecret } from './storeSecret.ts'

interface SetupOptions
  extends Pick<StackOptions, 'region' | 'endpointUrl' | 'json'>,
    YesOption,
    WalletOptions {
  readonly config: string
}

export const addSetup = (program: Command, act: Act): void => {
  withYes(program.command('setup'))
    .description(
      'before the first deployment: wallet type, API credentials, secrets in SSM, the wallet in the configuration; ends with the doctor',
    )
    .requiredOption('--config <file>', 'the configuration, which the wallet is written into')
    .option('--key-file <file>', 'the wallet key in a file (default: it is asked for)')
    .option('--funder <address>', 'the address that holds the money (default: it is asked for)')
    .option(
      '--type <number>',
      'wallet type, if the venue does not determine it: 0 key, 1 proxy, 2 safe, 3 deposit',
    )
    .option('--region <region>', 'AWS region (default: that of the configuration)')
    .option('--endpoint-url <url>', 'a custom AWS endpoint, such as an emulator')
    .option('--json', 'print one line of JSON')
    .action(act(setup))
}

/** Everything that is found out before anything is written; without --yes it ends there. */
async function setup(options: SetupOptions): Promise<Outcome> {
  const text = readWritable(options.config)
  const key = await keyOf(options)
  const signer = createWalletSigner(key)
  const owner = (await signer.getAddress()).toLowerCase()
  const config = configForSetup(options.config, text, { address: owner })
  const aws = createAwsAccess(options.region ?? config.region, options.endpointUrl ?? null)
  await requireCredentials(aws)
  const funder = await funderOf(options, owner)
  const yes = options.yes === true
  const venue = { host: config.hosts.clob, chainId: POLYGON, signer } as const
  // Creating credentials is a change at the venue.
  const obtained = yes ? await obtainCredentials(venue) : await deriveCredentials(venue)
  if (obtained.is === 'unknown') {
    return failed(`no API credentials: ${obtained.why}; check that ${config.hosts.clob} can be reached`)
  }
  if (obtained.is === 'none') {
    return unconfirmed(
      'the venue knows no API credentials of this key: would create them, find the wallet type with them, store both secrets in SSM and write the wallet into the configuration',
    )
  }
  const { credentials } = obtained
  const type = await typeOf(config, options, { owner, funder, credentials })
  if (typeof type === 'string') return failed(type)
  const kmsKeyId = configForSetup(options.config, text, null)?.wallet.kmsKeyId
  const block = blockOf({ address: owner, funder, signatureType: type.type }, kmsKeyId)
  const found: Found = { text, key, credentials, block, config: configForSetup(options.config, text, block) }
  return yes ? await carryOut(options, aws, { ...found, is: obtained.is }) : await look(options, aws, found)
}

interface Found {
  /** Of the configuration's file. */
  readonly text: string
  readonly key: string
  readonly credentials: ApiCredentials
  readonly block: WalletBlock
  /** With that wallet. */
  readonly config: LiveConfig
}

const secretsOf = ({ config, key, credentials }: Found) => [
  { name: config.parameters.walletKey, value: key },
  { name: config.parameters.apiCredentials, value: formatApiCredentials(credentials) },
]

/** What would be written, and nothing is. */
async function look(options: SetupOptions, aws: AwsAccess, found: Found): Promise<Outcome> {
  const words = {
    absent: 'would be stored as SecureString',
    same: 'stored already',
    differs: 'holds another secret, which would be replaced',
  }
  const secrets: string[] = []
  for (const secret of secretsOf(found)) {
    secrets.push(`${secret.name}: ${words[await lookAtSecret(aws, secret)]}`)
  }
  const isWritten = isNamed(options, found)
  const wallet = isWritten
    ? 'the configuration names this wallet'
    : `would be written into ${options.config}: "wallet": ${JSON.stringify(found.block)}`
  const findings = await doctor(found)
  const lines = [walletLine(found), ...secrets, wallet, formatFindings(findings)]
  return unconfirmed(lines.join('\n'), { wallet: found.block, written: isWritten, findings })
}

async function carryOut(
  options: SetupOptions,
  aws: AwsAccess,
  found: Found & { readonly is: 'derived' | 'created' },
): Promise<Outcome> {
  const lines: string[] = []
  for (const secret of secretsOf(found)) {
    const stored = await storeSecret(aws, { ...secret, replace: true })
    lines.push(`${secret.name}: ${stored === 'same' ? 'stored already' : 'stored as SecureString'}`)
  }
  const wasNamed = isNamed(options, found)
  if (!wasNamed) replaceFile(options.config, withWallet(found.text, found.block))
  const findings = await doctor(found)
  const text = [
    walletLine(found),
    `API credentials ${found.is}`,
    ...lines,
    wasNamed ? 'the configuration names this wallet' : `the wallet is written into ${options.config}`,
    formatFindings(findings),
    ...(/"stage"\s*:\s*"paper"/.test(found.text)
      ? [`the stage of ${options.config} is "paper", which uses no wallet: set it to "live" to trade`]
      : []),
    `next: npx cdk deploy -c config=${options.config}, then "doctor", then "arm", each with --config ${options.config}`,
  ].join('\n')
  return { exit: exitOf(findings), text, json: { wallet: found.block, written: true, findings } }
}

const walletLine = ({ config: { wallet } }: Found): string =>
  `wallet ${wallet.funder}, type ${wallet.signatureType}, key of ${wallet.address}`

const doctor = (found: Found) => {
  const [walletKey] = secretsOf(found)
  return lookAtAccountHere(found.config, async (name) =>
    name === walletKey?.name ? found.key : formatApiCredentials(found.credentials),
  )
}

/** Whether the file says this wallet already, in whatever form. */
function isNamed({ config: file }: SetupOptions, { text, block, config }: Found): boolean {
  const before = configForSetup(file, text, null)?.wallet ?? null
  const { wallet } = config
  return (
    before !== null &&
    before.address === block.address &&
    before.funder === wallet.funder &&
    before.signatureType === wallet.signatureType
  )
}

const blockOf = (
  { address, funder, signatureType }: Pick<WalletConfig, 'address' | 'funder' | 'signatureType'>,
  kmsKeyId: string | undefined,
): WalletBlock => ({
  address,
  ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
  ...(signatureType === 0 ? {} : { funder, signatureType }),
})
