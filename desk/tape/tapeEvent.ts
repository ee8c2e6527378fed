import type { EpochMs } from '../../shared/domain/units.ts'
import type { FeedEvent } from '../exchange/exchange.ts'

/** What a tape can hold: a market's events, and stretches of which nothing is known. */
export type TapeEvent =
  | FeedEvent
  /** From this instant until the next event nothing is known. */
  | { readonly type: 'gap'; readonly atMs: EpochMs }
