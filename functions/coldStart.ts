import { KMSClient } from '@aws-sdk/client-kms'
import { SSMClient } from '@aws-sdk/client-ssm'
import type { Config, WalletConfig } from '../shared/config/config.ts'
import { isPolymarket } from '../shared/config/rules.ts'
import { createDocumentClient } from '../shared/dynamodb/documentClient.ts'
import { createStore } from '../shared/dynamodb/store.ts'
import type { AccountProbe } from '../shared/engine/accountProbe.ts'
import type { ApiCredentials, Signer } from '../shared/engine/signer.ts'
import type { Store } from '../shared/engine/store.ts'
import type { Venue } from '../shared/engine/venue.ts'
import { createKmsSigner } from '../shared/keys/kmsSigner.ts'
import { createLazySigner } from '../shared/keys/lazySigner.ts'
import { loadApiCredentials } from '../shared/keys/loadApiCredentials.ts'
import { createSecureStrings, type LoadSecret } from '../shared/keys/secureStrings.ts'
import { createWalletSigner } from '../shared/keys/walletSigner.ts'
import { createAccountProbe } from '../shared/polymarket/createAccountProbe.ts'
import { createPolymarketVenue } from '../shared/polymarket/createPolymarketVenue.ts'
import type { PolymarketOptions } from '../shared/polymarket/createSession.ts'
import type { Redactor } from '../shared/telemetry/redactor.ts'
import { createLazyProbe } from './lazyProbe.ts'
import { createLazyVenue } from './lazyVenue.ts'
import { systemClock } from './systemClock.ts'

/** Polygon. */
const CHAIN_ID = 137

export const createTableStore = (tableName: string): Store =>
  createStore({ client: createDocumentClient(), tableName, clock: systemClock })

/**
 * The venue of the configuration. Nothing is fetched before its first call; `signs: false` makes one that never
 * touches the wallet key, which is all that the STOP's role allows.
 */
export function createVenue(config: Config, of: VenueAccess): Venue {
  return createLazyVenue(async () => createPolymarketVenue(await optionsOf(config, of)))
}

/** The doctor's questions at the same venue, by the same credentials; it never touches the wallet key. */
export function createProbe(config: Config, of: Omit<VenueAccess, 'signs'>): AccountProbe {
  const web = isPolymarket(config.hosts.data) ? WEB_HOST : config.hosts.data
  return createLazyProbe(async () =>
    createAccountProbe(await optionsOf(config, { ...of, signs: false }), web),
  )
}

export interface VenueAccess {
  readonly signs: boolean
  readonly redactor: Redactor
  /** Where secrets come from; default: SSM of the region. */
  readonly load?: LoadSecret
}

/** Judges the region; a simulated venue has one host for all. */
const WEB_HOST = 'https://polymarket.com'

async function optionsOf(config: Config, of: VenueAccess): Promise<PolymarketOptions> {
  const { wallet } = config
  if (wallet === null) throw new Error(NO_WALLET)
  if (config.stage === 'paper' && isPolymarket(config.hosts.clob)) throw new Error(PAPER_AT_THE_VENUE)
  const load = of.load ?? createSecureStrings(createSsmClient())
  return {
    host: config.hosts.clob,
    dataApiHost: config.hosts.data,
    gammaHost: config.hosts.gamma,
    chainId: CHAIN_ID,
    signer: of.signs ? signerOf(load, config.parameters.walletKey, wallet, of.redactor) : null,
    credentials: await loadCredentials(load, config.parameters.apiCredentials, of.redactor),
    owner: wallet.address,
    funder: wallet.funder,
    signatureType: wallet.signatureType,
    clock: systemClock,
  }
}

const NO_WALLET = 'wallet = missing: name one, or play on the desk with "npm start"'
/** Stage paper never sends an order to the real venue, whatever keys it is given. */
const PAPER_AT_THE_VENUE = 'hosts.clob: stage "paper" does not trade at the venue; name a simulated one'

export const createSsmClient = (): SSMClient =>
  new SSMClient({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 500, requestTimeout: 2_000, throwOnRequestTimeout: true },
  })

/** Wherever the key is, it must be that of the configured address: an order signed by another is lost. */
function signerOf(load: LoadSecret, name: string, wallet: WalletConfig, redactor: Redactor): Signer {
  const { kmsKeyId } = wallet
  return createLazySigner(async () => {
    const place = kmsKeyId === undefined ? `parameter ${name}` : `KMS key ${kmsKeyId}`
    const signer =
      kmsKeyId === undefined
        ? await signerInMemory(load, name, redactor)
        : createKmsSigner(createKms(), kmsKeyId)
    const address = (await signer.getAddress()).toLowerCase()
    if (address === wallet.address) return signer
    throw new Error(`${place}: key of ${address}, configured is ${wallet.address}; correct one of them`)
  })
}

async function signerInMemory(load: LoadSecret, name: string, redactor: Redactor): Promise<Signer> {
  const key = await load(name)
  redactor.hide(key)
  return createWalletSigner(key)
}

/** A signature that fails is asked for once more: the order has not left yet. */
const createKms = (): KMSClient =>
  new KMSClient({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 500, requestTimeout: 1_500, throwOnRequestTimeout: true },
  })

async function loadCredentials(load: LoadSecret, name: string, redactor: Redactor): Promise<ApiCredentials> {
  const credentials = await loadApiCredentials(load, name)
  for (const secret of [credentials.key, credentials.secret, credentials.passphrase]) redactor.hide(secret)
  return credentials
}
