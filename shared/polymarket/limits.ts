/** The bounds of the adapter. The defaults fit a tick of some seconds and an account of a few markets. */
export interface VenueLimits {
  /** One request, from opening the connection to the last byte of the answer. */
  readonly requestTimeoutMs: number
  /** One call of the port that makes several requests. */
  readonly readDeadlineMs: number
  readonly maxResponseBytes: number
  readonly maxPages: number
  readonly maxRows: number
  /** Readings of a list of several pages until two agree. */
  readonly maxReadings: number
}

export const DEFAULT_LIMITS: VenueLimits = {
  requestTimeoutMs: 4_000,
  readDeadlineMs: 12_000,
  maxResponseBytes: 8 * 1024 * 1024,
  maxPages: 50,
  maxRows: 20_000,
  maxReadings: 4,
}
