import type { MarketSettings } from '../domain/settings.ts'
import type { PriceMicros } from '../domain/units.ts'
import type { Observation } from './observation.ts'
import type { MarketState } from './state.ts'

/** What a STOP condition looks at; `midMicros` is the last believed one. */
export interface Watched {
  readonly state: MarketState
  readonly seen: Observation
  readonly settings: MarketSettings
  readonly midMicros: PriceMicros | null
}

/** Why to stop, if so, and what the condition remembers for the next tick. */
export interface Watch {
  readonly state: MarketState
  readonly stop: string | null
}
