import type { LiveConfig } from '../../shared/config/config.ts'
import { formatApiCredentials } from '../../shared/keys/loadApiCredentials.ts'
import { shownKey } from '../../shared/operator/finding.ts'
import {
  allCredentials,
  type CredentialsOptions,
  createCredentials,
  type NumberedCredentials,
} from '../../shared/polymarket/obtainCredentials.ts'
import type { ApiCredentials } from '../../shared/ports/signer.ts'
import type { Connection } from '../aws/connection.ts'
import { freshFunctions } from '../aws/freshFunctions.ts'
import { type CommandResult, failed, succeeded } from '../terminal/outcome.ts'
import { say } from '../terminal/say.ts'
import { inSteps } from './inSteps.ts'
import { keyInUse } from './keyInUse.ts'
import { revokeOthers } from './revokeOthers.ts'
import { secretsPlace } from './secretsPlace.ts'
import { storeSecret } from './storeSecret.ts'
import { untilRunsOver } from './untilRunsOver.ts'

/**
 * The old credentials are revoked last, once no run can still have them: a run that is refused would stop the bot as a
 * banned account. Interrupted after the new ones were created, the next call finds that the function does not use the
 * newest, and goes on with those.
 */
export async function carryOutRotation(
  connection: Connection,
  config: LiveConfig,
  { venue, own }: { readonly venue: CredentialsOptions; readonly own: string },
): Promise<CommandResult> {
  return await inSteps(`rotate --yes${own}`, async () => {
    const rotated = await rotateSteps(connection, config, venue)
    return 'why' in rotated ? rotated.why : await looked(connection, rotated, own)
  })
}

interface Rotated {
  readonly shown: string
  readonly revoked: readonly string[]
}

async function rotateSteps(
  connection: Connection,
  config: LiveConfig,
  venue: CredentialsOptions,
): Promise<Rotated | { readonly why: string }> {
  const { deployment, aws } = connection
  if (deployment === null) return { why: 'a table alone has no functions: name the stack with --config' }
  const place = await secretsPlace(aws, config)
  if (place.is === 'missing') return { why: `${place.why}; deploy first` }

  const used = await keyInUse(connection)
  if ('why' in used) return used
  const fresh = await newest(venue, used.shown)
  if ('why' in fresh) return fresh
  const wanted = shownKey(fresh.credentials.key)
  say(`1. the function uses ${used.shown}; the new API key is ${wanted}, ${fresh.how}`)

  const { apiCredentials: name } = config.parameters
  await storeSecret(aws, { name, value: formatApiCredentials(fresh.credentials), keyId: place.keyId })
  say(`2. stored in ${name}`)

  await freshFunctions(aws, [deployment.tick, deployment.stop])
  say('3. runs that start from now on read it; waiting until all earlier runs are over')
  await untilRunsOver(connection)

  const now = await keyInUse(connection)
  if ('why' in now) return now
  if (now.shown !== wanted) return { why: `the function still uses ${now.shown}` }
  say(`4. the function uses ${now.shown}, and the venue accepts it`)

  const revoked = await revokeOthers(venue, {
    owner: config.wallet.address,
    kept: fresh.credentials.key,
  })
  if ('why' in revoked) return revoked
  say(`5. revoked: ${revoked.keys.join(', ') || 'there were no others'}`)
  return { shown: now.shown, revoked: revoked.keys }
}

/** Created, unless the function does not use the newest there is: then a call before this one has created that. */
async function newest(
  venue: CredentialsOptions,
  used: string,
): Promise<{ readonly credentials: ApiCredentials; readonly how: string } | { readonly why: string }> {
  const all = await allCredentials(venue)
  if (typeof all === 'string') return { why: `the API credentials of the wallet are not known: ${all}` }
  const last: NumberedCredentials | undefined = all.at(-1)
  if (last !== undefined && shownKey(last.credentials.key) !== used)
    return { credentials: last.credentials, how: 'created by an earlier call' }
  const created = await createCredentials(venue, last === undefined ? 0 : last.nonce + 1)
  return created.is === 'unknown'
    ? { why: created.why }
    : { credentials: created.credentials, how: 'created' }
}

async function looked(
  connection: Connection,
  { shown, revoked }: Rotated,
  own: string,
): Promise<CommandResult> {
  const after = await keyInUse(connection)
  if ('why' in after) return failed(after.why, { key: shown, revoked })
  const control = await connection.store.control()
  const next =
    control.ok && control.value !== 'absent' && control.value.halted
      ? `\nNext: npx bot resume ${control.value.haltSeq}${own}`
      : ''
  return succeeded(
    `rotated: the bot uses the API key ${shown}, and no other of this wallet is valid${next}`,
    {
      key: shown,
      revoked,
    },
  )
}
