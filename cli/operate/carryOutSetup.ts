import type { AwsAccess } from '../aws/awsAccess.ts'
import type { CommandResult } from '../terminal/outcome.ts'
import { replaceFile } from '../terminal/rewritableFile.ts'
import { withWallet } from '../terminal/withWallet.ts'
import { exitOf, formatFindings } from './doctorReport.ts'
import { doctorOf, type FoundWallet, secretsOf, walletLine } from './foundWallet.ts'
import { ACCOUNT_KEY_RISK, keyName } from './secretsPlace.ts'
import type { SetupOptions } from './setupOptions.ts'
import { storeSecret } from './storeSecret.ts'

/** The wallet into the file; the secrets under their key, where it is there already. */
export async function carryOutSetup(
  options: SetupOptions,
  aws: AwsAccess,
  found: FoundWallet,
): Promise<CommandResult> {
  const { config: file } = options
  if (!found.isWritten) replaceFile(file, withWallet(found.text, found.block))
  const lines = await store(aws, found)
  const findings = await doctorOf(found, aws)
  const isStored = found.place.is === 'key'
  const text = [
    ...found.made,
    walletLine(found),
    `API credentials ${found.how}`,
    found.isWritten ? 'the configuration names this wallet' : `the wallet is written into ${file}`,
    ...lines,
    formatFindings(findings),
    ...(/"stage"\s*:\s*"paper"/.test(found.text)
      ? [`the stage of ${file} is "paper", which uses no wallet: set it to "live" to trade`]
      : []),
    isStored
      ? `next: npx cdk deploy -c config=${file}, if the file differs from what is deployed, then "npx bot doctor", then "npx bot arm", each with --config ${file}`
      : `next: npx cdk deploy -c config=${file}, then this command again: it stores the secrets under the key that the stack creates`,
  ].join('\n')
  const json = { wallet: found.block, written: true, stored: isStored, findings }
  return { exit: exitOf(findings), text, json }
}

async function store(aws: AwsAccess, found: FoundWallet): Promise<readonly string[]> {
  const { place } = found
  if (place.is === 'missing') return [`the secrets are not stored yet: ${place.why}`]
  const lines: string[] = []
  for (const secret of secretsOf(found, place.keyId)) {
    const stored = await storeSecret(aws, secret)
    const how = stored === 'same' ? 'stored already' : 'stored as SecureString'
    lines.push(`${secret.name}: ${how} (${keyName(place.keyId)})`)
  }
  return place.keyId === null ? [...lines, ACCOUNT_KEY_RISK] : lines
}
