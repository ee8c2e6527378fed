import type { Block, TapeHeader } from './format.ts'

/** A market of the past, from a tape or straight from a recording: same columns, same order. */
export interface TapeSource {
  readonly file: string
  readonly format: string
  readonly header: TapeHeader
  /** What a share of its token paid, where the market's own file says so; null: only its events may show it. */
  readonly payoutMicros: number | null
  /** From the beginning, each time; the arrays are used again for each block. @throws InputError */
  blocks(): AsyncGenerator<Block>
  /** Events of the last reading that were stamped a little early, and are dated like the one before them. */
  clamped(): number
}
