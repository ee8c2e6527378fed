import { SSMClient } from '@aws-sdk/client-ssm'
import type { Config, WalletConfig } from '../shared/config/config.ts'
import { isPolymarket } from '../shared/config/rules.ts'
import { createDocumentClient } from '../shared/dynamodb/documentClient.ts'
import { createStore } from '../shared/dynamodb/store.ts'
import type { ApiCredentials, Signer } from '../shared/engine/signer.ts'
import type { Store } from '../shared/engine/store.ts'
import type { Venue } from '../shared/engine/venue.ts'
import { createLazySigner } from '../shared/keys/lazySigner.ts'
import { loadApiCredentials } from '../shared/keys/loadApiCredentials.ts'
import { createSecureStrings, type LoadSecret } from '../shared/keys/secureStrings.ts'
import { createWalletSigner } from '../shared/keys/walletSigner.ts'
import { createPolymarketVenue } from '../shared/polymarket/createPolymarketVenue.ts'
import type { Redactor } from '../shared/telemetry/redactor.ts'
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
export function createVenue(
  config: Config,
  of: { readonly signs: boolean; readonly redactor: Redactor },
): Venue {
  const { wallet } = config
  if (wallet === null) return createLazyVenue(() => Promise.reject(new Error(NO_WALLET)))
  if (config.stage === 'paper' && isPolymarket(config.hosts.clob)) {
    return createLazyVenue(() => Promise.reject(new Error(PAPER_AT_THE_VENUE)))
  }
  const load = createSecureStrings(createSsmClient())
  return createLazyVenue(async () =>
    createPolymarketVenue({
      host: config.hosts.clob,
      dataApiHost: config.hosts.data,
      gammaHost: config.hosts.gamma,
      chainId: CHAIN_ID,
      signer: of.signs ? loadSigner(load, config.parameters.walletKey, wallet, of.redactor) : null,
      credentials: await loadCredentials(load, config.parameters.apiCredentials, of.redactor),
      owner: wallet.address,
      funder: wallet.funder,
      signatureType: wallet.signatureType,
      clock: systemClock,
    }),
  )
}

const NO_WALLET = 'wallet = missing: name one, or play on the desk with "npm start"'
/** Stage paper never sends an order to the real venue, whatever keys it is given. */
const PAPER_AT_THE_VENUE = 'hosts.clob: stage "paper" does not trade at the venue; name a simulated one'

const createSsmClient = (): SSMClient =>
  new SSMClient({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 500, requestTimeout: 2_000, throwOnRequestTimeout: true },
  })

function loadSigner(load: LoadSecret, name: string, wallet: WalletConfig, redactor: Redactor): Signer {
  return createLazySigner(async () => {
    const key = await load(name)
    redactor.hide(key)
    const signer = createWalletSigner(key)
    const address = (await signer.getAddress()).toLowerCase()
    if (address === wallet.address) return signer
    throw new Error(
      `parameter ${name}: key of ${address}, configured is ${wallet.address}; correct one of them`,
    )
  })
}

async function loadCredentials(load: LoadSecret, name: string, redactor: Redactor): Promise<ApiCredentials> {
  const credentials = await loadApiCredentials(load, name)
  for (const secret of [credentials.key, credentials.secret, credentials.passphrase]) redactor.hide(secret)
  return credentials
}
