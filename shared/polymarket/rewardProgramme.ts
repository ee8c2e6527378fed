import { isObject } from '../domain/jsonObject.ts'
import type { RewardProgramme } from '../domain/market.ts'
import { price, size } from '../domain/units.ts'
import { readNumberMicros } from './wire.ts'

/** The longest life of an order of ours: to wait for more would be to wait forever. */
const MAX_AGE_MS = 720_000

/**
 * `r` of GET /clob-markets/{id}: {mi: smallest size in shares, ma: largest spread in cents, e: it is on, moas: least
 * age in seconds}. What cannot be read counts as none: rewards are a preference, and no reason to leave a market.
 */
export function readRewards(json: unknown): RewardProgramme | null {
  if (!isObject(json) || json['e'] !== true) return null
  const minSize = readNumberMicros(json['mi'])
  const spreadCents = readNumberMicros(json['ma'])
  const ageSeconds = readNumberMicros(json['moas'] ?? 0)
  if (minSize === null || spreadCents === null || ageSeconds === null) return null
  return {
    minSizeMicros: size(minSize),
    // Micro-cents, of which a hundred are a micro-dollar.
    maxSpreadMicros: price(Math.floor(spreadCents / 100)),
    minAgeMs: Math.min(MAX_AGE_MS, Math.ceil(ageSeconds / 1_000)),
  }
}
