import * as z from 'zod'
import type { SettingGroups } from '../domain/settings.ts'
import { strictRecord } from './strictRecord.ts'
import { countSchema, priceSchema, type Same, sizeSchema, usdcSchema } from './unitSchemas.ts'

const riskSchema = strictRecord({
  maxUsdcLockedMicros: usdcSchema,
  entryUsdcMicros: usdcSchema,
  maxDailyLossMicros: usdcSchema,
  exposureStopPermille: countSchema,
  exposureStop: z.enum(['confirmed', 'literal']),
  emergencyExit: z.enum(['hold', 'flatten']),
  dust: z.enum(['carry', 'hold']),
  settledAt: z.enum(['CONFIRMED', 'MINED']),
  rewardEntryMicros: usdcSchema,
  exitFloorMicros: priceSchema,
})

const regimeSchema = strictRecord({
  minSpreadMicros: priceSchema,
  maxSpreadMicros: priceSchema,
  minDepthMicros: sizeSchema,
  minMidMicros: priceSchema,
  maxMidMicros: priceSchema,
  maxJumpMicros: priceSchema,
  jumpMemoryMs: countSchema,
  volatilityWindowMs: countSchema,
  minHistoryMs: countSchema,
  maxSdMicros: priceSchema,
  maxMoveMicros: priceSchema,
  stayPercent: countSchema,
  maxReadAgeMs: countSchema,
  gameStartMarginMs: countSchema,
  allowInPlay: z.boolean(),
  endMarginMs: countSchema,
})

const quoteSchema = strictRecord({
  dustLevelMicros: sizeSchema,
  minEdgeTicks: countSchema,
  volatilityDistancePermille: countSchema,
  targetTicks: countSchema,
  targetFloorTicks: z.int(),
  targetDecayMs: countSchema,
  repriceTicks: countSchema,
  minQuoteAgeMs: countSchema,
  preferRewards: z.boolean(),
  takerExit: z.boolean(),
  timeStopMs: countSchema,
  stopLossMicros: priceSchema,
  takerSlippageMicros: priceSchema,
  entryTtlMs: countSchema,
  exitTtlMs: countSchema,
  entryMaxAgeMs: countSchema,
})

const safetySchema = strictRecord({
  sendDeadlineMs: countSchema,
  maxSkewMs: countSchema,
  expirySlackMs: countSchema,
  fillSettleMs: countSchema,
  settleStuckMs: countSchema,
  flapWindowMs: countSchema,
  positionLagMs: countSchema,
  blindCancelMs: countSchema,
  blindMs: countSchema,
  failedTradesLimit: countSchema,
  openOrdersGapMs: countSchema,
  sanityEveryMs: countSchema,
})

/**
 * The settings of a market as its item keeps them. Strict like the item: a setting that comes later needs a default
 * here, or the items before it cannot be read.
 */
export const tradedUnderSchema = strictRecord({
  risk: riskSchema,
  regime: regimeSchema,
  quote: quoteSchema,
  safety: safetySchema,
})

true satisfies Same<z.output<typeof tradedUnderSchema>, SettingGroups>
