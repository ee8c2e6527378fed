/** How long a simulated venue takes, in ms. */
export interface Latency {
  /** From our decision to the order's being on the book. */
  readonly book: number
  /** From our decision to the cancel's taking effect. */
  readonly cancel: number
}

/** A request to the venue and back from a nearby region, with room for its matching: for paper and for replays. */
export const DEFAULT_LATENCY: Latency = { book: 300, cancel: 300 }
