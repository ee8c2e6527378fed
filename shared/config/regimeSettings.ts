import { price, size } from '../domain/units.ts'
import { quantity } from './quantity.ts'
import { flag } from './setting.ts'

/** When a market may be entered: docs/strategy.md explains each filter. */
export const regimeSettings = {
  minSpreadMicros: quantity(
    'regime.minSpreadCents',
    { unit: 'cents', min: 0.1, max: 99, default: 1, help: 'narrowest spread to quote in' },
    price,
  ),
  maxSpreadMicros: quantity(
    'regime.maxSpreadCents',
    { unit: 'cents', min: 0.1, max: 99, default: 5, help: 'widest spread to quote in' },
    price,
  ),
  minDepthMicros: quantity(
    'regime.minDepthShares',
    {
      unit: 'shares',
      min: 0,
      max: 10_000_000,
      default: 100,
      help: 'size required at the touch on each side',
    },
    size,
  ),
  minMidMicros: quantity(
    'regime.minMid',
    { unit: 'USDC a share', min: 0.01, max: 0.99, default: 0.1, help: 'lowest mid to quote at' },
    price,
  ),
  maxMidMicros: quantity(
    'regime.maxMid',
    { unit: 'USDC a share', min: 0.01, max: 0.99, default: 0.9, help: 'highest mid to quote at' },
    price,
  ),
  maxJumpMicros: quantity(
    'regime.maxJumpCents',
    {
      unit: 'cents',
      min: 0.1,
      max: 99,
      default: 3,
      tier: 'expert',
      help: 'a mid further than this from the last good one is not believed',
    },
    price,
  ),
  // Ten minutes: longer than the slowest reopening seen after game start (48 s), short enough to forget a real move.
  jumpMemoryMs: quantity('regime.jumpMemoryMinutes', {
    unit: 'minutes',
    min: 1,
    max: 1440,
    default: 10,
    tier: 'expert',
    help: 'how long the last good mid is used to detect jumps',
  }),
  // Ten minutes: what the mid did then is the best word on what it does next; older moves are old news.
  volatilityWindowMs: quantity('regime.volatilityWindowMinutes', {
    unit: 'minutes',
    min: 2,
    max: 30,
    default: 10,
    help: 'how far back volatility is measured',
  }),
  minHistoryMs: quantity('regime.minHistorySeconds', {
    unit: 'seconds',
    min: 0,
    max: 1_800,
    default: 120,
    help: 'no entries until the mid has been watched for this long without a gap of 90 s; 0 requires none',
  }),
  maxSdMicros: quantity(
    'regime.maxSdCents',
    {
      unit: 'cents',
      min: 0.1,
      max: 99,
      default: 1,
      help: 'no entries while one-minute changes of the mid have a higher standard deviation',
    },
    price,
  ),
  maxMoveMicros: quantity(
    'regime.maxMoveCents',
    {
      unit: 'cents',
      min: 0.1,
      max: 99,
      default: 3,
      help: 'no entries while the largest one-minute change of the mid is above this',
    },
    price,
  ),
  // Half: a touch of 100 shares that somebody leaves is seldom cut to less, and a thinner one is another market.
  stayPercent: quantity('regime.stayPercent', {
    unit: 'percent',
    min: 1,
    max: 100,
    default: 50,
    tier: 'expert',
    help: 'hysteresis: a resting entry is kept until the market falls below this fraction of minDepthShares, minSpreadCents and the distance of minMid and maxMid from 0 and 1',
  }),
  // Five seconds: half a tick at the default cadence; a slower read describes another market.
  maxReadAgeMs: quantity('regime.maxReadAgeSeconds', {
    unit: 'seconds',
    min: 1,
    max: 60,
    default: 5,
    tier: 'expert',
    help: 'a book that was read longer ago than this is not used',
  }),
  gameStartMarginMs: quantity('regime.gameStartMarginMinutes', {
    unit: 'minutes',
    min: 0,
    max: 10_080,
    default: 30,
    help: 'no entries from this long before game start; a position is offered at the touch',
  }),
  allowInPlay: flag('regime.allowInPlay', { default: false, help: 'allow quoting after game start' }),
  // An hour: prices run to 0 or 1 there, and an entry needs time to be sold again.
  endMarginMs: quantity('regime.endMarginMinutes', {
    unit: 'minutes',
    min: 0,
    max: 525_600,
    default: 60,
    help: "no entries in this last period of the market's life; 0 also allows a market with no known end",
  }),
}
