import { type Valuation, valuation } from '../accounting/valuation.ts'
import type { EpochMs, SizeMicros } from '../domain/units.ts'
import { confirmedMicros, position } from './inventory.ts'
import type { MarketState } from './state.ts'

/** What a market's shares, the confirmed ones, are worth at an instant, by what its item remembers of prices. */
export const markOf = (
  state: MarketState,
  nowMs: EpochMs,
  sizeMicros: SizeMicros = confirmedMicros(state),
): Valuation =>
  valuation({
    mid: state.lastGoodMid,
    bids: state.doubtedBids ?? null,
    payoutMicros: state.payoutMicros ?? null,
    sizeMicros,
    nowMs,
    unpriced: { sinceMs: state.adoptedAtMs, costMicros: position(state).costMicros },
  })
