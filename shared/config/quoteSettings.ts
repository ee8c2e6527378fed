import { LEAST_LIFE_MS } from '../domain/venueRules.ts'
import {
  inCents,
  inMinutes,
  inSeconds,
  inShares,
  inTicks,
  inTimesTheDeviation,
  quantity,
} from './quantity.ts'
import { flag } from './setting.ts'

/** The venue refuses what lives shorter; skew (5 s), sending (2 s) and a reserve come on top. */
const MIN_TTL_SECONDS = LEAST_LIFE_MS / 1_000 + 10
/** A lost exit must not hold up a STOP for longer. */
const MAX_TTL_SECONDS = 720

/** Where a quote is placed, and when it moves: docs/strategy.md explains each rule. */
const entries = {
  // The venue's usual minimum order: a smaller level cannot be an order somebody means to trade with.
  dustLevelMicros: quantity('quote.dustLevelShares', inShares(0, 1_000_000), {
    default: 5,
    tier: 'expert',
    help: 'levels smaller than this are not joined',
  }),
  minEdgeTicks: quantity('quote.minEdgeTicks', inTicks(1, 100), {
    default: 2,
    help: 'an entry is posted only if its exit can be placed at least this far above it',
  }),
  // One: what the mid does in an ordinary minute does not reach the quote.
  volatilityDistancePermille: quantity('quote.volatilityDistance', inTimesTheDeviation(0, 20), {
    default: 1,
    help: 'an entry stays below the mid by this multiple of the standard deviation of one-minute changes',
  }),
  repriceTicks: quantity('quote.repriceTicks', inTicks(1, 100), {
    default: 2,
    help: 'a quote is repriced only when it is off target by more than this',
  }),
  // The age from which most of the venue's reward programmes count an order.
  minQuoteAgeMs: quantity('quote.minQuoteAgeSeconds', inSeconds(0, 240), {
    default: 30,
    tier: 'expert',
    help: 'a quote younger than this is not moved to a less competitive price',
  }),
  preferRewards: flag('quote.preferRewards', {
    default: true,
    help: "adapt to the market's reward programme: its maximum spread, minimum size and minimum age",
  }),
  entryTtlMs: quantity('quote.entryTtlSeconds', inSeconds(MIN_TTL_SECONDS, MAX_TTL_SECONDS), {
    default: 300,
    tier: 'expert',
    help: 'lifetime of an entry as signed (the venue drops orders 60 s early)',
  }),
  // At most 240: the venue drops an entry of 300 s after that.
  entryMaxAgeMs: quantity('quote.entryMaxAgeSeconds', inSeconds(10, 240), {
    default: 240,
    tier: 'expert',
    help: 'an older entry is stale',
  }),
}

const exits = {
  // As much as an entry's edge: the round trip earns what the spread promised.
  targetTicks: quantity('exit.targetTicks', inTicks(1, 100), {
    default: 2,
    help: 'profit target: an exit is priced at the average cost plus this, or higher',
  }),
  targetFloorTicks: quantity('exit.targetFloorTicks', inTicks(-100, 100), {
    default: 1,
    help: 'profit target after linear decay; 0 gives up the profit, below 0 allows a loss',
  }),
  targetDecayMs: quantity('exit.targetDecayMinutes', inMinutes(1, 10_080), {
    default: 60,
    help: 'time from the buy until the target has decayed to targetFloorTicks',
  }),
  takerExit: flag('exit.takerExit', {
    default: false,
    help: 'allow the time stop, the stop-loss and the game start to sell as a taker',
  }),
  timeStopMs: quantity('exit.timeStopMinutes', inMinutes(1, 10_080), {
    default: 240,
    help: 'time stop, with takerExit: a position held longer than this is sold',
  }),
  stopLossMicros: quantity('exit.stopLossCents', inCents(0.5, 99), {
    default: 5,
    help: 'stop-loss, with takerExit: a position is sold when the mid is further than this below its average cost',
  }),
  // The half of the widest sane spread, and a little for the levels behind the touch.
  takerSlippageMicros: quantity('exit.takerSlippageCents', inCents(0.1, 99), {
    default: 3,
    help: 'a taker exit, or a `flatten` without `--floor`, takes no bid further below the mid than this, and none below exitFloor',
  }),
  exitTtlMs: quantity('exit.exitTtlSeconds', inSeconds(MIN_TTL_SECONDS, MAX_TTL_SECONDS), {
    default: 600,
    tier: 'expert',
    help: 'lifetime of an exit as signed (the venue drops orders 60 s early)',
  }),
}

export const quoteSettings = { ...entries, ...exits }
