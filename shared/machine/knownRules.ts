import type { MarketInfo, MarketRules } from '../domain/market.ts'
import { known, type Read } from '../domain/read.ts'
import type { MarketId } from '../domain/units.ts'
import type { MarketState } from './state.ts'

/**
 * The market for whatever only reduces risk: as read in this tick, or as the item remembers it. A market that was not
 * seen to close is taken for open, for the venue judges each order by what it is now. Entries need a fresh read.
 */
export function knownInfo({ market, rules }: MarketState, fresh: Read<MarketInfo>): Read<MarketInfo> {
  return fresh.ok || rules === undefined ? fresh : infoFrom(market, rules)
}

export function infoFrom(market: MarketId, { readAtMs, ...kept }: MarketRules): Read<MarketInfo> {
  return known({ ...kept, market, accepting: true, closed: false, payoutMicros: null }, readAtMs)
}

export const rulesOf = (info: MarketInfo, readAtMs: MarketRules['readAtMs']): MarketRules => ({
  tokens: info.tokens,
  version: info.version,
  negRisk: info.negRisk,
  tickMicros: info.tickMicros,
  minSizeMicros: info.minSizeMicros,
  feeRatePpm: info.feeRatePpm,
  feeExponent: info.feeExponent,
  gameStartMs: info.gameStartMs,
  endMs: info.endMs,
  readAtMs,
})
