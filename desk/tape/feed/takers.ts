import type { Side } from '../../../shared/domain/order.ts'
import { type EpochMs, epochMs } from '../../../shared/domain/units.ts'
import type { FeedEvent } from '../../exchange/exchange.ts'
import type { Chance } from './chance.ts'
import type { Crowd } from './crowd.ts'
import type { FairValue } from './fairValue.ts'
import type { InformedTraders, MarketBehaviour } from './syntheticKinds.ts'

/** Shares that a large taker wants beyond the whole touch. */
const BEYOND_TOUCH = [10, 150] as const
const SECONDS_PER_HOUR = 3_600

/** Those who trade with the crowd of a made-up market. */
export interface Takers {
  /** The trades of one second. @returns whether something was taken. */
  second(behaviour: MarketBehaviour, atMs: number): Generator<FeedEvent, boolean>
}

/**
 * Most know nothing, and their trades move the fair value a little. The informed ones know how far the price will go
 * and trade until it is there, a tick with each trade: a maker who buys from them pays for the ticks that are left.
 * @param scale How many times their usual size they trade.
 */
export function createTakers(of: {
  readonly random: Chance
  readonly crowd: Crowd
  readonly fair: FairValue
  readonly scale: number
  readonly snapshot: (atMs: EpochMs) => FeedEvent
}): Takers {
  const { random, crowd, fair, scale, snapshot } = of
  /** News that the quotes lack. */
  let aheadTicks = 0

  const touchShares = (taker: Side): number => crowd.touchShares(taker === 'BUY' ? 'ask' : 'bid') / scale
  function* take(taker: Side, shares: number, atMs: EpochMs): Generator<FeedEvent, boolean> {
    const executions = crowd.take(taker, shares * scale)
    for (const execution of executions) yield { type: 'trade', atMs, taker, ...execution }
    if (executions.length === 0) return false
    // As the venue does: a fresh snapshot right after each trade.
    yield snapshot(atMs)
    return true
  }
  function* ignorant(atMs: EpochMs): Generator<FeedEvent, boolean> {
    const taker = random.chance(0.5) ? 'BUY' : 'SELL'
    const shares = drawShares(random, touchShares(taker))
    const isTaken = yield* take(taker, shares, atMs)
    if (isTaken) fair.nudge((taker === 'BUY' ? 1 : -1) * Math.min(0.5, shares / 800))
    return isTaken
  }
  function* informed(atMs: EpochMs): Generator<FeedEvent, boolean> {
    const [taker, sign] = aheadTicks > 0 ? (['BUY', 1] as const) : (['SELL', -1] as const)
    const shares = Math.round(touchShares(taker)) + random.between(...BEYOND_TOUCH)
    const isTaken = yield* take(taker, shares, atMs)
    fair.jump(sign)
    aheadTicks -= sign
    return isTaken
  }
  return {
    *second(behaviour, atMs) {
      const drawnMs = (): EpochMs => epochMs(atMs + random.between(301, 600))
      // Where nobody is informed nothing is drawn for them: such a market is what it was before there were any.
      if (behaviour.informed !== undefined) {
        if (aheadTicks === 0) aheadTicks = drawNews(random, behaviour.informed)
        else if (random.chance(behaviour.informed.tradesPerSecond)) return yield* informed(drawnMs())
      }
      return random.chance(behaviour.tradesPerSecond) ? yield* ignorant(drawnMs()) : false
    },
  }
}

/** Mostly small; one in twenty eats the whole touch and continues. */
function drawShares(random: Chance, touchShares: number): number {
  const draw = random.next()
  if (draw < 0.6) return random.between(5, 60)
  if (draw < 0.95) return random.between(60, 220)
  return Math.round(touchShares) + random.between(...BEYOND_TOUCH)
}

/** In ticks, up or down; mostly there is none. */
function drawNews(random: Chance, { newsPerHour, newsTicks }: InformedTraders): number {
  if (!random.chance(newsPerHour / SECONDS_PER_HOUR)) return 0
  return random.between(...newsTicks) * (random.chance(0.5) ? 1 : -1)
}
