import { inCents, inMinutes, inPercent, inSeconds, inShares, inUsdcAShare, quantity } from './quantity.ts'
import { flag } from './setting.ts'

/** When a market may be entered: docs/strategy.md explains each filter. */
export const regimeSettings = {
  minSpreadMicros: quantity('regime.minSpreadCents', inCents(0.1, 99), {
    default: 1,
    help: 'narrowest spread to quote in',
  }),
  maxSpreadMicros: quantity('regime.maxSpreadCents', inCents(0.1, 99), {
    default: 5,
    help: 'widest spread to quote in',
  }),
  minDepthMicros: quantity('regime.minDepthShares', inShares(0, 10_000_000), {
    default: 100,
    help: 'size required at the touch on each side',
  }),
  minMidMicros: quantity('regime.minMid', inUsdcAShare(0.01, 0.99), {
    default: 0.1,
    help: 'lowest mid to quote at',
  }),
  maxMidMicros: quantity('regime.maxMid', inUsdcAShare(0.01, 0.99), {
    default: 0.9,
    help: 'highest mid to quote at',
  }),
  maxJumpMicros: quantity('regime.maxJumpCents', inCents(0.1, 99), {
    default: 3,
    tier: 'expert',
    help: 'a mid further than this from the last good one is not believed',
  }),
  // Ten minutes: longer than the slowest reopening seen after game start (48 s), short enough to forget a real move.
  jumpMemoryMs: quantity('regime.jumpMemoryMinutes', inMinutes(1, 1440), {
    default: 10,
    tier: 'expert',
    help: 'how long the last good mid is used to detect jumps',
  }),
  // Ten minutes: what the mid did then is the best word on what it does next; older moves are old news.
  volatilityWindowMs: quantity('regime.volatilityWindowMinutes', inMinutes(2, 30), {
    default: 10,
    help: 'how far back volatility is measured',
  }),
  minHistoryMs: quantity('regime.minHistorySeconds', inSeconds(0, 1_800), {
    default: 120,
    help: 'no entries until the mid has been watched for this long without a gap of 90 s; 0 requires none',
  }),
  maxSdMicros: quantity('regime.maxSdCents', inCents(0.1, 99), {
    default: 1,
    help: 'no entries while one-minute changes of the mid have a higher standard deviation',
  }),
  maxMoveMicros: quantity('regime.maxMoveCents', inCents(0.1, 99), {
    default: 3,
    help: 'no entries while the largest one-minute change of the mid is above this',
  }),
  // Half: a touch of 100 shares that somebody leaves is seldom cut to less, and a thinner one is another market.
  stayPercent: quantity('regime.stayPercent', inPercent(1, 100), {
    default: 50,
    tier: 'expert',
    help: 'hysteresis: a resting entry is kept until the market falls below this fraction of minDepthShares, minSpreadCents and the distance of minMid and maxMid from 0 and 1',
  }),
  // Five seconds: half a tick at the default cadence; a slower read describes another market.
  maxReadAgeMs: quantity('regime.maxReadAgeSeconds', inSeconds(1, 60), {
    default: 5,
    tier: 'expert',
    help: 'a book that was read longer ago than this is not used',
  }),
  gameStartMarginMs: quantity('regime.gameStartMarginMinutes', inMinutes(0, 10_080), {
    default: 30,
    help: 'no entries from this long before game start; a position is offered at the touch',
  }),
  allowInPlay: flag('regime.allowInPlay', { default: false, help: 'allow quoting after game start' }),
  // An hour: prices run to 0 or 1 there, and an entry needs time to be sold again.
  endMarginMs: quantity('regime.endMarginMinutes', inMinutes(0, 525_600), {
    default: 60,
    help: "no entries in this last period of the market's life; 0 also allows a market with no known end",
  }),
}
