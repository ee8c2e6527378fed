import type { EpochMs, PriceMicros } from '../domain/units.ts'

/** Most mids that are remembered, one a slot of time: what volatility is measured on. */
export const MAX_MIDS = 60

/**
 * The believed mids of the last while: one for each slot of time, oldest first, null where no book was believed. A
 * slot is `slotMs` long and counted from the epoch; the last mid lies in `lastSlot`. So a minute that nobody watched
 * is a hole, and not a calm minute.
 */
export interface MidMemory {
  readonly slotMs: number
  readonly lastSlot: number
  readonly micros: readonly (PriceMicros | null)[]
}

/**
 * The memory with the mid of this instant; within one slot the latest counts. It begins again where it is older than
 * the window, was kept for another window, or the clock stepped back.
 */
export function remember(
  memory: MidMemory | null,
  mid: { readonly priceMicros: PriceMicros; readonly atMs: EpochMs },
  windowMs: number,
): MidMemory {
  const slotMs = Math.max(1, Math.ceil(windowMs / MAX_MIDS))
  const slot = Math.floor(mid.atMs / slotMs)
  const fresh: MidMemory = { slotMs, lastSlot: slot, micros: [mid.priceMicros] }
  if (memory === null || memory.slotMs !== slotMs) return fresh
  const ahead = slot - memory.lastSlot
  if (ahead < 0 || ahead >= MAX_MIDS) return fresh
  if (ahead === 0) {
    return memory.micros.at(-1) === mid.priceMicros
      ? memory
      : { ...memory, micros: [...memory.micros.slice(0, -1), mid.priceMicros] }
  }
  const unseen = Array.from({ length: ahead - 1 }, () => null)
  return { slotMs, lastSlot: slot, micros: [...memory.micros, ...unseen, mid.priceMicros].slice(-MAX_MIDS) }
}
