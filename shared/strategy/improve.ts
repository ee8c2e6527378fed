import type { MarketInfo } from '../domain/market.ts'
import type { MarketSettings } from '../domain/settings.ts'
import { type PriceMicros, price, type SizeMicros } from '../domain/units.ts'
import { ceilToTick, floorToTick } from './grid.ts'
import type { Improvement } from './quoteReason.ts'

interface Improving {
  /** The level of our own side that is worth joining, on the grid. */
  readonly joinedMicros: PriceMicros
  /** Best price of the other side. */
  readonly otherMicros: PriceMicros
  readonly midMicros: PriceMicros
  readonly info: MarketInfo
  readonly settings: MarketSettings
  /** So much we could post: a smaller order than the programme wants earns nothing. */
  readonly sizeMicros: SizeMicros
}

export interface Improved {
  readonly priceMicros: PriceMicros
  readonly reason: Improvement
}

/**
 * A bid a tick above the one to join, where the spread has room for it: `minEdgeTicks` remain to the other side. Where
 * the joined level lies too far from the mid to earn rewards, as many ticks as earn them, if the same room remains.
 */
export function improveBid(of: Improving): Improved {
  const { joinedMicros, otherMicros, info } = of
  const highestMicros = floorToTick(otherMicros, info.tickMicros) - room(of)
  const tickBetterMicros = joinedMicros + info.tickMicros
  const earning = earningDistance(of)
  const earnsMicros = earning === null ? 0 : ceilToTick(of.midMicros - earning, info.tickMicros)
  if (earnsMicros > tickBetterMicros && earnsMicros <= highestMicros) return better(earnsMicros, 'reward')
  return tickBetterMicros <= highestMicros
    ? better(tickBetterMicros, 'improved')
    : { priceMicros: joinedMicros, reason: 'joined' }
}

/** The same for an ask, downwards. */
export function improveAsk(of: Improving): Improved {
  const { joinedMicros, otherMicros, info } = of
  const lowestMicros = ceilToTick(otherMicros, info.tickMicros) + room(of)
  const tickBetterMicros = joinedMicros - info.tickMicros
  const earning = earningDistance(of)
  const earnsMicros =
    earning === null ? tickBetterMicros : floorToTick(of.midMicros + earning, info.tickMicros)
  if (earnsMicros < tickBetterMicros && earnsMicros >= lowestMicros) return better(earnsMicros, 'reward')
  return tickBetterMicros >= lowestMicros
    ? better(tickBetterMicros, 'improved')
    : { priceMicros: joinedMicros, reason: 'joined' }
}

const room = ({ settings, info }: Improving): number => settings.quote.minEdgeTicks * info.tickMicros

/** How far from the mid an order of ours still earns rewards; null: none would, or they are not asked for. */
function earningDistance({ info, settings, sizeMicros }: Improving): PriceMicros | null {
  const { rewards } = info
  if (!settings.quote.preferRewards || rewards === undefined) return null
  return sizeMicros >= rewards.minSizeMicros ? rewards.maxSpreadMicros : null
}

const better = (micros: number, reason: Improvement): Improved => ({ priceMicros: price(micros), reason })
