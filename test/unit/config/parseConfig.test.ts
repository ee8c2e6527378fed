import { describe, expect, test } from 'vitest'
import { parseConfig } from '../../../shared/config/parseConfig.ts'
import { formatConfigProblems } from '../../../shared/config/problem.ts'
import { configFile, marketFile, WALLET, withMarket } from '../../support/configFile.ts'

const configOf = (json: unknown) => {
  const parsed = parseConfig(json)
  if (!parsed.ok) throw new Error(formatConfigProblems(parsed.problems))
  return parsed.config
}

/** A market of which only the identity and the risk limits are stated. */
const DEFAULT_MARKET = {
  market: `0x${'a1'.repeat(32)}`,
  tokenId: marketFile()['token'],
  configured: true,
  entries: true,
  risk: {
    maxUsdcLockedMicros: 50_000_000,
    entryUsdcMicros: 10_000_000,
    maxDailyLossMicros: 5_000_000,
    exposureStopPermille: 1_000,
    exposureStop: 'confirmed',
    emergencyExit: 'hold',
    dust: 'carry',
    settledAt: 'CONFIRMED',
    rewardEntryMicros: 10_000_000,
    exitFloorMicros: 100_000,
  },
  regime: {
    minSpreadMicros: 10_000,
    maxSpreadMicros: 50_000,
    minDepthMicros: 100_000_000,
    minMidMicros: 100_000,
    maxMidMicros: 900_000,
    maxJumpMicros: 30_000,
    jumpMemoryMs: 600_000,
    volatilityWindowMs: 600_000,
    minHistoryMs: 120_000,
    maxSdMicros: 10_000,
    maxMoveMicros: 30_000,
    stayPercent: 50,
    maxReadAgeMs: 5_000,
    gameStartMarginMs: 1_800_000,
    allowInPlay: false,
    endMarginMs: 3_600_000,
  },
  quote: {
    dustLevelMicros: 5_000_000,
    minEdgeTicks: 2,
    volatilityDistancePermille: 1_000,
    targetTicks: 2,
    targetFloorTicks: 1,
    targetDecayMs: 3_600_000,
    repriceTicks: 2,
    minQuoteAgeMs: 30_000,
    preferRewards: true,
    takerExit: false,
    timeStopMs: 14_400_000,
    stopLossMicros: 50_000,
    takerSlippageMicros: 30_000,
    entryTtlMs: 300_000,
    exitTtlMs: 600_000,
    entryMaxAgeMs: 240_000,
  },
  safety: {
    sendDeadlineMs: 2_000,
    maxSkewMs: 5_000,
    expirySlackMs: 60_000,
    fillSettleMs: 60_000,
    settleStuckMs: 600_000,
    flapWindowMs: 120_000,
    positionLagMs: 600_000,
    blindCancelMs: 30_000,
    blindMs: 180_000,
    failedTradesLimit: 3,
    openOrdersGapMs: 5_000,
    sanityEveryMs: 60_000,
  },
}

describe('conversion', () => {
  test('human units become exact integers, from numbers and from strings alike', () => {
    // Prepare
    const json = withMarket({
      maxUsdcLocked: '50.123456',
      entryUsdc: 10.07,
      maxDailyLossUsdc: '0.1',
      regime: { maxSpreadCents: '4.55', jumpMemoryMinutes: 1.5, maxReadAgeSeconds: '2.25' },
      exit: { exitFloor: 0.07 },
      safety: { exposureStopMultiple: 1.25 },
    })

    // Act
    const { risk, regime } = configOf(json).stack.markets[0] ?? expect.fail('no market')

    // Assess
    expect(risk).toMatchObject({
      maxUsdcLockedMicros: 50_123_456,
      entryUsdcMicros: 10_070_000,
      maxDailyLossMicros: 100_000,
      exitFloorMicros: 70_000,
      exposureStopPermille: 1_250,
    })
    expect(regime).toMatchObject({ maxSpreadMicros: 45_500, jumpMemoryMs: 90_000, maxReadAgeMs: 2_250 })
  })

  test('what is left out takes the documented default', () => {
    // Act
    const { stack, ...facts } = configOf(configFile())

    // Assess
    expect(facts).toMatchObject({
      stage: 'paper',
      wallet: null,
      region: 'eu-west-1',
      hosts: { clob: 'https://clob.polymarket.com', data: 'https://data-api.polymarket.com' },
      operatorEmail: null,
      budget: null,
    })
    expect(stack).toMatchObject({
      wallet: 'paper',
      cadenceMs: 10_000,
      minGapMs: 1_000,
      leaseMs: 60_000,
      cancelAllOnStop: false,
      stopListGapMs: 10_000,
    })
    expect(stack.markets[0]).toEqual(DEFAULT_MARKET)
  })

  test('a live configuration names its wallet, in lower case afterwards', () => {
    // Act
    const config = configOf(
      configFile({ stage: 'live', wallet: { address: WALLET }, cadenceSeconds: 'once' }),
    )

    // Assess
    expect(config.wallet).toEqual({
      address: WALLET.toLowerCase(),
      funder: WALLET.toLowerCase(),
      signatureType: 0,
    })
    expect(config.stack.wallet).toBe(WALLET.toLowerCase())
    expect(config.stack.cadenceMs).toBeNull()
  })
})
