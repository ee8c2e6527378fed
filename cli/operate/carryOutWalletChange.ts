import { isArmed } from '../../shared/domain/control.ts'
import { POLYGON } from '../../shared/domain/venueRules.ts'
import { somethingHeld } from '../../shared/engine/somethingHeld.ts'
import { shownKey } from '../../shared/operator/finding.ts'
import type { Connection } from '../aws/connection.ts'
import { withConnection } from '../aws/withConnection.ts'
import { type CommandResult, failed, succeeded } from '../terminal/outcome.ts'
import { quoted } from '../terminal/quoted.ts'
import { replaceFile } from '../terminal/rewritableFile.ts'
import { say } from '../terminal/say.ts'
import { withWallet } from '../terminal/withWallet.ts'
import { deploy } from './deploy.ts'
import { isNamed, secretsOf, walletLine } from './foundWallet.ts'
import { inSteps } from './inSteps.ts'
import { keyInUse } from './keyInUse.ts'
import { needsRebuild, notRebuiltText, rebuildMarkets } from './rebuildMarkets.ts'
import { revokeOthers } from './revokeOthers.ts'
import { storeSecret } from './storeSecret.ts'
import { untilRunsOver } from './untilRunsOver.ts'
import { isInFile, type RotateWalletOptions, type WalletChange } from './walletChange.ts'

/**
 * Each step only after the one before. Called again it finds what is done, in the file, in what is deployed and in the
 * items, and goes on.
 */
export async function carryOutWalletChange(
  connection: Connection,
  change: WalletChange,
  options: RotateWalletOptions,
): Promise<CommandResult> {
  const own = ` --config ${quoted(change.file)}`
  return await inSteps(`rotate --wallet ${sameWords(options)}--yes${own}`, async () => {
    const why = await prepare(connection, change, options)
    if (why !== null) return why
    return await withConnection(options, async (fresh) => {
      const notMoved = await move(fresh, change)
      if (notMoved !== null) return notMoved
      const revoked = await revokeOld(change)
      return 'why' in revoked ? revoked.why : await looked(fresh, change, own)
    })
  })
}

/** The options of this call, so that the next one finds the same wallet. */
function sameWords({ kms, newKeyFile, keyFile, funder, type }: RotateWalletOptions): string {
  const given = {
    '--kms': typeof kms === 'string' ? kms : undefined,
    '--new-key-file': newKeyFile,
    '--key-file': keyFile,
    '--funder': funder,
    '--type': type,
  }
  return Object.entries(given)
    .flatMap(([option, value]) => (value === undefined ? [] : [`${option} ${quoted(value)} `]))
    .join('')
}

/** Disarmed, written, stored, deployed. */
async function prepare(
  { store, aws }: Connection,
  change: WalletChange,
  options: RotateWalletOptions,
): Promise<string | null> {
  const { file, text, found, isSameWallet, isDeployed } = change
  const holds = isSameWallet && (await somethingHeld(store)) !== null
  if (!holds) await store.disarm()
  const control = await store.control()
  if (!control.ok) return `the control item cannot be read: ${control.unknown}`
  if (!holds && isArmed(control.value)) return 'it is not certain that the bot is disarmed'
  say(holds ? '1. shares are held by this same wallet: the bot stays armed, and halted' : '1. NOT_ARMED')
  if (isInFile(change)) say(`2. ${file} names the new wallet`)
  else {
    replaceFile(file, withWallet(text, found.block))
    say(`2. the new wallet is written into ${file}`)
  }
  const { place } = found
  if (place.is === 'missing') return place.why
  for (const secret of secretsOf(found, place.keyId)) {
    await storeSecret(aws, secret)
    say(`3. stored in ${secret.name}`)
  }
  if (isDeployed) {
    say('4. deployed already')
    return null
  }
  const { endpointUrl, json } = options
  const deployed = await deploy({
    config: file,
    yes: true,
    ...(endpointUrl === undefined ? {} : { endpointUrl }),
    ...(json === undefined ? {} : { json }),
  })
  if (deployed.exit !== 0) return deployed.text
  say(`4. ${deployed.text}`)
  return null
}

/** What is deployed uses the new wallet, and the records of every market are its own. */
async function move(fresh: Connection, change: WalletChange): Promise<string | null> {
  const { found, isSameWallet } = change
  if (fresh.config.stage !== 'live' || !isNamed(fresh.config, found.block))
    return 'what is deployed has another wallet than the file'
  const items = await fresh.store.marketItems()
  if (!items.ok) return `the market items cannot be read: ${items.unknown}`
  const others = items.value.filter(({ state }) => state !== null && needsRebuild(fresh, state))
  if (!isSameWallet || others.length > 0) {
    say('5. waiting until all earlier runs are over')
    await untilRunsOver(fresh)
  }
  const used = await keyInUse(fresh)
  if ('why' in used) return used.why
  const wanted = shownKey(found.credentials.key)
  if (used.shown !== wanted) return `the function uses the API key ${used.shown}, not ${wanted}`
  if (used.cannotSign !== null) return `the function cannot sign with the new key: ${used.cannotSign}`
  say(`6. the function uses the API key ${wanted}, which the venue accepts, and signs with the new key`)
  if (others.length === 0) return null
  say('7. rebuilding each market from the venue')
  const left = await rebuildMarkets(fresh, {})
  if (typeof left === 'string') return left
  if (left.length === 0) return null
  return notRebuiltText(left, ` --config ${quoted(change.file)}`)
}

/** API credentials of the old key cannot sign orders, but they cancel and list: nobody needs them any more. */
async function revokeOld({
  oldSigner,
  found,
}: WalletChange): Promise<{ readonly keys: readonly string[] } | { readonly why: string }> {
  if (oldSigner === null) return { keys: [] }
  const owner = (await oldSigner.getAddress()).toLowerCase()
  const venue = { host: found.config.hosts.clob, chainId: POLYGON, signer: oldSigner } as const
  const revoked = await revokeOthers(venue, { owner, kept: null })
  if ('keys' in revoked) say(`8. revoked: ${revoked.keys.join(', ') || 'the old wallet had no API key'}`)
  return revoked
}

async function looked({ store, aws }: Connection, change: WalletChange, own: string): Promise<CommandResult> {
  const { found, old, isSameKey, oldSigner } = change
  const control = await store.control()
  if (!control.ok) return failed(`the check afterwards failed: ${control.unknown}`)
  const seq = control.value !== 'absent' && control.value.halted ? control.value.haltSeq : null
  const next = [
    'doctor',
    ...(seq === null ? [] : [`resume ${seq}`]),
    ...(isArmed(control.value) ? [] : ['arm --yes']),
  ]
  const { walletKey } = found.config.parameters
  const text = [
    `changed: ${walletLine(found)}. Next:`,
    ...next.map((each) => `  npx bot ${each}${own}`),
    ...(found.key === null && old.wallet.kmsKeyId === undefined
      ? [
          'The old key is still in SSM; keep your own copy of it, then:',
          `  aws ssm delete-parameter --name ${walletKey} --region ${aws.region}`,
        ]
      : []),
    ...(isSameKey || oldSigner !== null
      ? []
      : [
          'The API credentials of the old wallet are still valid: the same line with --key-file, its key, revokes them.',
        ]),
  ].join('\n')
  return succeeded(text, { wallet: found.block, haltSeq: seq })
}
