import { verdictOfTapes, verdictOfTrips } from '../../../../desk/verdict/verdict.ts'
import type { RecordOutcome, Verdict } from '../../../../desk/verdict/verdictSchema.ts'
import { chanceOf, type Payoff } from './payoffs.ts'

const MICROS_PER_CENT = 10_000

/** How often a verdict was right over many samples of one payoff. Parts of those that got an interval. */
export interface Coverage {
  readonly samples: number
  /** Of all samples. */
  readonly answered: number
  readonly covered: number
  readonly saidGain: number
  readonly saidLoss: number
}

/** Samples of `count` units each, every one moved so that the truth is `mean`, in cents. */
export interface Trial {
  readonly payoff: Payoff
  readonly count: number
  readonly mean: number
  readonly samples: number
  readonly seed: number
  /** The number of tapes, each drawn by itself; absent: one tape, by trips. */
  readonly tapes?: number
}

export function coverageOf(trial: Trial): Coverage {
  const { payoff, count, mean, samples } = trial
  const chance = chanceOf(trial.seed)
  const truthMicros = Math.round(mean * MICROS_PER_CENT * count)
  const tally = { answered: 0, covered: 0, gain: 0, loss: 0 }
  for (let sample = 0; sample < samples; sample += 1) {
    const draw = (units: number): number[] =>
      payoff.draw(chance, units).map((cents) => Math.round((cents - payoff.mean + mean) * MICROS_PER_CENT))
    const { interval, says } = verdictOf(draw, trial)
    if (interval === null) continue
    tally.answered += 1
    if (interval.lowMicros <= truthMicros && truthMicros <= interval.highMicros) tally.covered += 1
    if (says === 'gain') tally.gain += 1
    if (says === 'loss') tally.loss += 1
  }
  const part = (of: number): number => (tally.answered === 0 ? Number.NaN : of / tally.answered)
  return {
    samples,
    answered: tally.answered / samples,
    covered: part(tally.covered),
    saidGain: part(tally.gain),
    saidLoss: part(tally.loss),
  }
}

function verdictOf(draw: (units: number) => number[], { count, tapes }: Trial): Verdict {
  if (tapes === undefined) {
    const amounts = draw(count)
    return verdictOfTrips(outcomeOf(amounts), amounts)
  }
  return verdictOfTapes(Array.from({ length: tapes }, () => outcomeOf(draw(count / tapes))))
}

/** Nothing is known of stakes: the intervals alone are looked at. */
export const outcomeOf = (amounts: readonly number[], over: Partial<RecordOutcome> = {}): RecordOutcome => ({
  trips: amounts.length,
  units: amounts.length,
  sharesMicros: amounts.length * 1_000_000,
  totalMicros: amounts.reduce((total, each) => total + each, 0),
  coveredMs: amounts.length * 600_000,
  largestStakeMicros: null,
  wholeLosses: 0,
  held: null,
  ...over,
})
