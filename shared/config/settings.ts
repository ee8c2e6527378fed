import type {
  MarketSettings,
  QuoteSettings,
  RegimeSettings,
  RiskSettings,
  SafetySettings,
} from '../domain/settings.ts'
import { PAPER_WALLET } from '../domain/stage.ts'
import { marketId, price, size, tokenId, usdc } from '../domain/units.ts'
import type { Config, WalletConfig } from './config.ts'
import type { MarketInput } from './marketFields.ts'
import type { ConfigInput } from './schema.ts'

/** From the checked file to what the rooms use; the integers are already there, here they get their brands. */
export function toConfig(input: ConfigInput): Config {
  const wallet = toWallet(input)
  // A wallet named in stage paper is for later: nothing of it is used.
  if (input.stage === 'paper') return { stage: 'paper', wallet: null, ...toStack(input, PAPER_WALLET) }
  if (wallet === null) throw new RangeError('wallet: a live configuration without one has passed the rules')
  return { stage: 'live', wallet, ...toStack(input, wallet.funder) }
}

function toStack(input: ConfigInput, account: string) {
  return {
    stack: {
      wallet: account,
      accountMicros: usdc(input.accountUsdc),
      cadenceMs: input.cadenceSeconds,
      minGapMs: input.minGapMs,
      leaseMs: input.leaseSeconds,
      cancelAllOnStop: input.cancelAllOnStop,
      stopListGapMs: input.stopListGapSeconds,
      markets: input.markets.map(toMarket),
    },
    hosts: input.hosts,
    parameters: { ...input.parameters, webhook: input.parameters.webhook ?? null },
    region: input.region,
    operatorEmail: input.operatorEmail ?? null,
    budget: input.budgetEmail === undefined ? null : { email: input.budgetEmail, usdAMonth: input.budgetUsd },
  }
}

function toWallet(input: ConfigInput): WalletConfig | null {
  if (input.wallet === undefined) return null
  const address = input.wallet.address.toLowerCase()
  // The schema takes whole numbers from 0 to 3 alone.
  const signatureType = input.wallet.signatureType as WalletConfig['signatureType']
  const { funder, kmsKeyId } = input.wallet
  return {
    address,
    funder: funder?.toLowerCase() ?? address,
    signatureType,
    ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
  }
}

const toMarket = (input: MarketInput): MarketSettings => ({
  // Where it was copied from the catalogue a Protocol V2 condition has 31 bytes.
  market: marketId(input.market.padEnd(66, '0')),
  tokenId: tokenId(input.token),
  configured: true,
  risk: toRisk(input),
  regime: toRegime(input),
  quote: toQuote(input),
  safety: toSafety(input),
})

const toRisk = (input: MarketInput): RiskSettings => ({
  maxUsdcLockedMicros: usdc(input.maxUsdcLocked),
  entryUsdcMicros: usdc(input.entryUsdc),
  maxDailyLossMicros: usdc(input.maxDailyLossUsdc),
  exposureStopPermille: input.exposureStopMultiple,
  exposureStop: input.exposureStop,
  emergencyExit: input.emergencyExit,
  dust: input.dust,
  settledAt: input.settledAt,
  rewardEntryMicros: usdc(input.rewardEntryUsdc ?? input.entryUsdc),
  exitFloorMicros: price(input.exitFloor),
})

const toRegime = (input: MarketInput): RegimeSettings => ({
  minSpreadMicros: price(input.minSpreadCents),
  maxSpreadMicros: price(input.maxSpreadCents),
  minDepthMicros: size(input.minDepthShares),
  minMidMicros: price(input.minMid),
  maxMidMicros: price(input.maxMid),
  maxJumpMicros: price(input.maxJumpCents),
  jumpMemoryMs: input.jumpMemoryMinutes,
  volatilityWindowMs: input.volatilityWindowMinutes,
  minHistoryMs: input.minHistorySeconds,
  maxSdMicros: price(input.maxSdCents),
  maxMoveMicros: price(input.maxMoveCents),
  stayPercent: input.stayPercent,
  maxReadAgeMs: input.maxReadAgeSeconds,
  gameStartMarginMs: input.gameStartMarginMinutes,
  allowInPlay: input.allowInPlay,
  endMarginMs: input.endMarginMinutes,
})

const toQuote = (input: MarketInput): QuoteSettings => ({
  dustLevelMicros: size(input.dustLevelShares),
  minEdgeTicks: input.minEdgeTicks,
  volatilityDistancePermille: input.volatilityDistance,
  targetTicks: input.targetTicks,
  targetFloorTicks: input.targetFloorTicks,
  targetDecayMs: input.targetDecayMinutes,
  repriceTicks: input.repriceTicks,
  minQuoteAgeMs: input.minQuoteAgeSeconds,
  preferRewards: input.preferRewards,
  takerExit: input.takerExit,
  timeStopMs: input.timeStopMinutes,
  stopLossMicros: price(input.stopLossCents),
  takerSlippageMicros: price(input.takerSlippageCents),
  entryTtlMs: input.entryTtlSeconds,
  exitTtlMs: input.exitTtlSeconds,
  entryMaxAgeMs: input.entryMaxAgeSeconds,
})

const toSafety = (input: MarketInput): SafetySettings => ({
  sendDeadlineMs: input.sendDeadlineMs,
  maxSkewMs: input.maxSkewSeconds,
  expirySlackMs: input.expirySlackSeconds,
  fillSettleMs: input.fillSettleSeconds,
  settleStuckMs: input.settleStuckSeconds,
  flapWindowMs: input.flapWindowSeconds,
  positionLagMs: input.positionLagSeconds,
  blindCancelMs: input.blindCancelSeconds,
  blindMs: input.blindSeconds,
  failedTradesLimit: input.failedTradesLimit,
  openOrdersGapMs: input.openOrdersGapSeconds,
  sanityEveryMs: input.sanityEverySeconds,
})
