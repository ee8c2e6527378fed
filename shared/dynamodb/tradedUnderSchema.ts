import * as z from 'zod'
import type { SettingGroups } from '../domain/settings.ts'
import { countSchema, priceSchema, type Same, sizeSchema, usdcSchema } from './unitSchemas.ts'

const riskSchema = z
  .strictObject({
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
  .readonly()

const regimeSchema = z
  .strictObject({
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
  .readonly()

const quoteSchema = z
  .strictObject({
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
  .readonly()

const safetySchema = z
  .strictObject({
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
  .readonly()

/**
 * The settings of a market as its item keeps them. Strict like the item: a setting that comes later needs a default
 * here, or the items before it cannot be read.
 */
export const tradedUnderSchema = z
  .strictObject({ risk: riskSchema, regime: regimeSchema, quote: quoteSchema, safety: safetySchema })
  .readonly()

true satisfies Same<z.output<typeof tradedUnderSchema>, SettingGroups>
