import { emptyPosition } from '../../../shared/accounting/position.ts'
import type { StopCode, StopReason } from '../../../shared/domain/control.ts'
import type { Leg } from '../../../shared/domain/leg.ts'
import type { Order } from '../../../shared/domain/order.ts'
import type { Outcome } from '../../../shared/domain/outcome.ts'
import {
  epochMs,
  type MarketId,
  marketId,
  orderId,
  price,
  size,
  tokenId,
  tradeId,
  usdc,
} from '../../../shared/domain/units.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import { settings } from '../../support/build.ts'
import { MARKET } from '../../support/wireIds.ts'
import { NOW } from './tableFixture.ts'

export const OTHER_MARKET = marketId(`0x${'b2'.repeat(32)}`)
export const TOKEN = tokenId('7'.repeat(77))
/** The one that all samples are of. */
export const outcomeOf = (market: MarketId): Outcome => ({ market, tokenId: TOKEN })
const at = epochMs(NOW - 5_000)
const { risk, regime, quote, safety } = settings()

export const reason = (code: StopCode, text = 'seen in a test'): StopReason => ({ code, text, atMs: NOW })

export const order = (n = 1): Order => ({
  id: orderId(`0x${String(n).padStart(64, '0')}`),
  purpose: 'entry',
  side: 'BUY',
  tokenId: TOKEN,
  priceMicros: price(480_000),
  sizeMicros: size(50_000_000),
  postOnly: true,
  salt: '123456789',
  timestamp: '1790000000000',
  intendedAtMs: at,
  expiresAtMs: epochMs(NOW + 300_000),
  life: { at: 'DEAD', sinceMs: at, how: 'canceled' },
  matchedMicros: size(10_000_000),
  absences: 0,
  closedAtMs: at,
})

export const leg = (n = 1): Leg => ({
  tradeId: tradeId(`trade-${n}`),
  orderId: order(n).id,
  market: MARKET,
  tokenId: TOKEN,
  side: 'BUY',
  role: 'maker',
  sizeMicros: size(10_000_000),
  priceMicros: price(480_000),
  notionalMicros: usdc(4_800_000),
  matchedAtMs: at,
  status: 'CONFIRMED',
  mined: true,
  transactionHash: `0x${'c3'.repeat(32)}`,
  feeMicros: usdc(0),
  seenAtMs: at,
})

/** A state with something in every branch, so that a round trip through the table proves something. */
export const state = (changes: Partial<MarketState> = {}): MarketState => ({
  schema: 1,
  market: MARKET,
  tokenId: TOKEN,
  wallet: `0x${'d4'.repeat(20)}`,
  phase: 'POSITION_OPEN',
  exitOnly: ['exposure'],
  settling: false,
  tradedUnder: { risk, regime, quote, safety },
  rules: {
    tokens: [TOKEN, tokenId('8'.repeat(77))],
    version: 'v1',
    negRisk: true,
    tickMicros: price(10_000),
    minSizeMicros: size(5_000_000),
    feeRatePpm: 0,
    feeExponent: 1,
    gameStartMs: null,
    endMs: at,
    readAtMs: at,
  },
  vouchedMicros: size(10_000_000),
  minSizeMicros: size(5_000_000),
  feeRatePpm: 0,
  feeExponent: 1,
  folded: emptyPosition,
  legs: [leg()],
  orders: [order()],
  adoptedAtMs: epochMs(0),
  foldedUntilMs: epochMs(0),
  tradesReadAtMs: at,
  lastGoodMid: { priceMicros: price(500_000), atMs: at },
  mids: { slotMs: 10_000, lastSlot: Math.floor(at / 10_000), micros: [price(490_000), null, price(500_000)] },
  heldSinceMs: at,
  inventoryHistory: [
    { atMs: at, confirmedMicros: size(10_000_000), withProvisionalMicros: size(10_000_000) },
  ],
  suspicion: {
    flaps: [at],
    restPositionMicros: null,
    openOrdersSinceMs: null,
    balanceShortSinceMs: null,
    balanceRetryUsed: false,
    failedLegs: [],
    entryBackoffUntilMs: epochMs(0),
    unlisted: [order(2).id],
  },
  sanityReadAtMs: at,
  day: { utc: '2026-09-21', startEquityMicros: usdc(-12_345) },
  ...changes,
})
