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
 * Reports what a share of a holding is worth at a later instant: the first believed mid from then on, as long as it
 * comes before the last one is given up; else the valuation at that moment. null where that is unknown. Soonest first.
 */
export type PriceLater = (
  of: { readonly dueMs: number; readonly sizeMicros: SizeMicros },
  report: (priced: Priced | null) => void,
) => void
