import type { Exchange } from '../exchange.ts'
import type { Faults } from './faults.ts'
import type { PastPrices } from './minuteWatch.ts'
import type { RateLimitTier } from './rateLimits.ts'

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
  /** Default true. False skips the recovery of order signatures, for benchmarks; ids are hashed anyway. */
  readonly verifySignatures?: boolean
  /** Default 60. What the real venue tolerates is not known. */
  readonly authToleranceSeconds?: number
  /** What a read by hash says of an order that is no longer live. Default 'returned'. */
  readonly terminalOrders?: 'returned' | 'null' | 'notFound'
  /** Default "TRADE_STATUS_", as the API says; records seen live came without. Readers must take both. */
  readonly tradeStatusPrefix?: '' | 'TRADE_STATUS_'
  /** Which key a wrong heartbeat id is answered under. Default 'guide': error_msg; 'reference': error. */
  readonly heartbeatError?: 'guide' | 'reference'
  /** Default 'tradeIds': transaction hashes come later, with the trades. */
  readonly postForm?: 'tradeIds' | 'withHashes'
  /** Token buckets per signer. Default: none. */
  readonly rateLimitTier?: RateLimitTier | null
  /** Refuses what one address asks for above the published limits. Default: it is counted alone. */
  readonly addressLimits?: boolean
  /** How long the Data API's network answers the same address of public trades by a copy. Default 300; 0: never. */
  readonly dataCacheSeconds?: number
  /** How far the index of the chain is behind, as /v2/status says too. Default 0. */
  readonly indexLagSeconds?: number
  /** What the price histories say of the time before the venue was opened. Default: nothing. */
  readonly pastPrices?: PastPrices
  /** Default: not blocked, Ireland. */
  readonly geoblock?: () => GeoblockAnswer
  readonly faults?: Faults
  /** A broken invariant inside. Default: it ends the process. */
  readonly onError?: (error: unknown) => void
}

/** What the API does otherwise than by default. */
export type ApiSettings = Required<
  Pick<
    ServeOptions,
    | 'chainId'
    | 'verifySignatures'
    | 'authToleranceSeconds'
    | 'terminalOrders'
    | 'tradeStatusPrefix'
    | 'heartbeatError'
    | 'postForm'
    | 'geoblock'
    | 'dataCacheSeconds'
    | 'indexLagSeconds'
  >
>

interface GeoblockAnswer {
  readonly blocked: boolean
  readonly ip: string
  readonly country: string
  readonly region: string
}
