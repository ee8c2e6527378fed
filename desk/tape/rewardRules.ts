import { z } from 'zod'
import { MICROS } from '../../shared/domain/units.ts'
import type { TapeHeader } from './format.ts'

const MICROS_PER_CENT = MICROS / 100
const amount = z.number().nonnegative().max(1e9)

/** `rewards` of GET /markets/{id}: shares, cents, USDC a day. */
const programmeSchema = z.object({
  min_size: amount,
  max_spread: amount,
  rates: z.array(z.object({ rewards_daily_rate: amount })).max(100),
})
/** `r` of GET /clob-markets/{id}: `moas` is how many seconds an order must have rested. */
const compactSchema = z.object({ moas: amount })

/** A market's liquidity rewards as the venue states them. What cannot be read is no programme: they are an estimate. */
export function rewardRules(programme: unknown, compact: unknown): TapeHeader['rewards'] {
  const stated = programmeSchema.safeParse(programme)
  if (!stated.success) return null
  const { min_size, max_spread, rates } = stated.data
  const daily = rates.reduce((sum, rate) => sum + rate.rewards_daily_rate, 0)
  if (daily === 0 || max_spread === 0) return null
  const age = compactSchema.safeParse(compact)
  return {
    minSizeMicros: Math.round(min_size * MICROS),
    maxSpreadMicros: Math.round(max_spread * MICROS_PER_CENT),
    dailyMicros: Math.round(daily * MICROS),
    ...(age.success ? { minAgeMs: Math.round(age.data.moas * 1_000) } : {}),
  }
}
