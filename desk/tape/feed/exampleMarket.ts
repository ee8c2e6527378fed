import { epochMs } from '../../../shared/domain/units.ts'
import type { FeedEvent } from '../../exchange/exchange.ts'
import { createRandom } from './chance.ts'
import { afterGameStart } from './gameStart.ts'
import { createMadeUpMarket } from './madeUpMarket.ts'
import { BEHAVIOURS, type MarketBehaviour } from './syntheticKinds.ts'

const MINUTE_MS = 60_000
const SECOND_MS = 1_000
const SEED = 12
/** A Saturday's game. */
export const EXAMPLE_START_MS = Date.UTC(2026, 0, 10, 17)
const TREND: MarketBehaviour = { ...BEHAVIOURS.trending, anchorTicksPerHour: 8 }
/** The news that comes before the game, at once. */
const JUMP_TICKS = 9

/** What the market does from which minute on; the last part ends with the tape. */
const TREND_FROM_MS = 75 * MINUTE_MS
const JUMP_AT_MS = 135 * MINUTE_MS
// So late that its last third, which a sweep holds out, is traded in too.
const GAME_STARTS_MS = 285 * MINUTE_MS
const LENGTH_MS = 300 * MINUTE_MS

export const EXAMPLE_GAME_START_MS = EXAMPLE_START_MS + GAME_STARTS_MS

/**
 * Five made-up hours with what makes or costs a market maker money: calm, a trend, a jump, and a game start that
 * wipes the book. The same events on every machine.
 */
export function* exampleMarket(): Generator<FeedEvent> {
  const market = createMadeUpMarket(SEED, 45)
  const random = createRandom(~SEED)
  yield market.reopen(0, EXAMPLE_START_MS)
  for (let fromMs = SECOND_MS; fromMs < LENGTH_MS; fromMs += SECOND_MS) {
    const atMs = epochMs(EXAMPLE_START_MS + fromMs)
    const sinceMs = fromMs - GAME_STARTS_MS
    if (sinceMs >= 0) yield* afterGameStart(market, random, { sinceMs, atMs })
    else if (fromMs === JUMP_AT_MS) yield market.reopen(JUMP_TICKS, atMs)
    else yield* market.second(fromMs >= TREND_FROM_MS && fromMs < JUMP_AT_MS ? TREND : BEHAVIOURS.calm, atMs)
  }
}
