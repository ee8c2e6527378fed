import type { WatchedOutcome } from './watchView.ts'

/** What all outcomes of a bot come to. Money in USDC; null: not known of one of them. */
export interface WatchedSums {
  readonly holding: number
  readonly exposure: number
  readonly cap: number | null
  readonly today: number | null
}

export function watchedSums(outcomes: readonly WatchedOutcome[]): WatchedSums {
  const sum = (of: (outcome: WatchedOutcome) => number | null): number | null =>
    outcomes.reduce<number | null>((total, outcome) => {
      const part = of(outcome)
      return total === null || part === null ? null : total + part
    }, 0)
  return {
    holding: outcomes.filter(({ shares }) => shares > 0).length,
    exposure: outcomes.reduce((total, { exposure }) => total + exposure, 0),
    cap: sum(({ cap }) => cap),
    today: sum(({ today }) => today),
  }
}
