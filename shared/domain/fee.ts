/** The highest exponent of p(1-p) we compute exactly; the venue has used 1 and 2. */
const MAX_FEE_EXPONENT = 3

export interface FeeSchedule {
  /** Parts per million. */
  readonly feeRatePpm: number
  readonly feeExponent: number
}

/** Whether the taker fee can be computed to the last digit; where it cannot, we do not know what a trade costs. */
export const isFeeComputable = ({ feeRatePpm, feeExponent }: FeeSchedule): boolean =>
  Number.isSafeInteger(feeRatePpm) &&
  feeRatePpm >= 0 &&
  Number.isInteger(feeExponent) &&
  feeExponent >= 0 &&
  feeExponent <= MAX_FEE_EXPONENT
