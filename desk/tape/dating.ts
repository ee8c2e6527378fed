/** The venue's stamps are some milliseconds old when they arrive; an older one dates something else. */
const MAX_LAG_MS = 1_000

/**
 * When an event happened: the venue's stamp, unless it contradicts the instant at which it was received. A book that
 * comes because one subscribes is stamped with its last change, which may be hours ago.
 * @returns never later than it was received, and earlier by a second at most.
 */
export const datedMs = (stampMs: number, receivedMs: number): number =>
  Math.min(receivedMs, Math.max(stampMs, receivedMs - MAX_LAG_MS))
