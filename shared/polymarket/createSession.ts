import { ClobClient } from '@polymarket/clob-client-v2'
import { getAddress } from 'ethers'
import type { Clock } from '../engine/clock.ts'
import type { ApiCredentials, Signer } from '../engine/signer.ts'
import { DEFAULT_LIMITS, type VenueLimits } from './limits.ts'
import type { Session } from './session.ts'

/** 0 EOA, 1 POLY_PROXY, 2 GNOSIS_SAFE, 3 POLY_1271 (deposit wallet). */
export type SignatureType = 0 | 1 | 2 | 3

export interface PolymarketOptions {
  /** Of the CLOB, e.g. https://clob.polymarket.com. */
  readonly host: string
  /** Of the Data API, e.g. https://data-api.polymarket.com. */
  readonly dataApiHost: string
  /** 137 Polygon, 80002 Amoy. */
  readonly chainId: 137 | 80002
  /** null: cancels and reads only. Its key is touched by `sign` alone. */
  readonly signer: Signer | null
  readonly credentials: ApiCredentials
  /** The wallet whose money it is; for an EOA also the address that the credentials belong to. */
  readonly funder: string
  readonly signatureType: SignatureType
  readonly clock: Clock
  readonly limits?: Partial<VenueLimits>
}

/** Options that can never work: the message names the field and the remedy. */
export class VenueConfigError extends Error {
  override readonly name = 'VenueConfigError'
  readonly field: keyof PolymarketOptions

  constructor(field: keyof PolymarketOptions, message: string) {
    super(`${field}: ${message}`)
    this.field = field
  }
}

export function createSession(options: PolymarketOptions): Session {
  const { credentials, clock, chainId, signer } = options
  if (options.signatureType !== 0) {
    throw new VenueConfigError(
      'signatureType',
      `${options.signatureType} is not yet supported; use an EOA wallet (0)`,
    )
  }
  if (chainId !== 137 && chainId !== 80002) {
    throw new VenueConfigError('chainId', `${String(chainId)} is unknown; use 137 (Polygon) or 80002 (Amoy)`)
  }
  const host = checkedHost('host', options.host)
  const dataApiHost = checkedHost('dataApiHost', options.dataApiHost)
  const funder = checkedAddress(options.funder)
  for (const part of ['key', 'secret', 'passphrase'] as const) {
    if (credentials[part] === '')
      throw new VenueConfigError('credentials', `${part} is empty; load them first`)
  }
  const client = new ClobClient({
    host,
    chain: chainId,
    // Private calls need the address alone; the key is fetched when an order is signed.
    signer: addressOnly(funder),
    ...(signer === null ? {} : { getSigner: () => signer as never }),
    creds: { ...credentials },
    signatureType: options.signatureType,
    funderAddress: funder,
    useServerTime: false,
    retryOnError: false,
    throwOnError: true,
  })
  return {
    client,
    me: { apiKey: credentials.key, funder },
    clock,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    chainId,
    dataApiHost,
  }
}

/** Names the credentials' owner in private calls and can sign nothing. */
export function addressOnly(address: string): Signer {
  return {
    getAddress: async () => address,
    _signTypedData: () => Promise.reject(new Error('no wallet key here')),
  }
}

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost'])

function checkedHost(field: 'host' | 'dataApiHost', text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.has(url.hostname))
  if (url === null || !isSafe || url.search !== '' || url.hash !== '' || url.username !== '') {
    throw new VenueConfigError(field, `"${text}" will not do; give an https address (http on loopback only)`)
  }
  return url.href.replace(/\/+$/, '')
}

function checkedAddress(text: string): string {
  try {
    return getAddress(text)
  } catch {
    throw new VenueConfigError('funder', `"${text}" is not an address; give 0x and 40 hex digits`)
  }
}
