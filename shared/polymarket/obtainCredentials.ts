import type { ClobClient } from '@polymarket/clob-client-v2'
import { isObject } from '../domain/jsonObject.ts'
import type { ChainId } from '../domain/venueRules.ts'
import type { ApiCredentials, Signer } from '../ports/signer.ts'
import type { Answer } from './answer.ts'
import { ask } from './ask.ts'
import { createClient } from './createClient.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { describe } from './session.ts'

export type ObtainedCredentials =
  | { readonly is: 'derived' | 'created'; readonly credentials: ApiCredentials }
  | { readonly is: 'unknown'; readonly why: string }

export interface CredentialsOptions {
  readonly host: string
  readonly chainId: ChainId
  readonly signer: Signer
}

/**
 * The wallet's API credentials: those it has, or new ones where the venue says there are none. Never new ones for
 * any other reason: each creation may shut out the one before.
 */
export async function obtainCredentials(options: CredentialsOptions): Promise<ObtainedCredentials> {
  const derived = await deriveCredentials(options)
  if (derived.is !== 'none') return derived
  return await createCredentials(options, 0)
}

/**
 * New ones, of a nonce that had none. The venue may make the same of a nonce that was used before: after a rotation only
 * a higher one gives new credentials.
 */
export async function createCredentials(
  options: CredentialsOptions,
  nonce: number,
): Promise<Exclude<ObtainedCredentials, { is: 'derived' }>> {
  const created = await send(() => clientOf(options).createApiKey(nonce))
  const fresh = parseCredentials(created)
  return fresh === null
    ? { is: 'unknown', why: `create: ${wordsOf(created)}` }
    : { is: 'created', credentials: fresh }
}

/** How many nonces are asked for: each rotation of the credentials uses one up. */
const MAX_NONCES = 32

type Derived =
  | { readonly is: 'derived'; readonly credentials: ApiCredentials }
  | { readonly is: 'none' }
  | { readonly is: 'unknown'; readonly why: string }

/** Those it has, of the lowest nonce; never new ones. */
export async function deriveCredentials(options: CredentialsOptions): Promise<Derived> {
  for (let nonce = 0; nonce < MAX_NONCES; nonce += 1) {
    const derived = await deriveOne(options, nonce)
    if (derived.is !== 'none') return derived
  }
  return { is: 'none' }
}

/** Credentials with the nonce that they were created with. */
export interface NumberedCredentials {
  readonly nonce: number
  readonly credentials: ApiCredentials
}

/** All that the wallet has, the oldest first; a message where that is not certain. */
export async function allCredentials(
  options: CredentialsOptions,
): Promise<readonly NumberedCredentials[] | string> {
  const found: NumberedCredentials[] = []
  for (let nonce = 0; nonce < MAX_NONCES; nonce += 1) {
    const derived = await deriveOne(options, nonce)
    if (derived.is === 'unknown') return derived.why
    if (derived.is === 'derived') found.push({ nonce, credentials: derived.credentials })
  }
  return found
}

async function deriveOne(options: CredentialsOptions, nonce: number): Promise<Derived> {
  const answer = await send(() => clientOf(options).deriveApiKey(nonce))
  const credentials = parseCredentials(answer)
  if (credentials !== null) return { is: 'derived', credentials }
  return saysNone(answer) ? { is: 'none' } : { is: 'unknown', why: `derive: ${wordsOf(answer)}` }
}

const clientOf = ({ host, chainId, signer }: CredentialsOptions): ClobClient =>
  createClient({ host, chain: chainId, signer })

const send = (call: () => Promise<unknown>): Promise<Answer> =>
  ask(call, { kind: 'write', timeoutMs: DEFAULT_LIMITS.requestTimeoutMs, maxResponseBytes: 64 * 1024 })

/** 400 in JSON is the documented answer where no key was ever made. */
function saysNone(answer: Answer): boolean {
  if (answer.is !== 'answer' || answer.status !== 400 || answer.body.is !== 'json') return false
  return isObject(answer.body.value) && /^could not derive api key/i.test(String(answer.body.value['error']))
}

function parseCredentials(answer: Answer): ApiCredentials | null {
  if (answer.is !== 'answer' || answer.status !== 200 || answer.body.is !== 'json') return null
  if (!isObject(answer.body.value)) return null
  const { apiKey: key, secret, passphrase } = answer.body.value
  if (typeof key !== 'string' || typeof secret !== 'string' || typeof passphrase !== 'string') return null
  return key === '' || secret === '' || passphrase === '' ? null : { key, secret, passphrase }
}

/** A half-readable success may hold a secret: only refusals are quoted. */
const wordsOf = (answer: Answer): string =>
  answer.is === 'answer' && answer.status === 200 ? 'the answer cannot be read' : describe(answer)
