import type { Command } from 'commander'
import { systemClock } from '../../functions/systemClock.ts'
import type { Config, WalletConfig } from '../../shared/config/config.ts'
import { formatMicros } from '../../shared/domain/decimal.ts'
import { InputError } from '../../shared/domain/inputError.ts'
import { POLYGON } from '../../shared/domain/venueRules.ts'
import { formatApiCredentials } from '../../shared/keys/loadApiCredentials.ts'
import { createWalletSigner } from '../../shared/keys/walletSigner.ts'
import { findWalletType, type WalletTypeAnswer } from '../../shared/polymarket/findWalletType.ts'
import { obtainCredentials } from '../../shared/polymarket/obtainCredentials.ts'
import type { ApiCredentials } from '../../shared/ports/signer.ts'
import { type AwsAccess, createAwsAccess } from '../aws/awsAccess.ts'
import { readSecret } from '../aws/secrets.ts'
import { type StackOptions, withYes, type YesOption } from '../terminal/options.ts'
import { failed, type Outcome } from '../terminal/outcome.ts'
import { prompt } from '../terminal/prompt.ts'
import { readLocalConfig } from '../terminal/readLocalConfig.ts'
import type { Act } from '../terminal/runCommand.ts'
import { exitOf, formatFindings } from './doctorReport.ts'
import { lookAtAccountHere } from './lookAtAccountHere.ts'
import { storeSecret } from './storeSecret.ts'

interface SetupOptions extends Pick<StackOptions, 'config' | 'region' | 'endpointUrl' | 'json'>, YesOption {
  readonly keyFile?: string
  readonly funder?: string
  readonly type?: string
}

export const addSetup = (program: Command, act: Act): void => {
  withYes(program.command('setup'))
    .description(
      'before the first deployment: wallet type, API credentials, secrets in SSM; ends with the doctor',
    )
    .option('--config <file>', 'the configuration (default: config.json)')
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

async function setup(options: SetupOptions): Promise<Outcome> {
  const { config } = readLocalConfig(options.config)
  const aws = createAwsAccess(options.region ?? config.region, options.endpointUrl ?? null)
  const key = await keyOf(options)
  const signer = createWalletSigner(key)
  const owner = (await signer.getAddress()).toLowerCase()
  const funder = await funderOf(options, owner)

  const obtained = await obtainCredentials({ host: config.hosts.clob, chainId: POLYGON, signer })
  if (obtained.is === 'unknown') {
    return failed(`no API credentials: ${obtained.why}; check that ${config.hosts.clob} can be reached`)
  }
  const type = await typeOf(config, options, { owner, funder, credentials: obtained.credentials })
  if (typeof type === 'string') return failed(type)
  const wallet: WalletConfig = { address: owner, funder, signatureType: type.type }
  const stored = await storeBoth(config, aws, {
    key,
    credentials: obtained.credentials,
    yes: options.yes === true,
  })
  if (stored.refused !== null) return { exit: 2, text: stored.refused, json: { wallet } }
  return await report(config, wallet, { key, ...obtained }, stored.lines)
}

const keyOf = async ({ keyFile }: SetupOptions): Promise<string> =>
  keyFile === undefined
    ? await prompt('Wallet key (64 hex digits; not shown): ', { option: '--key-file', hidden: true })
    : readSecret('--key-file', keyFile)

async function funderOf({ funder }: SetupOptions, owner: string): Promise<string> {
  const given =
    funder ??
    (await prompt(`Address that holds the money, as your profile shows it (empty: ${owner}): `, {
      option: '--funder',
    }))
  if (given === '') return owner
  if (/^0x[0-9a-fA-F]{40}$/.test(given)) return given.toLowerCase()
  throw new InputError({
    field: '--funder',
    value: given.slice(0, 50),
    remedy: 'use an address, 0x and 40 hex digits',
  })
}

/** The type whose wallet holds money; where none or several do, the user must say. */
async function typeOf(
  config: Config,
  options: SetupOptions,
  of: { readonly owner: string; readonly funder: string; readonly credentials: ApiCredentials },
): Promise<{ readonly type: WalletConfig['signatureType'] } | string> {
  const host = config.hosts.clob
  const answers = await findWalletType({ ...of, host, chainId: POLYGON, nowMs: systemClock.nowMs() })
  if (options.type !== undefined) {
    const chosen = answers.find(({ type }) => String(type) === options.type)
    if (chosen !== undefined) return chosen
    const remedy = `use one of ${answers.map(({ type }) => type).join(', ')} for this funder`
    throw new InputError({ field: '--type', value: options.type, remedy })
  }
  const funded = answers.filter(({ balance }) => balance.ok && balance.value > 0)
  const [only] = funded.length > 0 ? funded : answers
  if (only !== undefined && (funded.length === 1 || answers.length === 1)) return only
  const told = answers.map(describe).join('; ')
  return `the venue leaves the wallet type open (${told}): fund the wallet, or name it with --type`
}

const describe = ({ type, balance }: WalletTypeAnswer): string =>
  `type ${type}: ${balance.ok ? `${formatMicros(balance.value)} USDC` : balance.unknown}`

async function storeBoth(
  { parameters }: Config,
  aws: AwsAccess,
  of: { readonly key: string; readonly credentials: ApiCredentials; readonly yes: boolean },
): Promise<{ readonly lines: readonly string[]; readonly refused: string | null }> {
  const lines: string[] = []
  const secrets = [
    { name: parameters.walletKey, value: of.key },
    { name: parameters.apiCredentials, value: formatApiCredentials(of.credentials) },
  ]
  for (const secret of secrets) {
    const stored = await storeSecret(aws, { ...secret, replace: of.yes })
    if (stored === 'differs') {
      return {
        lines,
        refused: `parameter ${secret.name} holds another secret: keep it, or replace it with --yes`,
      }
    }
    lines.push(`${secret.name}: ${stored === 'same' ? 'stored already' : 'stored as SecureString'}`)
  }
  return { lines, refused: null }
}

async function report(
  config: Config,
  wallet: WalletConfig,
  obtained: {
    readonly is: 'derived' | 'created'
    readonly credentials: ApiCredentials
    readonly key: string
  },
  lines: readonly string[],
): Promise<Outcome> {
  const findings = await lookAtAccountHere({ ...config, stage: 'live', wallet }, obtained)
  const block = {
    address: wallet.address,
    ...(wallet.signatureType === 0 ? {} : { funder: wallet.funder, signatureType: wallet.signatureType }),
  }
  const written =
    config.wallet?.address === wallet.address &&
    config.wallet.funder === wallet.funder &&
    config.wallet.signatureType === wallet.signatureType
  const text = [
    `wallet ${wallet.funder}, type ${wallet.signatureType}, key of ${wallet.address}`,
    `API credentials ${obtained.is}`,
    ...lines,
    written
      ? 'the configuration names this wallet'
      : `write into the configuration: "stage": "live", "wallet": ${JSON.stringify(block)}`,
    formatFindings(findings),
    'next: npx cdk deploy, then "doctor", then "arm"',
  ].join('\n')
  return { exit: exitOf(findings), text, json: { wallet: block, written, findings } }
}
