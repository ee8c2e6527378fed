import { type EpochMs, epochMs } from '../domain/units.ts'
import { EARLY_DROP_MS } from '../domain/venueRules.ts'

/** When an order rests and when the venue drops it. */
export interface Lifetime {
  readonly restedAtMs: EpochMs
  readonly dropsAtMs: EpochMs
}

/** How the venue ends an order by itself. */
export interface EndByTime {
  readonly atMs: EpochMs
  readonly how: 'wiped' | 'expired'
}

/** When a GTD order leaves the book. */
export const dropsAt = (expiresAtMs: EpochMs): EpochMs => epochMs(expiresAtMs - EARLY_DROP_MS)

/** The end an order comes to where nothing else ends it: the game's start empties the book, else its date. */
export function endOfLife({ restedAtMs, dropsAtMs }: Lifetime, gameStartMs: EpochMs | null): EndByTime {
  const wiped = gameStartMs !== null && restedAtMs < gameStartMs && gameStartMs <= dropsAtMs
  return wiped ? { atMs: gameStartMs, how: 'wiped' } : { atMs: dropsAtMs, how: 'expired' }
}
