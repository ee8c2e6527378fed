import type { MidMemory } from './midMemory.ts'

/** How restless the mid has been, in micros a share. */
export interface Volatility {
  /** Root mean square of the one-minute changes: their deviation from no change, so that a drift counts too. */
  readonly sdMicros: number
  /** The largest distance of a mid from those before it, up to the one a minute before. */
  readonly moveMicros: number
  /** How long, up to the last mid, no two mids in a row lay too far apart to know what happened between them. */
  readonly unbrokenMs: number
}

/** A schedule of one tick a minute is a few seconds early or late; a minute that was missed is longer than this. */
const SHORTEST_MINUTE_MS = 55_000
const LONGEST_MINUTE_MS = 90_000

/** Of each mid and the one a minute before it: the newest that is at least 55 s older, and no more than 90 s. */
export function volatility({ micros, slotMs }: MidMemory): Volatility {
  const nearest = Math.ceil(SHORTEST_MINUTE_MS / slotMs)
  const furthest = Math.floor(LONGEST_MINUTE_MS / slotMs)
  let squares = 0
  let changes = 0
  let move = 0
  for (let i = micros.length - 1; i > 0; i -= 1) {
    const mid = micros[i] ?? null
    if (mid === null) continue
    let before: number | null = null
    for (let back = 1; back <= furthest && back <= i && before === null; back += 1) {
      const other = micros[i - back] ?? null
      if (other === null) continue
      if (back >= nearest) before = other
      // Nearer than that one or that very one: within the minute, or all there is of it.
      move = Math.max(move, Math.abs(mid - other))
    }
    if (before === null) continue
    squares += (mid - before) ** 2
    changes += 1
  }
  return {
    sdMicros: changes === 0 ? 0 : Math.ceil(Math.sqrt(squares / changes)),
    moveMicros: move,
    unbrokenMs: unbrokenSlots(micros, furthest) * slotMs,
  }
}

/** From the last mid back to the first hole that is too long. */
function unbrokenSlots(micros: MidMemory['micros'], furthest: number): number {
  let oldest = micros.length - 1
  for (let i = oldest - 1; i >= 0 && oldest - i <= furthest; i -= 1) if (micros[i] !== null) oldest = i
  return Math.max(0, micros.length - 1 - oldest)
}
