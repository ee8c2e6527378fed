import type { EpochMs } from '../domain/units.ts'

/** As watched on the venue: a block takes seconds, its finality half a minute. */
const MINED_AFTER_MS = 5_000
const FINAL_AFTER_MS = 20_000

/**
 * The stage of a trade by its age, where nothing is drawn: none fails. Money and shares count once it is final: the
 * venue's balances follow the block by a time that nobody states, and what comes later cannot be spent too soon.
 */
export type SettlementStage = 'matched' | 'mined' | 'final'

export function settlementStageOf(
  { matchedAtMs }: { readonly matchedAtMs: EpochMs },
  nowMs: EpochMs,
): SettlementStage {
  const ageMs = nowMs - matchedAtMs
  if (ageMs >= FINAL_AFTER_MS) return 'final'
  return ageMs >= MINED_AFTER_MS ? 'mined' : 'matched'
}

export const isFinal = (trade: { readonly matchedAtMs: EpochMs }, nowMs: EpochMs): boolean =>
  settlementStageOf(trade, nowMs) === 'final'
