import type { Reply } from './reply.ts'
import { refuse } from './reply.ts'

/** Requests a second and how many may come at once, by 30-day maker volume. */
const TIERS = {
  standard: { orders: [40, 60], cancels: [80, 120] },
  copper: { orders: [60, 90], cancels: [120, 180] },
  bronze: { orders: [80, 120], cancels: [160, 240] },
  silver: { orders: [200, 300], cancels: [400, 600] },
  gold: { orders: [400, 600], cancels: [800, 1200] },
  platinum: { orders: [450, 675], cancels: [900, 1350] },
  diamond: { orders: [525, 787], cancels: [1050, 1575] },
  elite: { orders: [600, 900], cancels: [1200, 1800] },
  /** None of the venue's: small enough to be run into by hand. */
  tiny: { orders: [2, 3], cancels: [4, 6] },
} as const

export type RateLimitTier = keyof typeof TIERS
export const RATE_LIMIT_TIERS = Object.keys(TIERS) as readonly RateLimitTier[]
export type Bucket = 'orders' | 'cancels'

interface Filled {
  tokens: number
  atMs: number
}

/** Token buckets per signer. A batch is admitted as a whole or not at all. */
export class RateLimits {
  readonly #tier: RateLimitTier | null
  readonly #levels = new Map<string, Filled>()

  /** null: no limits, and no headers of any. */
  constructor(tier: RateLimitTier | null) {
    this.#tier = tier
  }

  /** Takes `cost` tokens; the refusal where there are too few. */
  take(signer: string, bucket: Bucket, of: { readonly cost: number; readonly nowMs: number }): Reply | null {
    if (this.#tier === null) return null
    const level = this.#level(signer, bucket, of.nowMs)
    if (level.tokens >= of.cost) {
      level.tokens -= of.cost
      return null
    }
    const [perSecond] = TIERS[this.#tier][bucket]
    const seconds = Math.max(1, Math.ceil((of.cost - level.tokens) / perSecond))
    const reply = refuse(429, 'Too Many Requests')
    const headers = {
      ...reply.headers,
      ...this.headers(signer, bucket, of.nowMs),
      'retry-after': String(seconds),
    }
    return { ...reply, headers }
  }

  /** For what turned out to cost more; a bucket may go below zero by it. */
  charge(signer: string, bucket: Bucket, of: { readonly cost: number; readonly nowMs: number }): void {
    if (this.#tier !== null) this.#level(signer, bucket, of.nowMs).tokens -= of.cost
  }

  headers(signer: string, bucket: Bucket, nowMs: number): Readonly<Record<string, string>> {
    if (this.#tier === null) return {}
    const [perSecond, burst] = TIERS[this.#tier][bucket]
    const { tokens } = this.#level(signer, bucket, nowMs)
    return {
      'poly-ratelimit-remaining': String(Math.floor(tokens)),
      'poly-ratelimit-reset': String(Math.ceil((burst - tokens) / perSecond)),
      'poly-ratelimit-tier': this.#tier,
    }
  }

  get tier(): RateLimitTier {
    return this.#tier ?? 'standard'
  }

  #level(signer: string, bucket: Bucket, nowMs: number): Filled {
    const [perSecond, burst] = TIERS[this.tier][bucket]
    const key = `${signer} ${bucket}`
    const known = this.#levels.get(key)
    const level = known ?? { tokens: burst, atMs: nowMs }
    level.tokens = Math.min(burst, level.tokens + (Math.max(0, nowMs - level.atMs) * perSecond) / 1000)
    level.atMs = nowMs
    if (known === undefined) this.#levels.set(key, level)
    return level
  }
}
