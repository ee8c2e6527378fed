import { type EpochMs, epochMs } from '../domain/units.ts'

/** The venue gives match times in whole seconds. */
export const wholeSecond = (ms: EpochMs): EpochMs => epochMs(Math.floor(ms / 1000) * 1000)

/** A fill may show this long after its match: until then a history that ends there may be short of one. */
export const SHOWN_AFTER_MS = 60_000
