import { KMSClient } from '@aws-sdk/client-kms'
import { SSMClient } from '@aws-sdk/client-ssm'
import type { Config, LiveConfig, WalletConfig } from '../shared/config/config.ts'
import { isPolymarket } from '../shared/config/rules.ts'
import type { Stage } from '../shared/domain/stage.ts'
import { createDocumentClient } from '../shared/dynamodb/documentClient.ts'
import { createPaperStore } from '../shared/dynamodb/paperStore.ts'
import { createStore } from '../shared/dynamodb/store.ts'
import { createKmsSigner } from '../shared/keys/kmsSigner.ts'
import { createLazySigner } from '../shared/keys/lazySigner.ts'
import { loadApiCredentials } from '../shared/keys/loadApiCredentials.ts'
import { createSecureStrings, type LoadSecret } from '../shared/keys/secureStrings.ts'
import { createWalletSigner } from '../shared/keys/walletSigner.ts'
import { createAccountProbe } from '../shared/polymarket/createAccountProbe.ts'
import { createPolymarketVenue } from '../shared/polymarket/createPolymarketVenue.ts'
import type { PolymarketOptions } from '../shared/polymarket/createSession.ts'
import type { AccountProbe } from '../shared/ports/accountProbe.ts'
import type { PaperStore } from '../shared/ports/paperStore.ts'
import type { ApiCredentials, Signer } from '../shared/ports/signer.ts'
import type { Store } from '../shared/ports/store.ts'
import type { Venue } from '../shared/ports/venue.ts'
import type { Redactor } from '../shared/telemetry/redactor.ts'
import { CHAIN_ID } from './chain.ts'
import { createLazyProbe } from './lazyProbe.ts'
import { createLazyVenue } from './lazyVenue.ts'
import { createPaper, createPaperProbe, type PageText } from './paper.ts'
import { systemClock } from './systemClock.ts'

/** The bot's table, read and written in one stage alone; null: latch what there is, for no stage is known. */
export const createTableStore = (tableName: string, stage: Stage | null): Store =>
  createStore({ ...tableOf(tableName), ...(stage === null ? {} : { stage }) })

/** The paper venue's part of the same table. */
export const createTablePaper = (tableName: string): PaperStore => createPaperStore(tableOf(tableName))

const tableOf = (tableName: string) => ({ client: createDocumentClient(), tableName, clock: systemClock })

/**
 * The venue of the configuration: its stage alone decides whether orders are sent or stay on paper. Nothing is
 * fetched before its first call; `signs: false` makes one that never touches the wallet key, which is all that the
 * STOP's role allows.
 */
export const createVenue = (config: Config, of: VenueAccess & PaperAccess): Venue =>
  config.stage === 'live'
    ? createLiveVenue(config, of)
    : createPaper(config, { store: of.paper, page: of.page ?? (() => {}) })

/** Sends orders, and costs money. */
export const createLiveVenue = (config: LiveConfig, of: VenueAccess): Venue =>
  createLazyVenue(async () => createPolymarketVenue(await optionsOf(config, of)))

/** The doctor's questions at the same venue, by the same credentials; it never touches the wallet key. */
export const createProbe = (
  config: Config,
  of: Omit<VenueAccess, 'signs'> & Pick<PaperAccess, 'paper'>,
): AccountProbe =>
  config.stage === 'live' ? createLiveProbe(config, of) : createPaperProbe(config, of.paper)

export function createLiveProbe(config: LiveConfig, of: Omit<VenueAccess, 'signs'>): AccountProbe {
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

/** What stage paper has in place of keys. */
export interface PaperAccess {
  readonly paper: PaperStore
  readonly page?: PageText
}

/** Judges the region; a simulated venue has one host for all. */
const WEB_HOST = 'https://polymarket.com'

async function optionsOf(config: LiveConfig, of: VenueAccess): Promise<PolymarketOptions> {
  const { wallet } = config
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
