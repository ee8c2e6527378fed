import type { ExpiryProof, Order } from '../domain/order.ts'
import type { EpochMs } from '../domain/units.ts'
import { without } from '../domain/without.ts'

/** Beyond expiry and slack: what a reading of either clock may be off by. */
export const UNREAD_MARGIN_MS = 60_000
/** Two lists nearer to each other may be one and the same state of the venue. */
export const LISTS_APART_MS = 10_000

/**
 * Whether an order is past any life it can have, by the earlier of our clock and the venue's. The venue drops a
 * good-till-date order by itself; one whose hash cannot be read is then dead after, in this order, a cancel that was
 * answered and two complete lists without it, by the credentials that posted it.
 */
export const isPastExpiry = ({ expiresAtMs }: Order, earlierMs: number, expirySlackMs: number): boolean =>
  earlierMs > expiresAtMs + expirySlackMs + UNREAD_MARGIN_MS

/** What a complete list without the order, begun at the instant, adds to the proof. */
export function withAbsence(proof: ExpiryProof, listedAtMs: EpochMs): ExpiryProof | 'dead' {
  const { cancelAnsweredAtMs, absentAtMs } = proof
  if (cancelAnsweredAtMs === undefined || listedAtMs < cancelAnsweredAtMs) return proof
  if (absentAtMs === undefined) return { ...proof, absentAtMs: listedAtMs }
  return listedAtMs - absentAtMs >= LISTS_APART_MS ? 'dead' : proof
}

/** A list that names it after all: its absence is to be shown again. */
export const withoutAbsence = (proof: ExpiryProof): ExpiryProof => without(proof, 'absentAtMs')
