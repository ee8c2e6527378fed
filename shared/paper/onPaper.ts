import type { PostOutcome } from '../machine/decision.ts'
import type { KeeperOptions, PaperKeeper } from './keeper.ts'
import type { PaperTiming } from './timing.ts'

/** What the calls of the venue work with. */
export interface PaperContext extends PaperVenueOptions {
  readonly keeper: PaperKeeper
  readonly timing: PaperTiming
}

export interface PaperVenueOptions extends Omit<KeeperOptions, 'timing'> {
  /** The money that all accounts begin with together. */
  readonly accountMicros: number
  /** The production reader of what a venue answers to POST /order. */
  readonly readAnswer: (status: number, json: unknown) => PostOutcome
  readonly timing?: Partial<PaperTiming>
}
