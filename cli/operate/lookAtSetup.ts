import type { AwsAccess } from '../aws/awsAccess.ts'
import { type CommandResult, unconfirmed } from '../terminal/outcome.ts'
import { formatFindings } from './doctorReport.ts'
import { doctorOf, type FoundWallet, secretsOf, walletLine } from './foundWallet.ts'
import { keyName } from './secretsPlace.ts'
import type { SetupOptions } from './setupOptions.ts'
import { lookAtSecret, type SecretStatus } from './storeSecret.ts'

const WORDS: Readonly<Record<SecretStatus, string>> = {
  absent: 'would be stored as SecureString',
  same: 'stored already',
  differs: 'holds another secret, or one that cannot be read, which would be replaced',
  elsewhere: 'stored under another key, would be stored again',
  sealed: 'stored; only the bot can read it, so it would be stored again',
}

/** What would be written, and nothing is. */
export async function lookAtSetup(
  options: SetupOptions,
  aws: AwsAccess,
  found: FoundWallet,
): Promise<CommandResult> {
  const wallet = found.isWritten
    ? 'the configuration names this wallet'
    : `would be written into ${options.config}: "wallet": ${JSON.stringify(found.block)}`
  const findings = await doctorOf(found, aws)
  const lines = [walletLine(found), ...(await secretLines(aws, found)), wallet, formatFindings(findings)]
  return unconfirmed(lines.join('\n'), { wallet: found.block, written: found.isWritten, findings })
}

async function secretLines(aws: AwsAccess, found: FoundWallet): Promise<readonly string[]> {
  const { place } = found
  if (place.is === 'missing') {
    const names = secretsOf(found, null).map(({ name }) => name)
    return [`${names.join(', ')}: not now: ${place.why}. Deploy, then run setup again`]
  }
  const lines: string[] = []
  for (const secret of secretsOf(found, place.keyId)) {
    lines.push(`${secret.name}: ${WORDS[await lookAtSecret(aws, secret)]} (${keyName(place.keyId)})`)
  }
  return lines
}
