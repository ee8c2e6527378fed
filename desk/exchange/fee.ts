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
 * A taker's fee over the fills of one trade: size x rate x (p(1-p))^exponent, rounded once, to the nearest
 * 0.00001 USDC. The venue's pages give the formula for one price; a trade over several levels is told with one too,
 * the average, and whoever reads the trade must be able to compute the same. Whole exponents are exact.
 */
export class FeeMeter {
  readonly #rule: FeeRule
  #sizeMicros = 0n
  #weighted = 0n

  constructor(rule: FeeRule) {
    this.#rule = rule
  }

  /** `priceMicros` as the taker's token sees it. */
  add(fill: { readonly sizeMicros: number; readonly priceMicros: number }): void {
    this.#sizeMicros += BigInt(fill.sizeMicros)
    this.#weighted += BigInt(fill.sizeMicros) * BigInt(fill.priceMicros)
  }

  micros(): number {
    const { feeRatePpm, feeExponent } = this.#rule
    if (feeRatePpm === 0 || this.#sizeMicros === 0n) return 0
    const priceMicros = averageMicros(this.#weighted, this.#sizeMicros)
    if (!Number.isInteger(feeExponent)) {
      const probability = Number(priceMicros) / MICROS
      const share = (probability * (1 - probability)) ** feeExponent
      const feeMicros = Number(this.#sizeMicros) * (feeRatePpm / MICROS) * share
      return Math.round(feeMicros / FEE_STEP_MICROS) * FEE_STEP_MICROS
    }
    const spread = priceMicros * (ONE - priceMicros)
    const exact = this.#sizeMicros * BigInt(feeRatePpm) * spread ** BigInt(feeExponent)
    const step = ONE ** BigInt(2 * feeExponent + 1) * BigInt(FEE_STEP_MICROS)
    return Number((exact * 2n + step) / (step * 2n)) * FEE_STEP_MICROS
  }
}

/** The one price of a trade over several levels: weighted by size, to the nearest micro. */
export const averageMicros = (weighted: bigint, sizeMicros: bigint): bigint =>
  (weighted * 2n + sizeMicros) / (sizeMicros * 2n)

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
