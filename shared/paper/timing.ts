import { DEFAULT_LATENCY, type Latency } from '../simulator/latency.ts'
import type { TradeSource } from './paperBook.ts'

/** What the paper venue assumes of time; `docs/paper.md` says where each number comes from. */
export interface PaperTiming {
  readonly latency: Latency
  /** A trade's block is stamped at most so long after its match. */
  readonly stampLagMs: number
  /** The index shows a trade at most so long after its stamp. */
  readonly showLagMs: number
  /** Reads that come sooner share the last look at the feed. */
  readonly lookEveryMs: number
  /** Orders and fills that are over stay in the item so long. */
  readonly keepMs: number
}

export const PAPER_TIMING: PaperTiming = {
  latency: DEFAULT_LATENCY,
  stampLagMs: 5_000,
  showLagMs: 30_000,
  lookEveryMs: 1_000,
  keepMs: 7_200_000,
}

/** What a stamp tells of the match: it was at most `lagMs` before, and less than `stepMs` after. */
export interface StampPrecision {
  readonly lagMs: number
  readonly stepMs: number
}

/** The index stamps a trade with the second of its block; the channel with the instant of its match. */
export const precisionOf = (source: TradeSource, { stampLagMs }: PaperTiming): StampPrecision =>
  source === 'channel' ? { lagMs: 0, stepMs: 0 } : { lagMs: stampLagMs, stepMs: 1_000 }
