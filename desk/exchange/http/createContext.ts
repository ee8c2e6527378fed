import { DATA_CACHE_MS } from '../../../shared/domain/venueRules.ts'
import { AddressLimits } from './addressLimits.ts'
import { ApiKeys } from './apiKeys.ts'
import { Heartbeats } from './heartbeats.ts'
import { MinuteWatch } from './minuteWatch.ts'
import { contractsOf } from './orderHash.ts'
import { RateLimits } from './rateLimits.ts'
import type { ApiContext } from './route.ts'
import type { ServeOptions } from './serveOptions.ts'
import { TradingMode } from './tradingMode.ts'
import { Wallets } from './wallets.ts'

/** All that the handlers share, as it is when the venue opens. */
export function createContext(options: ServeOptions): ApiContext {
  // Asked for its refusal of a chain that nobody signs for.
  contractsOf(options.chainId)
  const { exchange } = options
  const keys = new ApiKeys()
  const wallets = new Wallets()
  const accountOf = (apiKey: string): string | null => {
    const key = keys.find(apiKey)
    return key === null ? null : wallets.accountOf(key.owner)
  }
  return {
    exchange,
    dataCache: new Map(),
    keys,
    wallets,
    mode: new TradingMode(),
    limits: new RateLimits(options.rateLimitTier ?? null),
    addressLimits: new AddressLimits(options.addressLimits ?? false),
    heartbeats: new Heartbeats(exchange, accountOf),
    watch: new MinuteWatch(
      exchange,
      () => keys.owners().map((owner) => wallets.accountOf(owner)),
      options.pastPrices,
    ),
    droppedNotifications: new Map(),
    wallNowMs: options.wallNowMs,
    settings: {
      chainId: options.chainId,
      verifySignatures: options.verifySignatures ?? true,
      authToleranceSeconds: options.authToleranceSeconds ?? 60,
      terminalOrders: options.terminalOrders ?? 'returned',
      tradeStatusPrefix: options.tradeStatusPrefix ?? 'TRADE_STATUS_',
      heartbeatError: options.heartbeatError ?? 'guide',
      postForm: options.postForm ?? 'tradeIds',
      dataCacheSeconds: options.dataCacheSeconds ?? DATA_CACHE_MS / 1_000,
      indexLagSeconds: options.indexLagSeconds ?? 0,
      geoblock: options.geoblock ?? (() => ({ blocked: false, ip: '127.0.0.1', country: 'IE', region: 'L' })),
    },
  }
}
