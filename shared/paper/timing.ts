/** What the paper venue assumes of time; `docs/paper.md` says where each number comes from. */
export interface PaperTiming {
  /** From our decision to the order's being on the book, and of a cancel to its being off it. */
  readonly latencyMs: number
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
  latencyMs: 250,
  stampLagMs: 5_000,
  showLagMs: 30_000,
  lookEveryMs: 1_000,
  keepMs: 7_200_000,
}
