import { flag, quantity } from './fields.ts'

/** The venue refuses an expiration less than 180 s ahead; skew (5 s), sending (2 s) and a reserve come on top. */
const MIN_TTL_SECONDS = 190

/** Where a quote stands, and when it moves: docs/strategy.md tells of each rule. */
export const quoteFields = {
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
    help: 'no bid further below the mid is taken by a taker exit or a `flatten` without `--floor`, nor one below exitFloor',
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
