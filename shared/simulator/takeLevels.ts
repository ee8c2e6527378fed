import type { FeeSchedule } from '../domain/fee.ts'
import { type Level, sizeOf } from '../domain/market.ts'
import type { Side } from '../domain/order.ts'
import { type PriceMicros, price, type SizeMicros, size, type UsdcMicros, usdc } from '../domain/units.ts'
import { TakerMeter } from './fee.ts'
import { nearestNotional } from './nearestNotional.ts'

/** An order as it looks at the other side: how far, and how much. */
export interface TakerLimit {
  readonly side: Side
  readonly priceMicros: number
  readonly sizeMicros: number
}

/** What an order can take of the other side's levels, best first, as far as its price and size reach. */
export function reachedLevels(levels: readonly Level[], of: TakerLimit): readonly Level[] {
  const reached: Level[] = []
  let restMicros = of.sizeMicros
  for (const { priceMicros, sizeMicros } of levels) {
    const isThere = of.side === 'BUY' ? priceMicros <= of.priceMicros : priceMicros >= of.priceMicros
    if (!isThere || restMicros === 0) break
    const taken = Math.min(restMicros, sizeMicros)
    reached.push({ priceMicros, sizeMicros: size(taken) })
    restMicros -= taken
  }
  return reached
}

/** A taker's trade, as the venue reports it: one, at one price. */
export interface TakerTrade {
  readonly sizeMicros: SizeMicros
  /** The average of what it took, to the nearest micro. */
  readonly priceMicros: PriceMicros
  /** What its makers get or pay: each rounded by itself. */
  readonly notionalMicros: UsdcMicros
  /** Of the average price; of a SELL never more than its proceeds. */
  readonly feeMicros: UsdcMicros
}

export function takerTrade(taken: readonly Level[], side: Side, fees: FeeSchedule): TakerTrade {
  const meter = new TakerMeter(fees)
  let notionalMicros = 0
  for (const piece of taken) {
    meter.add(piece)
    notionalMicros += nearestNotional(piece.priceMicros, piece.sizeMicros)
  }
  const feeMicros = side === 'SELL' ? Math.min(meter.feeMicros(), notionalMicros) : meter.feeMicros()
  return {
    sizeMicros: size(sizeOf(taken)),
    priceMicros: price(meter.averageMicros()),
    notionalMicros: usdc(notionalMicros),
    feeMicros: usdc(feeMicros),
  }
}
