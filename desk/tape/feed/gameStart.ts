import type { FeedEvent } from '../../exchange/exchange.ts'
import type { Chance } from './chance.ts'
import type { MadeUpMarket } from './madeUpMarket.ts'
import { IN_PLAY } from './syntheticKinds.ts'

/** As recorded: the emptied book reopens at 0.01/0.99 after 3 s, passes through nonsense, and is sane after 48 s. */
const REOPENS_MS = 3_000
const LOPSIDED_MS = 20_000
const SANE_MS = 48_000

/**
 * One second of a market whose game has started: the venue wipes the book, nonsense is quoted for three quarters of
 * a minute, and the game is on.
 * @param sinceMs Since the start; whole seconds, from 0.
 */
export function* afterGameStart(
  market: MadeUpMarket,
  random: Chance,
  { sinceMs, atMs }: { readonly sinceMs: number; readonly atMs: number },
): Generator<FeedEvent> {
  if (sinceMs === 0) yield market.empty(atMs)
  else if (sinceMs === REOPENS_MS) yield market.bare({ bidTick: 1, askTick: 99, shares: 150 }, atMs)
  else if (sinceMs === LOPSIDED_MS) {
    const bidTick = Math.min(90, Math.round(market.fairTicks()) + 5)
    yield market.bare({ bidTick, askTick: 99, shares: 40 }, atMs)
  } else if (sinceMs === SANE_MS) yield market.reopen(random.between(-8, 8), atMs)
  else if (sinceMs > SANE_MS) yield* market.second(IN_PLAY, atMs)
}
