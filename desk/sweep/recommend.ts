import type { BestByLuck } from './bestByLuck.ts'
import type { MeasuredGain } from './rank.ts'

export interface JudgedVariant {
  readonly isPresent: boolean
  readonly search: MeasuredGain
  readonly heldOut: MeasuredGain
}

/** Whether the first of the ranking is to be taken, and what speaks against it. */
export type Recommendation =
  /** None has enough round trips on the search tapes. */
  | 'tooFew'
  /** Its interval on the search tapes holds zero. */
  | 'unproven'
  /** As good a best one comes about by luck, or that is unknown. */
  | 'luck'
  /** It is not above zero on the tapes that were held out. */
  | 'notHeld'
  /** Held out, it earned less than the settings as they are. */
  | 'worse'
  /** The settings as they are: there is nothing to change. */
  | 'present'
  | 'take'

/** A best one that luck makes more often than once in twenty is none. */
export const MOST_LUCK = 0.05

/**
 * Only the first of the ranking is looked at on what was held out: going down the list until one holds would have
 * searched there too. @param variants As ranked; the present settings among them.
 */
export function recommend(variants: readonly JudgedVariant[], luck: BestByLuck | null): Recommendation {
  const [first] = variants
  if (first === undefined || first.search.interval === null) return 'tooFew'
  if (first.search.interval.lowMicros <= 0) return 'unproven'
  if (luck === null || luck.chance > MOST_LUCK) return 'luck'
  if ((first.heldOut.interval?.lowMicros ?? 0) <= 0) return 'notHeld'
  if (first.isPresent) return 'present'
  const present = variants.find(({ isPresent }) => isPresent)
  return present !== undefined && first.heldOut.totalMicros <= present.heldOut.totalMicros ? 'worse' : 'take'
}
