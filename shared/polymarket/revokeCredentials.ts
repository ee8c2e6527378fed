import type { ClobClient } from '@polymarket/clob-client-v2'
import type { ChainId } from '../domain/venueRules.ts'
import type { ApiCredentials } from '../ports/signer.ts'
import type { Answer } from './answer.ts'
import { ask } from './ask.ts'
import { createClient } from './createClient.ts'
import { addressOnly } from './createSession.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { askRead, describe } from './session.ts'

export type Revoked = { readonly is: 'revoked' } | { readonly is: 'unknown'; readonly why: string }

export interface OwnedCredentials {
  readonly host: string
  readonly chainId: ChainId
  readonly credentials: ApiCredentials
  readonly owner: string
}

/** Takes the API key back, and believes it only when the venue refuses the key. */
export async function revokeCredentials(of: OwnedCredentials): Promise<Revoked> {
  const client = clientOf(of)
  const sent = await ask(() => client.deleteApiKey(), {
    kind: 'write',
    timeoutMs: DEFAULT_LIMITS.requestTimeoutMs,
    maxResponseBytes: 64 * 1024,
  })
  const after = await askKeys(client)
  if (isRefused(after)) return { is: 'revoked' }
  return {
    is: 'unknown',
    why: `delete: ${describe(sent)}; afterwards: ${after.is === 'answer' ? after.status : after.why}`,
  }
}

/** Whether the venue refuses them for certain. */
export const areRevoked = async (of: OwnedCredentials): Promise<boolean> =>
  isRefused(await askKeys(clientOf(of)))

const clientOf = ({ host, chainId, credentials, owner }: OwnedCredentials): ClobClient =>
  createClient({ host, chain: chainId, signer: addressOnly(owner), creds: { ...credentials } })

const askKeys = (client: ClobClient): Promise<Answer> =>
  askRead({ limits: DEFAULT_LIMITS }, () => client.getApiKeys())

const isRefused = (answer: Answer): boolean => answer.is === 'answer' && answer.status === 401
