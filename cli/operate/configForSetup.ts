import type { LiveConfig } from '../../shared/config/config.ts'
import { parseConfig } from '../../shared/config/parseConfig.ts'
import { readJsonFile } from '../../shared/config/parseConfigFile.ts'
import { formatConfigProblems } from '../../shared/config/problem.ts'
import { type InputError, wrongValue } from '../../shared/domain/inputError.ts'
import type { WalletBlock } from '../terminal/withWallet.ts'

/**
 * A configuration as it will trade live with this wallet: its file may name none yet, and may still be on paper.
 * @param wallet null: with the one of the file.
 * @returns null where the file's own was wanted and there is none.
 * @throws InputError where the file has other problems, or names another key's wallet.
 */
export function configForSetup(file: string, text: string, wallet: WalletBlock): LiveConfig
export function configForSetup(file: string, text: string, wallet: null): LiveConfig | null
export function configForSetup(file: string, text: string, wallet: WalletBlock | null): LiveConfig | null {
  const read = readJsonFile(text)
  if (!read.ok) throw unusable(file, formatConfigProblems([read.problem]))
  const json = typeof read.json === 'object' && read.json !== null ? read.json : {}
  const written = 'wallet' in json ? json.wallet : undefined
  if (wallet === null && addressIn(written) === null) return null
  if (wallet !== null) refuseAnother(file, written, wallet.address)
  const parsed = parseConfig({ ...json, stage: 'live', ...(wallet === null ? {} : { wallet }) })
  if (!parsed.ok) throw unusable(file, formatConfigProblems(parsed.problems))
  if (parsed.config.stage !== 'live') throw new RangeError('stage live was read as another stage')
  return parsed.config
}

/** Another wallet may hold shares that a stack of this file trades. */
function refuseAnother(file: string, written: unknown, address: string): void {
  const named = addressIn(written)
  if (named === null || named.toLowerCase() === address) return
  const remedy = `${file} names the wallet of another key, ${named}: give that key, or remove "wallet" from the file`
  throw wrongValue('--key-file', `key of ${address}`, remedy)
}

const addressIn = (wallet: unknown): string | null =>
  typeof wallet === 'object' && wallet !== null && 'address' in wallet && typeof wallet.address === 'string'
    ? wallet.address
    : null

const unusable = (file: string, problems: string): InputError =>
  wrongValue('--config', file, `it cannot be used:\n${problems}`)
