import { getAddress } from 'ethers'
import { assert } from '../domain/assert.ts'
import { type InputError, wrongValue } from '../domain/inputError.ts'
import { loadOnce } from '../domain/loadOnce.ts'
import { AMOY, type ChainId, POLYGON } from '../domain/venueRules.ts'
import type { Clock } from '../ports/clock.ts'
import type { ApiCredentials, LoadApiCredentials, LoadSigner, Signer } from '../ports/signer.ts'
import { createAnswerDates } from './answerDates.ts'
import { createClient } from './createClient.ts'
import { DEFAULT_LIMITS, type VenueLimits } from './limits.ts'
import type { SignatureType } from './orderSignature.ts'
import { createPause } from './pause.ts'
import { createRefreshLimit } from './refreshLimit.ts'
import { createRequestTurns, type RequestTurns } from './requestTurns.ts'
import type { PublicSession, Session } from './session.ts'
import { CANCEL_PACE, createSignerPace, ORDER_PACE } from './signerPace.ts'

/** Where the venue is. */
export interface VenueHosts {
  /** Of the CLOB, e.g. https://clob.polymarket.com. */
  readonly host: string
  /** Of the Data API, e.g. https://data-api.polymarket.com. */
  readonly dataApiHost: string
  /** Of the catalogue, e.g. https://gamma-api.polymarket.com: which protocol a market belongs to. */
  readonly gammaHost: string
}

/** What reads that need no key take. */
export interface PublicOptions extends VenueHosts {
  readonly chainId: ChainId
  readonly clock: Clock
  readonly limits?: Partial<VenueLimits>
  /** Of this process, which others of it share; default: its own. */
  readonly turns?: RequestTurns
}

export interface PolymarketOptions extends PublicOptions {
  /** null: cancels and reads only. Awaited by `sign` alone. */
  readonly signer: LoadSigner | null
  /** Awaited by private calls alone. */
  readonly credentials: LoadApiCredentials
  /** Address of the signing key, which the credentials belong to whatever the wallet. */
  readonly owner: string
  /** The wallet whose money it is: the owner itself for type 0, the owner's contract for the others. */
  readonly funder: string
  readonly signatureType: SignatureType
}

/** @throws InputError for hosts that can never work. */
export const createPublicSession = (options: PublicOptions): PublicSession => {
  const { host, ...hosts } = checkedHosts(options)
  return {
    client: createClient({ host, chain: options.chainId }),
    clock: options.clock,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    ...hosts,
    turns: options.turns ?? createRequestTurns(options.clock),
    listings: new Map(),
  }
}

/** @throws InputError for options that can never work. Neither credentials nor key are read yet. */
export function createSession(options: PolymarketOptions): Session {
  const { clock, chainId } = options
  if (!SIGNATURE_TYPES.includes(options.signatureType)) {
    const types = '0 (plain key), 1 (proxy), 2 (safe) or 3 (deposit wallet)'
    throw wrong('signatureType', String(options.signatureType), `use ${types}`)
  }
  if (chainId !== POLYGON && chainId !== AMOY) {
    throw wrong('chainId', String(chainId), 'use 137 (Polygon) or 80002 (Amoy)')
  }
  const { host } = checkedHosts(options)
  const owner = checkedAddress('owner', options.owner)
  const funder = checkedAddress('funder', options.funder)
  if (options.signatureType === 0 && funder !== owner) {
    throw wrong('funder', funder, 'a plain key (type 0) holds its own money: give the address of the key')
  }
  if (options.signatureType !== 0 && funder === owner) {
    const remedy = 'it is the address of the key itself: give that of the wallet contract, or use type 0'
    throw wrong('funder', funder, remedy)
  }
  const account = createAccount(options, { host, owner, funder })
  return {
    ...createPublicSession(options),
    ...account,
    owner,
    signatureType: options.signatureType,
    chainId,
    pause: createPause(clock),
    dates: createAnswerDates(clock),
    cancels: createSignerPace(clock, CANCEL_PACE),
    orders: createSignerPace(clock, ORDER_PACE),
    mayRefresh: createRefreshLimit(clock),
  }
}

function createAccount(
  { chainId, signer, credentials: load, signatureType }: PolymarketOptions,
  { host, owner, funder }: { readonly host: string; readonly owner: string; readonly funder: string },
): Pick<Session, 'privateClient' | 'me'> {
  let credentials: ApiCredentials | null = null
  const getSigner = signer === null ? null : loadOnce(signer)
  return {
    privateClient: loadOnce(async () => {
      credentials = checkedCredentials(await load())
      return createClient({
        host,
        chain: chainId,
        // Private calls need the address alone; the key is fetched when an order is signed.
        signer: addressOnly(owner),
        ...(getSigner === null ? {} : { getSigner: getSigner as () => Promise<never> }),
        creds: { ...credentials },
        signatureType,
        funderAddress: funder,
        useServerTime: false,
      })
    }),
    me: {
      funder,
      get apiKey() {
        assert(credentials !== null, 'no private call was sent yet')
        return credentials.key
      },
    },
  }
}

function checkedCredentials(credentials: ApiCredentials): ApiCredentials {
  for (const part of ['key', 'secret', 'passphrase'] as const) {
    if (credentials[part] === '') throw wrong(`credentials.${part}`, '""', 'store the credentials again')
  }
  return credentials
}

const SIGNATURE_TYPES: readonly number[] = [0, 1, 2, 3]

/** Names the credentials' owner in private calls and can sign nothing. */
export function addressOnly(address: string): Signer {
  return {
    getAddress: async () => address,
    _signTypedData: () => Promise.reject(new Error('no wallet key here')),
  }
}

/** An option that can never work. */
const wrong = (field: string, value: string, remedy: string): InputError => wrongValue(field, value, remedy)

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost'])

/** @throws InputError for those that can never work. */
export const checkedHosts = ({ host, dataApiHost, gammaHost }: VenueHosts): VenueHosts => ({
  host: checkedHost('host', host),
  dataApiHost: checkedHost('dataApiHost', dataApiHost),
  gammaHost: checkedHost('gammaHost', gammaHost),
})

function checkedHost(field: keyof VenueHosts, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.has(url.hostname))
  if (url === null || !isSafe || url.search !== '' || url.hash !== '' || url.username !== '') {
    throw wrong(field, `"${text}"`, 'give an https address (http on loopback only)')
  }
  return url.href.replace(/\/+$/, '')
}

function checkedAddress(field: 'owner' | 'funder', text: string): string {
  try {
    return getAddress(text)
  } catch {
    throw wrong(field, `"${text}"`, 'give an address of 0x and 40 hex digits')
  }
}
