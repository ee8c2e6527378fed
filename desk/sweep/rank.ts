/** What a variant came to on a part of the tapes, as far as it decides: the total and its 95 % interval. */
export interface MeasuredGain {
  readonly totalMicros: number
  /** null: too few round trips to say anything. */
  readonly interval: { readonly lowMicros: number; readonly highMicros: number } | null
}

/**
 * Best first, by what the search tapes alone prove: the lower bound of the total. A variant without one comes after
 * all that have one, by its total, which proves nothing. Equals keep their order.
 */
export const ranked = <V extends { readonly search: MeasuredGain }>(variants: readonly V[]): readonly V[] =>
  variants.toSorted((a, b) => {
    const [ours, theirs] = [a.search.interval, b.search.interval]
    if (ours !== null && theirs !== null) return theirs.lowMicros - ours.lowMicros
    if (ours !== null || theirs !== null) return ours === null ? 1 : -1
    return b.search.totalMicros - a.search.totalMicros
  })
