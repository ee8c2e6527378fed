import type { ChainId } from '../domain/venueRules.ts'
import type { ApiCredentials } from '../ports/signer.ts'
import { ask } from './ask.ts'
import { createClient } from './createClient.ts'
import { addressOnly } from './createSession.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { askRead, describe } from './session.ts'

export type Revoked = { readonly is: 'revoked' } | { readonly is: 'unknown'; readonly why: string }

/** Takes the API key back, and believes it only when the venue refuses the key. */
export async function revokeCredentials(of: {
  readonly host: string
  readonly chainId: ChainId
  readonly credentials: ApiCredentials
  readonly owner: string
}): Promise<Revoked> {
  const client = createClient({
    host: of.host,
    chain: of.chainId,
    signer: addressOnly(of.owner),
    creds: { ...of.credentials },
  })
  const sent = await ask(() => client.deleteApiKey(), {
    kind: 'write',
    timeoutMs: DEFAULT_LIMITS.requestTimeoutMs,
    maxResponseBytes: 64 * 1024,
  })
  const after = await askRead({ limits: DEFAULT_LIMITS }, () => client.getApiKeys())
  if (after.is === 'answer' && after.status === 401) return { is: 'revoked' }
  return {
    is: 'unknown',
    why: `delete: ${describe(sent)}; afterwards: ${after.is === 'answer' ? after.status : after.why}`,
  }
}
