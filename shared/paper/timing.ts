import { DEFAULT_LATENCY, type Latency } from '../simulator/latency.ts'
import type { TradeSource } from './paperAccount.ts'

/** What the paper venue assumes of time; `docs/paper.md` says where each number comes from. */
export interface PaperTiming {
  readonly latency: Latency
  /** Longest time from a match to the stamp of its block. */
  readonly stampLagMs: number
  /** Longest time from a trade's stamp to its showing in the index. */
  readonly showLagMs: number
  /** Reads that come sooner share the last look at the feed. */
  readonly lookEveryMs: number
  /** Time for which ended orders and fills stay in the item. */
  readonly keepMs: number
}

export const PAPER_TIMING: PaperTiming = {
  latency: DEFAULT_LATENCY,
  stampLagMs: 5_000,
  showLagMs: 30_000,
  lookEveryMs: 1_000,
  keepMs: 7_200_000,
}

/** What a stamp reports the match: it was at most `lagMs` before, and less than `stepMs` after. */
export interface StampPrecision {
  readonly lagMs: number
  readonly stepMs: number
}

/** The index stamps a trade with the second of its block; the channel with the instant of its match. */
export const precisionOf = (source: TradeSource, { stampLagMs }: PaperTiming): StampPrecision =>
  source === 'channel' ? { lagMs: 0, stepMs: 0 } : { lagMs: stampLagMs, stepMs: 1_000 }
