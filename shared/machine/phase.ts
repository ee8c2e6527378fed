import { updated } from '../domain/updated.ts'
import { type Changed, phaseChange } from './event.ts'
import { isEntryPending, isHeld, provisionalMicros, unclosed } from './inventory.ts'
import type { MarketState, Phase } from './state.ts'

/**
 * The phase is a function of unclosed orders, provisional legs, confirmed inventory and the stored minimum size.
 * The first row that matches decides. Less than the minimum cannot be sold by a limit order: it is dust and
 * counts as flat. A stuck order (dead, fills missing, a person called) no longer blocks a SELL.
 */
export function phaseOf(state: MarketState): Phase {
  if (unclosed(state, 'SELL').some((order) => order.stuck !== true)) return 'EXIT_PENDING'
  if (isHeld(state)) return 'POSITION_OPEN'
  if (provisionalMicros(state, 'SELL') > 0) return 'EXIT_PENDING'
  return isEntryPending(state) ? 'ENTRY_PENDING' : 'IDLE'
}

/** The state with its stored phase brought up to date: the only way a phase is ever written. */
export const withPhase = (state: MarketState): MarketState => updated(state, { phase: phaseOf(state) })

/** The same by what was observed, as an event. */
export function movePhase(before: MarketState): Changed {
  const state = withPhase(before)
  return { state, events: phaseChange('observed', before.phase, state.phase) }
}
