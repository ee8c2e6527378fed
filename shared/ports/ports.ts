import type { MonotonicMs } from '../domain/units.ts'
import type { Bell } from './bell.ts'
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
  /** Absent: nothing ends a wait early. */
  readonly bell?: Bell
  /** By when all of this is over; absent: at leisure, as for a person's command. */
  readonly until?: MonotonicMs
}
