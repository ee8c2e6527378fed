import type { Belief, Valuation } from '../../shared/accounting/valuation.ts'
import type { SizeMicros } from '../../shared/domain/units.ts'

/** What a share was worth at an instant by the one valuation, and how far that can be trusted. */
export interface Priced {
  readonly priceMicros: number
  readonly belief: Exclude<Belief, 'none'>
}

/** null: there never was a price. */
export const pricedBy = ({ priceMicros, belief }: Valuation): Priced | null =>
  priceMicros === null || belief === 'none' ? null : { priceMicros, belief }

/**
 * Tells what a share of a holding is worth at an instant ahead: the first believed mid from then on, as long as it
 * comes before the last one is given up; else the valuation at that moment. null where nobody knows. Soonest first.
 */
export type TellLater = (
  of: { readonly dueMs: number; readonly sizeMicros: SizeMicros },
  tell: (priced: Priced | null) => void,
) => void
