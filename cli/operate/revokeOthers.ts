import { shownKey } from '../../shared/operator/finding.ts'
import { allCredentials, type CredentialsOptions } from '../../shared/polymarket/obtainCredentials.ts'
import { revokeCredentials } from '../../shared/polymarket/revokeCredentials.ts'

/**
 * Revokes every API key of a signer but one.
 * @param kept null: none stays.
 * @returns those that are revoked, as shown; or why it is not certain.
 */
export async function revokeOthers(
  venue: CredentialsOptions,
  { owner, kept }: { readonly owner: string; readonly kept: string | null },
): Promise<{ readonly keys: readonly string[] } | { readonly why: string }> {
  const all = await allCredentials(venue)
  if (typeof all === 'string') return { why: `the API credentials of the wallet are not known: ${all}` }
  const revoked: string[] = []
  for (const { credentials } of all.filter((each) => each.credentials.key !== kept)) {
    const { host, chainId } = venue
    const answer = await revokeCredentials({ host, chainId, credentials, owner })
    const shown = shownKey(credentials.key)
    if (answer.is === 'unknown') return { why: `${shown} may still be valid: ${answer.why}` }
    revoked.push(shown)
  }
  return { keys: revoked }
}
