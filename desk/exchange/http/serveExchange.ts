import type { Server } from 'node:http'
import type { Exchange } from '../exchange.ts'
import type { ApiCredentials, ApiKeys } from './apiKeys.ts'
import { serveChannel } from './channel/serveChannel.ts'
import { createContext } from './createContext.ts'
import type { Faults } from './faults.ts'
import { listen } from './listen.ts'
import type { RateLimitTier } from './rateLimits.ts'
import type { ApiSettings, Geoblock } from './route.ts'
import { CLOB_ROUTES, DATA_ROUTES } from './routes.ts'
import type { ModeName } from './tradingMode.ts'
import type { WalletRegistration } from './wallets.ts'

export interface ServeOptions {
  readonly exchange: Exchange
  /** 137 Polygon, 80002 Amoy: part of what is signed. */
  readonly chainId: number
  /** Wall time, which authentication is judged by; orders expire by the exchange's own. */
  readonly wallNowMs: () => number
  /** Default 127.0.0.1; the ports default to free ones. */
  readonly host?: string
  readonly port?: number
  readonly dataPort?: number
  /** Default true. False skips the recovery of order signatures, for benchmarks; ids are hashed all the same. */
  readonly verifySignatures?: boolean
  /** Default 60. What the real venue tolerates is not known. */
  readonly authToleranceSeconds?: number
  /** What a read by hash says of an order that is no longer live. Default 'returned'. */
  readonly terminalOrders?: ApiSettings['terminalOrders']
  /** Default "TRADE_STATUS_", as the API says; rows seen live came without. Readers must take both. */
  readonly tradeStatusPrefix?: '' | 'TRADE_STATUS_'
  /** Which key a wrong heartbeat id is answered under. Default 'guide': error_msg; 'reference': error. */
  readonly heartbeatError?: ApiSettings['heartbeatError']
  /** Default 'tradeIds': transaction hashes come later, with the trades. */
  readonly postForm?: ApiSettings['postForm']
  /** Token buckets per signer. Default: none. */
  readonly rateLimitTier?: RateLimitTier | null
  /** How long a copy of a market's public trades answers the same address. Default 300; 0: never. */
  readonly dataCacheSeconds?: number
  /** How far the index of the chain is behind, as /v2/status says too. Default 0. */
  readonly indexLagSeconds?: number
  /** Default: not blocked, Ireland. */
  readonly geoblock?: () => Geoblock
  readonly faults?: Faults
  /** A broken invariant inside. Default: it ends the process. */
  readonly onError?: (error: unknown) => void
}

export interface ServedExchange {
  /** The CLOB. */
  readonly url: string
  /** Data API, Gamma and geoblock, which have hosts of their own in the real world. */
  readonly dataUrl: string
  /** Breaks every connection of the market channel, as a network does. */
  dropChannels(): void
  /** Requests by route since the start, e.g. "GET /data/trades". */
  readonly calls: ReadonlyMap<string, number>
  /** The key of (address, nonce 0), created where it was not. */
  issueKey(address: string): ApiCredentials
  /** From now on the key's orders are those of a proxy, a Safe or a deposit wallet, whose money they trade. */
  registerWallet(wallet: WalletRegistration): void
  /** Restarting, post-only, cancel-only or disabled, for `ms` of market time; null: as ever. */
  enterMode(mode: ModeName | null, ms: number): void
  close(): Promise<void>
}

/** Puts the venue's HTTP API around an exchange, so that the official client cannot tell it from the venue. */
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
  const channel = serveChannel(clob.server, options.exchange)
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

function issueKey(keys: ApiKeys, address: string): ApiCredentials {
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
