import type { Valuation } from '../accounting/valuation.ts'
import type { MarketSettings } from '../domain/settings.ts'
import type { Observation } from './observation.ts'
import type { MarketState } from './state.ts'

/** What a STOP condition looks at; `mark` is what is held, valued. */
export interface Watched {
  readonly state: MarketState
  readonly seen: Observation
  readonly settings: MarketSettings
  readonly mark: Valuation
}

/** Why to stop, if so, and what the condition remembers for the next tick. */
export interface Watch {
  readonly state: MarketState
  readonly stop: string | null
}
