import type { Side } from '../domain/order.ts'
import type { EpochMs } from '../domain/units.ts'
import type { Balance } from './fundsRule.ts'
import { coveringNotional } from './nearestNotional.ts'
import { isFinal } from './settlement.ts'

/** A fill of ours, as far as money and shares go. */
export interface BalanceFill {
  readonly side: Side
  readonly sizeMicros: number
  readonly notionalMicros: number
  readonly feeMicros: number
  readonly matchedAtMs: EpochMs
}

/** An order of ours that rests, as far as it is not filled. */
export interface BalanceOrder {
  readonly side: Side
  readonly priceMicros: number
  readonly restMicros: number
}

/** One market's part of an account: what all its fills have brought, final or not, and what may still move. */
export interface MarketHolding {
  /** What all fills ever brought less what they cost, fees included. */
  readonly cashMicros: number
  /** Shares bought less shares sold. */
  readonly sharesMicros: number
  /** All that are not final yet are among them. */
  readonly fills: readonly BalanceFill[]
  readonly orders: readonly BalanceOrder[]
}

/** Money as the venue counts it: a sale's comes when it is final; a purchase's is promised from its match. */
export function usdcBalance({ cashMicros, fills, orders }: MarketHolding, nowMs: EpochMs): Balance {
  let matched = 0
  let coming = 0
  for (const fill of fills) {
    if (isFinal(fill, nowMs)) continue
    if (fill.side === 'BUY') matched += fill.notionalMicros + fill.feeMicros
    else coming += fill.notionalMicros - fill.feeMicros
  }
  let held = 0
  for (const { side, priceMicros, restMicros } of orders)
    if (side === 'BUY') held += coveringNotional(priceMicros, restMicros)
  return { settled: cashMicros + matched - coming, matched, held }
}

/** Shares as the venue counts them. */
export function sharesBalance({ sharesMicros, fills, orders }: MarketHolding, nowMs: EpochMs): Balance {
  let matched = 0
  let coming = 0
  for (const fill of fills) {
    if (isFinal(fill, nowMs)) continue
    if (fill.side === 'SELL') matched += fill.sizeMicros
    else coming += fill.sizeMicros
  }
  let held = 0
  for (const { side, restMicros } of orders) if (side === 'SELL') held += restMicros
  return { settled: sharesMicros + matched - coming, matched, held }
}

/** What no match and no order has been promised. */
export const freeOf = ({ settled, matched, held }: Balance): number => settled - matched - held
