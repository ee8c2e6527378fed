import { type EpochMs, epochMs } from '../../domain/units.ts'

/** When a GTD order of this life ends; the venue counts in whole seconds. */
export const expiry = (nowMs: EpochMs, ttlMs: number): EpochMs =>
  epochMs(Math.floor((nowMs + ttlMs) / 1000) * 1000)
