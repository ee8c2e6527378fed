import { computeAddress, id } from 'ethers'
import { POLYGON } from '../../shared/domain/venueRules.ts'
import { createDocumentClient } from '../../shared/dynamodb/documentClient.ts'
import { createStore } from '../../shared/dynamodb/store.ts'
import { createTableInput } from '../../shared/dynamodb/table.ts'
import { createWalletSigner } from '../../shared/keys/walletSigner.ts'
import { createPolymarketVenue } from '../../shared/polymarket/createPolymarketVenue.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { Store } from '../../shared/ports/store.ts'
import type { Venue } from '../../shared/ports/venue.ts'
import { localOptions, startDynalite } from '../aws/dynalite.ts'
import type { Exchange } from '../exchange/exchange.ts'
import { serveExchange } from '../exchange/http/serveExchange.ts'

/** A key anybody can compute: it owns nothing but what the simulated venue gives it. */
const DESK_KEY = id('the simulated session of the market maker')
export const DESK_WALLET = computeAddress(DESK_KEY)

const TABLE_NAME = 'desk'
/** The desk shares its processor with the venue and the table: only a hang may look like one. */
const DESK_LIMITS = { requestTimeoutMs: 30_000, readDeadlineMs: 60_000 }

/** What the deployed bot reaches over the network, all of it on this machine. */
export interface Embedded {
  readonly store: Store
  /** Signs orders. */
  readonly venue: Venue
  /** As the STOP Lambda has it: cancels and reads only. */
  readonly stopVenue: Venue
  venueCalls(): number
  dynamoCalls(): number
  close(): Promise<void>
}

/** Starts the table and the venue's API on free ports of 127.0.0.1; requests are signed and verified as on the live venue. */
export async function startEmbedded(exchange: Exchange, clock: Clock): Promise<Embedded> {
  const dynamo = await startDynalite(createTableInput(TABLE_NAME))
  const served = await serveExchange({
    exchange,
    chainId: POLYGON,
    wallNowMs: Date.now,
    addressLimits: true,
  }).catch(async (error: unknown) => {
    await dynamo.stop()
    throw error
  })
  const { apiKey: key, secret, passphrase } = served.issueKey(DESK_WALLET)
  const shared = {
    host: served.url,
    dataApiHost: served.dataUrl,
    gammaHost: served.dataUrl,
    chainId: POLYGON,
    credentials: async () => ({ key, secret, passphrase }),
    owner: DESK_WALLET,
    funder: DESK_WALLET,
    signatureType: 0,
    clock,
    limits: DESK_LIMITS,
  } as const
  const client = createDocumentClient(localOptions(dynamo.endpoint))
  return {
    store: createStore({ client, tableName: dynamo.tableName, clock }),
    venue: createPolymarketVenue({ ...shared, signer: async () => createWalletSigner(DESK_KEY) }),
    stopVenue: createPolymarketVenue({ ...shared, signer: null }),
    venueCalls: () => [...served.calls.values()].reduce((sum, count) => sum + count, 0),
    dynamoCalls: dynamo.calls,
    close: async () => {
      client.destroy()
      await Promise.all([served.close(), dynamo.stop()])
    },
  }
}
