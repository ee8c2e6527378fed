import type { Server } from 'node:http'
import type { AddressUse } from './addressLimits.ts'
import type { ApiKeys, KeyParts } from './apiKeys.ts'
import { serveChannel } from './channel/serveChannel.ts'
import { createContext } from './createContext.ts'
import { listen } from './listen.ts'
import { CLOB_ROUTES, DATA_ROUTES } from './routes.ts'
import type { ServeOptions } from './serveOptions.ts'
import type { ModeName } from './tradingMode.ts'
import type { WalletRegistration } from './wallets.ts'

export interface ServedExchange {
  /** The CLOB. */
  readonly url: string
  /** Data API, Gamma and geoblock, which have hosts of their own in the real world. */
  readonly dataUrl: string
  /** Breaks every connection of the channels, as a network does. */
  dropChannels(): void
  /** Requests by route since the start, e.g. "GET /data/trades"; connections to a channel are "GET /ws/market". */
  readonly calls: ReadonlyMap<string, number>
  /** The most requests of each kind in ten seconds, and the published limit. */
  addressUses(): readonly AddressUse[]
  /** The key of (address, nonce 0), created where it was not. */
  issueKey(address: string): KeyParts
  /** From now on the key's orders are those of a proxy, a Safe or a deposit wallet, whose money they trade. */
  registerWallet(wallet: WalletRegistration): void
  /** Restarting, post-only, cancel-only or disabled, for `ms` of market time; null: as usual. */
  enterMode(mode: ModeName | null, ms: number): void
  close(): Promise<void>
}

/** Puts the venue's HTTP API around an exchange, so that the official client sees no difference from the venue. */
export async function serveExchange(options: ServeOptions): Promise<ServedExchange> {
  const context = createContext(options)
  const calls = new Map<string, number>()
  const shared = {
    context,
    calls,
    faults: options.faults ?? (() => null),
    host: options.host ?? '127.0.0.1',
    onError: options.onError ?? rethrow,
  }
  const clob = await listen({ ...shared, routes: CLOB_ROUTES, port: options.port ?? 0 })
  const channel = serveChannel(clob.server, context, calls)
  const data = await listen({ ...shared, routes: DATA_ROUTES, port: options.dataPort ?? 0 }).catch(
    async (error: unknown) => {
      channel.close()
      // A port that is taken must not leave the other one open.
      await close(clob.server)
      throw error
    },
  )
  return {
    url: clob.url,
    dataUrl: data.url,
    dropChannels: channel.drop,
    calls,
    addressUses: () => context.addressLimits.uses(),
    issueKey: (address) => issueKey(context.keys, address),
    registerWallet: (wallet) => context.wallets.register(wallet),
    enterMode: (mode, ms) => context.mode.enter(mode, context.exchange.nowMs(), ms),
    close: async () => {
      context.watch.stop()
      channel.close()
      await Promise.all([close(clob.server), close(data.server)])
    },
  }
}

function issueKey(keys: ApiKeys, address: string): KeyParts {
  const key = keys.create(address, '0') ?? keys.derive(address, '0')
  if (key === null) throw new Error(`address: ${address} has too many API keys; delete some`)
  return { apiKey: key.apiKey, secret: key.secret, passphrase: key.passphrase }
}

/** Outside of any promise, so that nobody can mistake it for an answer of the venue. */
function rethrow(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeAllConnections()
  await closed
}
