import type { Place } from '../domain/unreadable.ts'
import type { Observation } from './observation.ts'
import type { MarketState } from './state.ts'

/** The market of an item, with both its tokens where this tick knows them. */
export const placeOf = ({ market }: MarketState, { info }: Observation): Place => ({
  market,
  tokens: info.ok ? info.value.tokens : null,
})
