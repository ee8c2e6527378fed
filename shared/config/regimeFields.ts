import { flag, quantity } from './fields.ts'

/** When a market may be entered: docs/strategy.md tells of each filter. */
export const regimeFields = {
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
