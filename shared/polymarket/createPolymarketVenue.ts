import type { Venue } from '../ports/venue.ts'
import { createVenueWith } from './createCancellingVenue.ts'
import type { PolymarketOptions } from './createSession.ts'
import { signOrder } from './signOrder.ts'

/**
 * Polymarket as the engine's venue, over the unmodified official client. Without a signer it cancels and reads.
 * @throws InputError for options that can never work; calls do not throw for what the venue does.
 */
export const createPolymarketVenue = (options: PolymarketOptions): Venue =>
  createVenueWith(options, options.signer === null ? null : signOrder)
