const FIRST_MS = 1_000
/** A venue that restarts is back within a minute or so. */
const LONGEST_MS = 30_000

/** How long after a lost connection the next is tried: twice as long after each that reported nothing. */
export const retryAfterMs = (losses: number, firstMs: number = FIRST_MS): number =>
  Math.min(firstMs * 2 ** losses, LONGEST_MS)
