import type { Place } from '../domain/unreadable.ts'
import type { Observation } from './observation.ts'
import type { MarketState } from './state.ts'

/** The market of an item, with both its tokens where they were ever read. */
export const placeOf = ({ market, rules }: MarketState, { info }: Observation): Place => ({
  market,
  tokens: info.ok ? info.value.tokens : (rules?.tokens ?? null),
})
