import { createHash } from 'node:crypto'
import { marketId, price, size, type TokenId, tokenId, usdc } from '../../shared/domain/units.ts'
import type { ListedMarket } from '../exchange/exchange.ts'
import type { FeedListing } from '../tape/feed/feed.ts'

/** A market as the venue lists most of them: a fee for takers, rewards for makers. */
export function standaloneMarket(
  listing: FeedListing,
  of: { readonly seed: number; readonly version: 'v1' | 'v2'; readonly negRisk: boolean },
): ListedMarket {
  const { seed, version, negRisk } = of
  const module = negRisk ? NEG_RISK : BINARY
  const hash = createHash('sha256').update(`market ${seed}`).digest('hex')
  return {
    ...listing,
    market: marketId(version === 'v1' ? `0x${hash}` : conditionOf(hash, module)),
    tokens: version === 'v1' ? listing.tokens : [positionId(hash, module, 0), positionId(hash, module, 1)],
    version,
    negRisk,
    accepting: true,
    closed: false,
    payoutMicros: null,
    feeRatePpm: 40_000,
    feeExponent: 1,
    clearBookOnStart: true,
    rewards: {
      minSizeMicros: size(50_000_000),
      maxSpreadMicros: price(45_000),
      minAgeSeconds: 30,
      dailyUsdcMicros: usdc(100_000_000),
    },
  }
}

/** Modules of the second protocol. */
const BINARY = 1
const NEG_RISK = 2
type Module = typeof BINARY | typeof NEG_RISK

/** Of the second protocol: the module, 128 bits of hash, zeros, the outcome in the last byte. */
const positionId = (hash: string, module: Module, outcome: 0 | 1): TokenId =>
  tokenId(String((BigInt(module) << 248n) | (BigInt(`0x${hash.slice(0, 32)}`) << 120n) | BigInt(outcome)))

/** The position id without its outcome, which the order book pads to 32 bytes. */
const conditionOf = (hash: string, module: Module): string =>
  `0x0${module}${hash.slice(0, 32)}`.padEnd(66, '0')
