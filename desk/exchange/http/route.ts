import type { IncomingHttpHeaders } from 'node:http'
import type { Account, Exchange } from '../exchange.ts'
import type { AddressLimits } from './addressLimits.ts'
import type { ApiKeys } from './apiKeys.ts'
import type { Heartbeats } from './heartbeats.ts'
import type { MinuteWatch } from './minuteWatch.ts'
import type { RateLimits } from './rateLimits.ts'
import type { Reply } from './reply.ts'
import type { ApiSettings } from './serveOptions.ts'
import type { TradingMode } from './tradingMode.ts'
import type { Wallets } from './wallets.ts'

/** All that handlers know of the world. */
export interface ApiContext {
  readonly exchange: Exchange
  /** Answers of the Data API by their whole address, as the venue's network keeps them. */
  readonly dataCache: Map<string, { readonly reply: Reply; readonly atMs: number }>
  readonly keys: ApiKeys
  readonly wallets: Wallets
  readonly mode: TradingMode
  readonly limits: RateLimits
  readonly addressLimits: AddressLimits
  readonly heartbeats: Heartbeats
  readonly watch: MinuteWatch
  /** Ids by address of the key's owner. */
  readonly droppedNotifications: Map<string, Set<string>>
  readonly settings: ApiSettings
  readonly wallNowMs: () => number
}

/** A request, its body as the text that was signed. */
export interface Call {
  readonly method: string
  /** Without host and query. */
  readonly path: string
  /** The parts of the path that the pattern left open. */
  readonly params: readonly string[]
  readonly query: URLSearchParams
  readonly body: string
  readonly headers: IncomingHttpHeaders
}

/** Who a request with valid L2 headers comes from. */
export interface Caller {
  readonly apiKey: string
  /** Lower case address that the API key is bound to. */
  readonly address: string
  /** Whose money it trades. */
  readonly account: Account
}

interface RouteBase {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Where ":" stands for one open part. */
  readonly pattern: string
  /** Set for what the real venue serves on a host of its own; part of the route's name. */
  readonly host?: string
}

export type Route = RouteBase &
  (
    | { readonly auth: 'none'; readonly handle: (context: ApiContext, call: Call) => Reply }
    | {
        readonly auth: 'l1'
        readonly handle: (context: ApiContext, call: Call, caller: L1Caller) => Reply
      }
    | {
        readonly auth: 'l2'
        /** Set for requests of the matching engine, by the bucket that they are taken from. */
        readonly acts?: 'orders' | 'cancels'
        readonly handle: (context: ApiContext, call: Call, caller: Caller) => Reply
      }
  )

export const routeName = (route: Route): string => `${route.method} ${route.host ?? ''}${route.pattern}`

/** A wallet that proved itself by signature. */
export interface L1Caller {
  /** Lower case. */
  readonly address: string
  readonly nonce: string
}
