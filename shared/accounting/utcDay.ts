import type { EpochMs } from '../domain/units.ts'

/** The UTC day of an instant, as 2026-10-05. */
export const utcDay = (atMs: EpochMs): string => new Date(atMs).toISOString().slice(0, 10)
