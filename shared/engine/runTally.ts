import { type Outcome, type OutcomeKey, outcomeKey } from '../domain/outcome.ts'
import type { Round } from './round.ts'

/** What a run came to, counted as it goes. */
export class RunTally {
  rounds = 0
  readonly ticked = new Map<OutcomeKey, Outcome>()
  readonly failures: string[] = []
  /** Ticks whose item could not be written: a market's own trouble, unless it is that of all. */
  readonly lost: string[] = []

  count(round: Round): void {
    this.rounds += 1
    for (const outcome of round.ticked) this.ticked.set(outcomeKey(outcome), outcome)
    this.failures.push(...round.failures)
    this.lost.push(...round.lost)
  }
}
