/** The normal distribution's 97.5 % quantile. */
const NORMAL = 1.959964

/** Exact to three decimals for few degrees of freedom, where a series does not hold. */
const FEW = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262] as const

/**
 * The 97.5 % quantile of Student's distribution: from ten degrees of freedom on by the expansion of Cornish and
 * Fisher (Abramowitz and Stegun 26.7.5), which is right there to a thousandth.
 */
export function studentQuantile(freedom: number): number {
  const exact = FEW[freedom - 1]
  if (exact !== undefined) return exact
  const z = NORMAL
  return (
    z +
    (z ** 3 + z) / (4 * freedom) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * freedom ** 3)
  )
}
