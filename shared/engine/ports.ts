import type { Clock } from './clock.ts'
import type { Store } from './store.ts'
import type { Telemetry } from './telemetry.ts'
import type { Venue } from './venue.ts'

/** Everything the engine knows of the outside. */
export interface Ports {
  readonly clock: Clock
  readonly store: Store
  readonly venue: Venue
  readonly telemetry: Telemetry
}
