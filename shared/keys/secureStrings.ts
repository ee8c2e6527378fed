import { loadOnce } from '../domain/loadOnce.ts'

/** What SSM says of a parameter; rejects with an error whose name says why not. */
export type GetParameter = (
  name: string,
  signal: AbortSignal,
) => Promise<{ readonly type?: string | undefined; readonly value?: string | undefined }>

/** Loads one secret by its parameter name; rejects with an error that names the parameter and the remedy. */
export type LoadSecret = (name: string) => Promise<string>

/** Longer than any answer of a healthy SSM, far shorter than a tick. */
const TIMEOUT_MS = 5_000

/**
 * SSM SecureStrings, fetched at first use and kept for the life of the process; a failure is not kept.
 * Plain `String` parameters are refused: a key stored in the clear must be noticed, not used.
 */
export function createSecureStrings(getParameter: GetParameter): LoadSecret {
  const secrets = new Map<string, () => Promise<string>>()
  return (name) => {
    const secret = secrets.get(name) ?? loadOnce(() => load(getParameter, name))
    secrets.set(name, secret)
    return secret()
  }
}

async function load(getParameter: GetParameter, name: string): Promise<string> {
  const { type, value } = await ask(getParameter, name)
  if (type !== 'SecureString') {
    throw new Error(`parameter ${name}: type ${type}; store it again as SecureString`)
  }
  const secret = value?.trim() ?? ''
  if (secret === '') throw new Error(`parameter ${name}: empty; store the secret in it`)
  return secret
}

async function ask(getParameter: GetParameter, name: string): ReturnType<GetParameter> {
  try {
    return await getParameter(name, AbortSignal.timeout(TIMEOUT_MS))
  } catch (error) {
    // Only the error's name is passed on: messages of the SDK may quote what they were given.
    const reason = error instanceof Error ? error.name : 'unknown error'
    throw new Error(
      `parameter ${name}: ${reason}; check that it exists in this region and that the role may read it`,
    )
  }
}
