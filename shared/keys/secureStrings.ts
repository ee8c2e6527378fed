import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm'

/** Loads one secret by its parameter name; rejects with an error that names the parameter and the remedy. */
export type LoadSecret = (name: string) => Promise<string>

/** Longer than any answer of a healthy SSM, far shorter than a tick. */
const TIMEOUT_MS = 5_000

/**
 * SSM SecureStrings, fetched at first use and kept for the life of the process; a failure is not kept.
 * Plain `String` parameters are refused: a key stored in the clear must be noticed, not used.
 */
export function createSecureStrings(ssm: Pick<SSMClient, 'send'>): LoadSecret {
  const cache = new Map<string, Promise<string>>()
  return (name) => {
    const cached = cache.get(name)
    if (cached !== undefined) return cached
    const loading = load(ssm, name)
    cache.set(name, loading)
    loading.catch(() => cache.delete(name))
    return loading
  }
}

async function load(ssm: Pick<SSMClient, 'send'>, name: string): Promise<string> {
  const answer = await getParameter(ssm, name)
  if (answer.Parameter?.Type !== 'SecureString') {
    throw new Error(`parameter ${name}: type ${answer.Parameter?.Type}; store it again as SecureString`)
  }
  const value = answer.Parameter.Value?.trim() ?? ''
  if (value === '') throw new Error(`parameter ${name}: empty; store the secret in it`)
  return value
}

async function getParameter(ssm: Pick<SSMClient, 'send'>, name: string) {
  try {
    const command = new GetParameterCommand({ Name: name, WithDecryption: true })
    return await ssm.send(command, { abortSignal: AbortSignal.timeout(TIMEOUT_MS) })
  } catch (error) {
    // Only the error's name goes on: messages of the SDK may quote what they were given.
    const reason = error instanceof Error ? error.name : 'unknown error'
    throw new Error(
      `parameter ${name}: ${reason}; check that it exists in this region and that the role may read it`,
    )
  }
}
