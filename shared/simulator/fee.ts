import { takerFeeMicros } from '../accounting/takerFee.ts'
import { type FeeSchedule, isFeeComputable } from '../domain/fee.ts'
import { MICROS, price, size } from '../domain/units.ts'
import { FEE_STEP_MICROS } from '../domain/venueRules.ts'
import { nearestNotional } from './nearestNotional.ts'

/**
 * A taker's trade over the pieces it took: one trade at one price, the average by size. Its fee is that of this price:
 * the venue's pages give the formula for one, and a reader of the trade must be able to compute the same.
 */
export class TakerMeter {
  readonly #rule: FeeSchedule
  #sizeMicros = 0n
  #weighted = 0n

  constructor(rule: FeeSchedule) {
    this.#rule = rule
  }

  /** `priceMicros` as the taker's token sees it. */
  add(piece: { readonly sizeMicros: number; readonly priceMicros: number }): void {
    this.#sizeMicros += BigInt(piece.sizeMicros)
    this.#weighted += BigInt(piece.sizeMicros) * BigInt(piece.priceMicros)
  }

  /** To the nearest micro; of what has taken something. */
  averageMicros(): number {
    return Number((this.#weighted * 2n + this.#sizeMicros) / (this.#sizeMicros * 2n))
  }

  feeMicros(): number {
    if (this.#rule.feeRatePpm === 0 || this.#sizeMicros === 0n) return 0
    return tradeFeeMicros(this.#rule, {
      sizeMicros: Number(this.#sizeMicros),
      priceMicros: this.averageMicros(),
    })
  }
}

/** Exact where the exponent is one the venue has used; by floats for the schedules that only a test lists. */
function tradeFeeMicros(
  rule: FeeSchedule,
  of: { readonly sizeMicros: number; readonly priceMicros: number },
): number {
  if (isFeeComputable(rule))
    return takerFeeMicros({ sizeMicros: size(of.sizeMicros), priceMicros: price(of.priceMicros), ...rule })
  const probability = of.priceMicros / MICROS
  const share = (probability * (1 - probability)) ** rule.feeExponent
  const micros = of.sizeMicros * (rule.feeRatePpm / MICROS) * share
  return micros < FEE_STEP_MICROS ? 0 : Math.round(micros / FEE_STEP_MICROS) * FEE_STEP_MICROS
}

/** What a BUY has to have at hand: its notional and, if it takes, the fee at its limit. */
export function amountWithFee(
  order: { readonly sizeMicros: number; readonly priceMicros: number },
  rule: FeeSchedule | null,
): number {
  const notionalMicros = nearestNotional(order.priceMicros, order.sizeMicros)
  if (rule === null) return notionalMicros
  const meter = new TakerMeter(rule)
  meter.add(order)
  return notionalMicros + meter.feeMicros()
}
