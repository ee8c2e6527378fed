/**
 * A feed that cannot be played: the user's file or option is at fault, not the program. The message names the
 * file, the line where there is one, and what to do.
 */
export class FeedError extends Error {
  override readonly name = 'FeedError'
  readonly file: string
  /** Counted from 1; null where the fault is the file's. */
  readonly line: number | null
  readonly remedy: string

  constructor(fault: {
    readonly file: string
    readonly line?: number
    readonly what: string
    readonly remedy: string
    readonly cause?: unknown
  }) {
    const at = fault.line === undefined ? fault.file : `${fault.file}:${fault.line}`
    super(`${at}: ${fault.what}. ${fault.remedy}`, { cause: fault.cause })
    this.file = fault.file
    this.line = fault.line ?? null
    this.remedy = fault.remedy
  }
}
