import { sumsOf } from '../../shared/domain/sumsOf.ts'
import type { WatchedOutcome } from './watchView.ts'

/** What all outcomes of a bot come to. Money in USDC; null: not known of one of them. */
export interface WatchedSums extends Pick<WatchedOutcome, 'exposure' | 'cap' | 'today'> {
  readonly holding: number
}

export const watchedSums = (outcomes: readonly WatchedOutcome[]): WatchedSums => ({
  ...sumsOf(outcomes, ['exposure', 'cap', 'today']),
  holding: outcomes.filter(({ shares }) => shares > 0).length,
})
