import type { PostOutcome } from '../machine/decision.ts'
import type { BookKeeper, KeeperOptions } from './keeper.ts'
import type { PaperTiming } from './timing.ts'

/** What the calls of the venue work with. */
export interface OnPaper extends PaperVenueOptions {
  readonly keeper: BookKeeper
  readonly timing: PaperTiming
}

export interface PaperVenueOptions extends Omit<KeeperOptions, 'timing'> {
  /** What the account begins with. */
  readonly accountMicros: number
  /** The production reader of what a venue answers to POST /order. */
  readonly readAnswer: (status: number, json: unknown) => PostOutcome
  readonly timing?: Partial<PaperTiming>
}
