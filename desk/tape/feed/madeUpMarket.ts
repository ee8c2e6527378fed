import { epochMs } from '../../../shared/domain/units.ts'
import type { FeedEvent } from '../../exchange/exchange.ts'
import { type Chance, createRandom } from './chance.ts'
import { createCrowd } from './crowd.ts'
import { createFairValue } from './fairValue.ts'
import type { MarketBehaviour } from './syntheticKinds.ts'
import { createTakers } from './takers.ts'

/** How far the fair value must leave the quotes before the crowd follows: a book that flickers is not a book. */
const HYSTERESIS_TICKS = 0.75
const SPREAD_CHANGES = 1 / 120
/** A touch that was taken stays gone for a few seconds. */
const FOLLOWS = 0.3
const CHURNS = 0.15

/** One market made up from a seed, a second at a time. */
export interface MadeUpMarket {
  /** What happens within one second: somebody moves, somebody trades, the crowd follows. */
  second(behaviour: MarketBehaviour, atMs: number): Generator<FeedEvent>
  /** All of the crowd's quotes again, after `jumpTicks`. */
  reopen(jumpTicks: number, atMs: number): FeedEvent
  /** Pulls the fair value towards a price. */
  pull(towardsTicks: number, part: number): void
  fairTicks(): number
  empty(atMs: number): FeedEvent
  /** One level a side, as after a wipe. */
  bare(
    levels: { readonly bidTick: number; readonly askTick: number; readonly shares: number },
    atMs: number,
  ): FeedEvent
}

/** @param scale How many times its usual size the crowd is and trades. */
export function createMadeUpMarket(seed: number, startTicks: number, scale = 1): MadeUpMarket {
  const random = createRandom(seed)
  const crowd = createCrowd(random, scale)
  const fair = createFairValue(startTicks, random)
  let spreadTicks = 2
  let quotedTicks = startTicks
  let taken = false

  const snapshot = (atMs: number): FeedEvent => ({ type: 'book', atMs: epochMs(atMs), ...crowd.levels() })
  const takers = createTakers({ random, crowd, fair, scale, snapshot })
  const requote = () => {
    quotedTicks = fair.ticks()
    taken = false
    return crowd.requote(quotedTicks, spreadTicks)
  }
  return {
    *second(behaviour, atMs) {
      fair.step(behaviour)
      if (random.chance(CHURNS)) {
        const changes = crowd.churn()
        if (changes.length > 0) yield { type: 'delta', atMs: epochMs(atMs + random.between(0, 300)), changes }
      }
      if (yield* takers.second(behaviour, atMs)) taken = true
      const moved = Math.abs(fair.ticks() - quotedTicks) > HYSTERESIS_TICKS
      const wider = random.chance(SPREAD_CHANGES)
      if (wider) spreadTicks = drawSpread(random)
      if (!moved && !wider && !(taken && random.chance(FOLLOWS))) return
      const changes = requote()
      if (changes.length > 0) yield { type: 'delta', atMs: epochMs(atMs + random.between(601, 999)), changes }
    },
    reopen: (jumpTicks, atMs) => {
      fair.jump(jumpTicks)
      crowd.wipe()
      requote()
      return snapshot(atMs)
    },
    pull: fair.pull,
    fairTicks: fair.ticks,
    empty: (atMs) => {
      crowd.wipe()
      return snapshot(atMs)
    },
    bare: (levels, atMs) => {
      crowd.set(levels)
      return snapshot(atMs)
    },
  }
}

/** Mostly one to three ticks. */
function drawSpread(random: Chance): number {
  const draw = random.next()
  if (draw < 0.3) return 1
  if (draw < 0.75) return 2
  return draw < 0.95 ? 3 : 4
}
