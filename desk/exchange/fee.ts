import { MICROS } from '../../shared/domain/units.ts'
import { nearestNotional } from './nearestNotional.ts'

/** The venue charges in steps of 0.00001 USDC. */
const FEE_STEP_MICROS = 10
const ONE = BigInt(MICROS)

export interface FeeRule {
  readonly feeRatePpm: number
  readonly feeExponent: number
}

/**
 * Adds up a taker's fee over the fills of one trade: size x rate x (p(1-p))^exponent, rounded once, to the nearest
 * 0.00001 USDC. Whole exponents (all that the venue has shown) are exact; others go through floats.
 */
export class FeeMeter {
  readonly #rule: FeeRule
  readonly #whole: boolean
  readonly #scale: bigint
  #exact = 0n
  #approximate = 0

  constructor(rule: FeeRule) {
    this.#rule = rule
    this.#whole = Number.isInteger(rule.feeExponent)
    this.#scale = this.#whole ? ONE ** BigInt(2 * rule.feeExponent + 1) : 1n
  }

  add(fill: { readonly sizeMicros: number; readonly priceMicros: number }): void {
    const { feeRatePpm, feeExponent } = this.#rule
    if (feeRatePpm === 0) return
    const { sizeMicros, priceMicros } = fill
    if (this.#whole) {
      const spread = BigInt(priceMicros) * (ONE - BigInt(priceMicros))
      this.#exact += BigInt(sizeMicros) * BigInt(feeRatePpm) * spread ** BigInt(feeExponent)
    } else {
      const probability = priceMicros / MICROS
      const share = (probability * (1 - probability)) ** feeExponent
      this.#approximate += sizeMicros * (feeRatePpm / MICROS) * share
    }
  }

  micros(): number {
    if (!this.#whole) return Math.round(this.#approximate / FEE_STEP_MICROS) * FEE_STEP_MICROS
    const step = this.#scale * BigInt(FEE_STEP_MICROS)
    return Number((this.#exact * 2n + step) / (step * 2n)) * FEE_STEP_MICROS
  }
}

/** What a BUY has to have at hand: its notional and, if it takes, the fee at its limit. */
export function amountWithFee(
  order: { readonly sizeMicros: number; readonly priceMicros: number },
  rule: FeeRule | null,
): number {
  const notionalMicros = nearestNotional(order.priceMicros, order.sizeMicros)
  if (rule === null) return notionalMicros
  const meter = new FeeMeter(rule)
  meter.add(order)
  return notionalMicros + meter.micros()
}
