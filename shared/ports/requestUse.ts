/** How many requests of one kind left, and what the venue publishes as the most from one address. */
export interface RequestUse {
  readonly name: string
  /** The most in any ten seconds. */
  readonly mostInTenSeconds: number
  readonly limit: number
  /** Answered with 429. */
  readonly refusals: number
  /** Not sent: their turn would have come too late. */
  readonly heldBack: number
}

/** 1: at the published limit. */
export const partOfLimit = ({ mostInTenSeconds, limit }: RequestUse): number => mostInTenSeconds / limit

/** Far below its limit a kind is of no interest, but the nearest of all. */
const NOTABLE = 0.1

/** Those that a person may want to know of, the nearest to its limit first. */
export function notableUses(uses: readonly RequestUse[]): readonly RequestUse[] {
  const sorted = uses.toSorted((a, b) => partOfLimit(b) - partOfLimit(a))
  return sorted.filter(
    (use, index) => index === 0 || partOfLimit(use) >= NOTABLE || use.refusals + use.heldBack > 0,
  )
}
