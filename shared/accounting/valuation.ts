import { mulDiv, notional } from '../domain/decimal.ts'
import type { GoodMid, Level } from '../domain/market.ts'
import {
  type EpochMs,
  MICROS,
  type PriceMicros,
  price,
  type SizeMicros,
  size,
  type UsdcMicros,
  usdc,
} from '../domain/units.ts'
import type { Position } from './position.ts'

/** The others' bids of a book that was read and not believed, best first. */
export interface DoubtedBids {
  readonly levels: readonly Level[]
  readonly atMs: EpochMs
}

/**
 * How far the value can be trusted. `believed`: the mid is fresh. `disbelieved`: still at the mid, but no baseline is
 * taken from it and no risk added. `bids`: what the bids pay. `settled`: the payout. `none`: there never was a price.
 */
export type Belief = 'believed' | 'disbelieved' | 'bids' | 'settled' | 'none'

export interface Valuation {
  readonly belief: Belief
  /** What the shares are worth, rounded down; null: unknown, they count at cost. */
  readonly valueMicros: UsdcMicros | null
  /** The price of a share behind it; of bids the average they pay. */
  readonly priceMicros: PriceMicros | null
  /** What the shares count for against a cap, rounded up: disbelief never lowers it. null: unknown. */
  readonly dearMicros: UsdcMicros | null
}

/** A calm book is read every few seconds; a mid this old has missed several reads. */
const BELIEVED_MS = 60_000
/** The venue wipes books and refills them: the longest wipe on record took 48 s. A book that stays wrong is right. */
export const AT_MID_MS = 180_000

/**
 * What held shares are worth: the only valuation there is. At the others' believed mid until that is 180 s old; from
 * then on at what the bids of a later book would pay for the size held, never more than that mid, zero where there
 * are none. A book that could not be read is no evidence: without later bids the mid stays, disbelieved. Where no mid
 * was ever believed, their cost is used instead.
 */
export function valuation(of: {
  readonly mid: GoodMid | null
  readonly bids: DoubtedBids | null
  /** What a share pays, once that is known. */
  readonly payoutMicros: PriceMicros | null
  readonly sizeMicros: SizeMicros
  readonly nowMs: EpochMs
  /** Since when the shares are in books that have seen no mid, and what they cost. Absent: not known. */
  readonly unpriced?: { readonly sinceMs: EpochMs; readonly costMicros: UsdcMicros }
}): Valuation {
  const { mid, bids, payoutMicros, sizeMicros, nowMs } = of
  const worth = (priceMicros: PriceMicros, rounding: 'down' | 'up'): UsdcMicros =>
    notional({ priceMicros, sizeMicros }, rounding)
  if (payoutMicros !== null) {
    // A payout is not a price risk: a winner must not run into its cap.
    const dearMicros = worth(mid?.priceMicros ?? payoutMicros, 'up')
    return {
      belief: 'settled',
      valueMicros: worth(payoutMicros, 'down'),
      priceMicros: payoutMicros,
      dearMicros,
    }
  }
  if (mid === null) return neverPriced(of)
  const { priceMicros } = mid
  const atMidMicros = worth(priceMicros, 'down')
  const dearMicros = worth(priceMicros, 'up')
  const ageMs = nowMs - mid.atMs
  // A mid from the future has an unknown age: the clock stepped back.
  if (ageMs >= 0 && ageMs < BELIEVED_MS) {
    return { belief: 'believed', valueMicros: atMidMicros, priceMicros, dearMicros }
  }
  if (ageMs < AT_MID_MS || bids === null || bids.atMs <= mid.atMs) {
    return { belief: 'disbelieved', valueMicros: atMidMicros, priceMicros, dearMicros }
  }
  const paid = paidBy(bids.levels, sizeMicros)
  const valueMicros = usdc(Math.min(atMidMicros, paid.downMicros))
  return {
    belief: 'bids',
    valueMicros,
    priceMicros: aShare(valueMicros, sizeMicros) ?? priceMicros,
    dearMicros: usdc(Math.max(dearMicros, paid.upMicros)),
  }
}

/** Books that begin in a wiped market give it the same time. Bids are no bound of what shares may be worth. */
function neverPriced({ bids, sizeMicros, nowMs, unpriced }: Parameters<typeof valuation>[0]): Valuation {
  if (bids === null || unpriced === undefined || nowMs - unpriced.sinceMs < AT_MID_MS) {
    return { belief: 'none', valueMicros: null, priceMicros: null, dearMicros: null }
  }
  const valueMicros = usdc(Math.min(unpriced.costMicros, paidBy(bids.levels, sizeMicros).downMicros))
  return { belief: 'bids', valueMicros, priceMicros: aShare(valueMicros, sizeMicros), dearMicros: null }
}

const aShare = (valueMicros: UsdcMicros, sizeMicros: SizeMicros): PriceMicros | null =>
  sizeMicros === 0 ? null : price(mulDiv(valueMicros, MICROS, sizeMicros, 'down'))

/** What bids pay for a size, the best first; what no bid takes is worth nothing. */
function paidBy(
  levels: readonly Level[],
  sizeMicros: SizeMicros,
): { readonly downMicros: number; readonly upMicros: number } {
  let leftMicros: number = sizeMicros
  let downMicros = 0
  let upMicros = 0
  for (const level of levels) {
    const takenMicros = size(Math.min(leftMicros, level.sizeMicros))
    leftMicros -= takenMicros
    downMicros += notional({ priceMicros: level.priceMicros, sizeMicros: takenMicros }, 'down')
    upMicros += notional({ priceMicros: level.priceMicros, sizeMicros: takenMicros }, 'up')
  }
  return { downMicros, upMicros }
}

/** What one held share cost, fees included, rounded up: an exit above it never loses by rounding. null: flat. */
export const averageCostMicros = ({ costMicros, sizeMicros }: Position): PriceMicros | null =>
  sizeMicros === 0 ? null : price(mulDiv(costMicros, MICROS, sizeMicros, 'up'))

/** What the held shares are worth less what they cost. An unknown value is neither a gain nor a loss. */
export const unrealisedMicros = (position: Position, { valueMicros }: Valuation): UsdcMicros =>
  usdc(valueMicros === null ? 0 : valueMicros - position.costMicros)

/** Realised + unrealised. */
export const equityMicros = (position: Position, worth: Valuation): UsdcMicros =>
  usdc(position.realisedMicros + unrealisedMicros(position, worth))

/** The equity at the last mid that was believed, as it was believed then: what a day begins with. */
export const equityAtMidMicros = (position: Position, mid: GoodMid | null): UsdcMicros =>
  equityMicros(
    position,
    valuation({
      mid,
      bids: null,
      payoutMicros: null,
      sizeMicros: position.sizeMicros,
      // Without bids its age decides nothing but how far it is believed.
      nowMs: 0 as EpochMs,
    }),
  )
