import { STATUS } from '../tape/format.ts'

/** Whether the market takes orders, and what it came to. */
export class TapeStatus {
  accepting = true
  closed = false
  /** What one share of the first token pays, once resolved. */
  payoutMicros: number | null = null

  /** A row of the tape. @param code Of `STATUS`. */
  note(code: number, payoutMicros: number): void {
    this.accepting = code === STATUS.accepting
    this.closed = code === STATUS.closed || code === STATUS.resolved
    if (code === STATUS.resolved) this.payoutMicros = payoutMicros
  }
}
