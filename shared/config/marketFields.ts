import { z } from 'zod'
import { choice, flag, quantity, text, textOr } from './fields.ts'

/** The venue refuses an expiration less than 180 s ahead; skew (5 s), sending (2 s) and a reserve come on top. */
const MIN_TTL_SECONDS = 190

const identity = {
  name: textOr('unnamed', /^[\w .,:?'()/-]{1,80}$/, {
    form: 'up to 80 letters, digits and simple punctuation',
    help: 'for people: shown in notices',
  }),
  market: text(/^0x[0-9a-fA-F]{62}(?:[0-9a-fA-F]{2})?$/, {
    form: 'the condition id, 0x and 64 hex digits (62 for Protocol V2)',
    help: 'condition id of the market',
  }),
  token: text(/^[1-9]\d{0,77}$/, {
    form: 'the token id in quotes, decimal digits only (a JSON number would lose digits)',
    help: 'token id of the outcome that is quoted',
  }),
}

/** Risk limits have no default: what may be lost is for the user to say. */
const risk = {
  maxUsdcLocked: quantity({
    unit: 'USDC',
    min: 1,
    max: 1_000_000,
    help: 'the cap: confirmed shares x mid + pending entries never exceed it',
  }),
  entryUsdc: quantity({
    unit: 'USDC',
    min: 0.5,
    max: 500_000,
    help: 'cost of one entry; at most half of the cap',
  }),
  rewardEntryUsdc: quantity({
    unit: 'USDC',
    min: 0.5,
    max: 500_000,
    help: 'cost of an entry where only so it is large enough for rewards; left out: entryUsdc',
  }).optional(),
  maxDailyLossUsdc: quantity({
    unit: 'USDC',
    min: 0.1,
    max: 1_000_000,
    help: 'realised and unrealised loss of a UTC day beyond which it stops',
  }),
  exposureStopMultiple: quantity({
    unit: 'times the cap',
    min: 1,
    max: 10,
    default: 1,
    help: 'confirmed shares x mid above cap x this is a STOP',
  }),
  exposureStop: choice(['confirmed', 'literal'], {
    default: 'confirmed',
    help: '"literal" stops on total exposure above the cap',
  }),
  emergencyExit: choice(['hold', 'flatten'], {
    default: 'hold',
    help: 'what becomes of the position after a STOP that is about money, not about knowledge',
  }),
  dust: choice(['carry', 'hold'], {
    default: 'carry',
    help: 'less than the minimum size counts as flat; "hold" allows no entry while any share is held',
  }),
  settledAt: choice(['CONFIRMED', 'MINED'], {
    default: 'CONFIRMED',
    help: 'from which settlement status a fill counts as confirmed',
  }),
  // A tenth: the bottom of the band we trade in. Below it a book is more often emptied than right.
  exitFloor: quantity({
    unit: 'USDC a share',
    min: 0.01,
    max: 0.99,
    default: 0.1,
    help: 'no SELL is ever priced below this',
  }),
}

const regime = {
  minSpreadCents: quantity({ unit: 'cents', min: 0.1, max: 99, default: 1, help: 'tightest book quoted in' }),
  maxSpreadCents: quantity({ unit: 'cents', min: 0.1, max: 99, default: 5, help: 'widest book quoted in' }),
  minDepthShares: quantity({
    unit: 'shares',
    min: 0,
    max: 10_000_000,
    default: 100,
    help: 'size wanted at the touch on each side',
  }),
  minMid: quantity({ unit: 'USDC a share', min: 0.01, max: 0.99, default: 0.1, help: 'lowest mid quoted' }),
  maxMid: quantity({ unit: 'USDC a share', min: 0.01, max: 0.99, default: 0.9, help: 'highest mid quoted' }),
  maxJumpCents: quantity({
    unit: 'cents',
    min: 0.1,
    max: 99,
    default: 3,
    help: 'largest believable distance from the last good mid',
  }),
  // Ten minutes: longer than the slowest reopening seen after game start (48 s), short enough to forget a real move.
  jumpMemoryMinutes: quantity({
    unit: 'minutes',
    min: 1,
    max: 1440,
    default: 10,
    help: 'how long the last good mid is a measure for jumps',
  }),
  // Ten minutes: what the mid did then is the best word on what it does next; older moves are old news.
  volatilityWindowMinutes: quantity({
    unit: 'minutes',
    min: 2,
    max: 30,
    default: 10,
    help: 'how far back volatility is measured',
  }),
  minHistorySeconds: quantity({
    unit: 'seconds',
    min: 0,
    max: 1_800,
    default: 120,
    help: 'no entries until the mid was watched for so long without a hole of 90 s; 0 asks for none',
  }),
  maxSdCents: quantity({
    unit: 'cents',
    min: 0.1,
    max: 99,
    default: 1,
    help: 'no entries above this standard deviation of one-minute changes of the mid',
  }),
  maxMoveCents: quantity({
    unit: 'cents',
    min: 0.1,
    max: 99,
    default: 3,
    help: 'no entries above this largest one-minute change of the mid',
  }),
  // Half: a touch of 100 shares that somebody leaves is seldom cut to less, and a thinner one is another market.
  stayPercent: quantity({
    unit: 'percent',
    min: 1,
    max: 100,
    default: 50,
    help: 'an entry that rests stays down to this part of minDepthShares, minSpreadCents and the distances of the band to 0 and 1',
  }),
  // Five seconds: half a tick at the default cadence; a slower read describes another market.
  maxReadAgeSeconds: quantity({
    unit: 'seconds',
    min: 1,
    max: 60,
    default: 5,
    help: 'oldest read of the book that is decided on',
  }),
  gameStartMarginMinutes: quantity({
    unit: 'minutes',
    min: 0,
    max: 10_080,
    default: 30,
    help: 'no entries from this long before game start, and what is held is offered at the touch',
  }),
  allowInPlay: flag({ default: false, help: 'quote after game start' }),
  // An hour: prices run to 0 or 1 there, and an entry needs time to be sold again.
  endMarginMinutes: quantity({
    unit: 'minutes',
    min: 0,
    max: 525_600,
    default: 60,
    help: "no entries in this last part of the market's life",
  }),
}

const quote = {
  // The venue's usual minimum order: a smaller level cannot be an order somebody means to trade with.
  dustLevelShares: quantity({
    unit: 'shares',
    min: 0,
    max: 1_000_000,
    default: 5,
    help: 'smaller levels are not joined',
  }),
  minEdgeTicks: quantity({
    unit: 'ticks',
    min: 1,
    max: 100,
    default: 2,
    help: 'an entry is posted only if its exit stands so far above it',
  }),
  // One: what the mid does in an ordinary minute does not reach the quote.
  volatilityDistance: quantity({
    unit: 'times the deviation',
    min: 0,
    max: 20,
    default: 1,
    help: 'an entry keeps this times the standard deviation of one-minute changes below the mid',
  }),
  // As much as an entry's edge: the round trip earns what the spread promised.
  targetTicks: quantity({
    unit: 'ticks',
    min: 1,
    max: 100,
    default: 2,
    help: 'an exit asks average cost plus this, or more',
  }),
  targetFloorTicks: quantity({
    unit: 'ticks',
    min: -100,
    max: 100,
    default: 1,
    help: 'to this the target falls in a straight line; 0 gives up the profit, less than 0 allows a loss',
  }),
  targetDecayMinutes: quantity({
    unit: 'minutes',
    min: 1,
    max: 10_080,
    default: 60,
    help: 'so long after the buy the target is at its floor',
  }),
  repriceTicks: quantity({
    unit: 'ticks',
    min: 1,
    max: 100,
    default: 2,
    help: 'a quote is moved only when it is off by more',
  }),
  // The venue pays for orders that have rested so long in most of its programmes.
  minQuoteAgeSeconds: quantity({
    unit: 'seconds',
    min: 0,
    max: 240,
    default: 30,
    help: 'a younger quote is not moved to a price that is better for others',
  }),
  preferRewards: flag({
    default: true,
    help: "lean to the market's reward programme: its largest spread, smallest size and least age",
  }),
  takerExit: flag({
    default: false,
    help: 'time stop, stop-loss and game start may sell at the market',
  }),
  timeStopMinutes: quantity({
    unit: 'minutes',
    min: 1,
    max: 10_080,
    default: 240,
    help: 'with takerExit: a position held longer is sold',
  }),
  stopLossCents: quantity({
    unit: 'cents',
    min: 0.5,
    max: 99,
    default: 5,
    help: 'with takerExit: a position is sold when the mid is further below its average cost',
  }),
  // The half of the widest sane spread, and a little for the levels behind the touch.
  takerSlippageCents: quantity({
    unit: 'cents',
    min: 0.1,
    max: 99,
    default: 3,
    help: 'with takerExit: no bid further below the mid is taken, nor one below exitFloor',
  }),
  entryTtlSeconds: quantity({
    unit: 'seconds',
    min: MIN_TTL_SECONDS,
    max: 720,
    default: 300,
    help: 'life of an entry at the venue, as signed (it drops orders 60 s early)',
  }),
  exitTtlSeconds: quantity({
    unit: 'seconds',
    min: MIN_TTL_SECONDS,
    max: 720,
    default: 600,
    help: 'life of an exit at the venue, as signed (it drops orders 60 s early)',
  }),
  entryMaxAgeSeconds: quantity({
    unit: 'seconds',
    min: 10,
    max: 240,
    default: 240,
    help: 'an older entry is stale',
  }),
}

const safety = {
  sendDeadlineMs: quantity({
    unit: 'ms',
    min: 100,
    max: 5_000,
    default: 2_000,
    help: 'an order leaves so soon after the last look at the flag, or not at all',
  }),
  // Five seconds: expiry and trade windows are computed by our clock and judged by the venue's.
  maxSkewSeconds: quantity({
    unit: 'seconds',
    min: 1,
    max: 10,
    default: 5,
    help: 'nothing is posted above this difference of clocks',
  }),
  expirySlackSeconds: quantity({
    unit: 'seconds',
    min: 60,
    max: 600,
    default: 60,
    help: 'an unseen order is dead so long after its expiry',
  }),
  fillSettleSeconds: quantity({
    unit: 'seconds',
    min: 60,
    max: 600,
    default: 60,
    help: 'so long after its death a trades read shows every fill of an order',
  }),
  settleStuckSeconds: quantity({
    unit: 'seconds',
    min: 120,
    max: 3_600,
    default: 600,
    help: 'a dead order that does not close for so long is paged',
  }),
  flapWindowSeconds: quantity({
    unit: 'seconds',
    min: 10,
    max: 600,
    default: 120,
    help: 'two unexplained changes of the REST position within it are a STOP',
  }),
  positionLagSeconds: quantity({
    unit: 'seconds',
    min: 60,
    max: 600,
    default: 600,
    help: 'how far REST position and balance may lag behind the fills',
  }),
  blindCancelSeconds: quantity({
    unit: 'seconds',
    min: 10,
    max: 180,
    default: 30,
    help: 'entries are cancelled when trades are unreadable for so long',
  }),
  blindSeconds: quantity({
    unit: 'seconds',
    min: 30,
    max: 600,
    default: 180,
    help: 'trades unreadable for so long are a STOP',
  }),
  failedTradesLimit: quantity({
    unit: 'count',
    min: 1,
    max: 100,
    default: 3,
    help: 'so many failed trades within a day are a STOP',
  }),
  // The venue's lists lag by a second or two; five tells lag from a stranger.
  openOrdersGapSeconds: quantity({
    unit: 'seconds',
    min: 5,
    max: 120,
    default: 5,
    help: 'two looks at too many open orders, so far apart, are a STOP',
  }),
  // A minute: sanity only, and the positions endpoint itself lags by more than that.
  sanityEverySeconds: quantity({
    unit: 'seconds',
    min: 10,
    max: 600,
    default: 60,
    help: 'how often REST positions and balance are read',
  }),
}

export const marketSchema = z.strictObject(
  { ...identity, ...risk, ...regime, ...quote, ...safety },
  { error: (issue) => (issue.code === 'unrecognized_keys' ? undefined : 'use an object of settings') },
)
export type MarketInput = z.output<typeof marketSchema>
