import { assert } from '../domain/assert.ts'
import { type FeeSchedule, isFeeComputable } from '../domain/fee.ts'
import { MICROS, type PriceMicros, type SizeMicros, type UsdcMicros, usdc } from '../domain/units.ts'
import { FEE_STEP_MICROS } from '../domain/venueRules.ts'

const STEP_MICROS = BigInt(FEE_STEP_MICROS)
const ONE = BigInt(MICROS)

/**
 * The taker fee: size x rate x (p(1-p))^exponent, rounded to the nearest 0.00001 USDC; below one such step nothing
 * is charged (the venue's fee documentation). Exact until the one rounding. Makers pay none.
 */
export function takerFeeMicros(
  of: { readonly sizeMicros: SizeMicros; readonly priceMicros: PriceMicros } & FeeSchedule,
): UsdcMicros {
  assert(isFeeComputable(of), `fee rate ${of.feeRatePpm} ppm, exponent ${of.feeExponent}: not computable`)
  assert(of.sizeMicros >= 0, `size ${of.sizeMicros} is negative`)
  assert(of.priceMicros >= 0 && of.priceMicros <= MICROS, `price ${of.priceMicros} is outside [0, 1]`)
  const p = BigInt(of.priceMicros)
  const exponent = BigInt(of.feeExponent)
  const exact = BigInt(of.sizeMicros) * BigInt(of.feeRatePpm) * (p * (ONE - p)) ** exponent
  // size x rate is in 1e-12 USDC, which is ONE too many zeros; each p(1-p) brings ONE twice.
  const step = STEP_MICROS * ONE * (ONE * ONE) ** exponent
  if (exact < step) return usdc(0)
  return usdc(Number(((exact * 2n + step) / (step * 2n)) * STEP_MICROS))
}
