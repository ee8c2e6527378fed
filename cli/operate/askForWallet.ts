import { systemClock } from '../../functions/systemClock.ts'
import type { Config, WalletConfig } from '../../shared/config/config.ts'
import { formatMicros } from '../../shared/domain/decimal.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import { POLYGON } from '../../shared/domain/venueRules.ts'
import { findWalletType, type WalletTypeAnswer } from '../../shared/polymarket/findWalletType.ts'
import type { ApiCredentials } from '../../shared/ports/signer.ts'
import { readSecret } from '../aws/secrets.ts'
import { prompt } from '../terminal/prompt.ts'

export interface WalletOptions {
  readonly keyFile?: string
  readonly funder?: string
  readonly type?: string
}

/** @param of the option that names the file, and what a person at a terminal is asked for. */
export const walletKeyOf = async (
  { keyFile }: Pick<WalletOptions, 'keyFile'>,
  { option, what } = { option: '--key-file', what: 'Wallet key' },
): Promise<string> =>
  keyFile === undefined
    ? await prompt(`${what} (64 hex digits; not shown): `, { option, hidden: true })
    : readSecret(option, keyFile)

/** @param configured the file's own, which need not be asked for again. */
export async function funderOf(
  { funder }: WalletOptions,
  owner: string,
  configured: string | undefined,
): Promise<string> {
  const given =
    funder ??
    configured ??
    (await prompt(`Address that holds the money, as your profile shows it (empty: ${owner}): `, {
      option: '--funder',
    }))
  if (given === '') return owner
  if (/^0x[0-9a-fA-F]{40}$/.test(given)) return given.toLowerCase()
  throw wrongValue('--funder', given.slice(0, 50), 'use an address, 0x and 40 hex digits')
}

/** The type whose wallet holds money; where none or several do, the user must say. */
export async function typeOf(
  config: Config,
  options: WalletOptions,
  of: { readonly owner: string; readonly funder: string; readonly credentials: ApiCredentials },
): Promise<{ readonly type: WalletConfig['signatureType'] } | string> {
  const host = config.hosts.clob
  const answers = await findWalletType({ ...of, host, chainId: POLYGON, nowMs: systemClock.nowMs() })
  if (options.type !== undefined) {
    const chosen = answers.find(({ type }) => String(type) === options.type)
    if (chosen !== undefined) return chosen
    const remedy = `use one of ${answers.map(({ type }) => type).join(', ')} for this funder`
    throw wrongValue('--type', options.type, remedy)
  }
  const funded = answers.filter(({ balance }) => balance.ok && balance.value > 0)
  const [only] = funded.length > 0 ? funded : answers
  if (only !== undefined && (funded.length === 1 || answers.length === 1)) return only
  const found = answers.map(describe).join('; ')
  return `the venue does not determine the wallet type (${found}): fund the wallet, or state the type with --type`
}

const describe = ({ type, balance }: WalletTypeAnswer): string =>
  `type ${type}: ${balance.ok ? `${formatMicros(balance.value)} USDC` : balance.unknown}`
