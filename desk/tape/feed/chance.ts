import { Random as Draws } from '../../../shared/simulator/random.ts'

/** What made-up markets ask of chance: the same sequence on every machine for the same seed. */
export interface Chance {
  /** A float in [0, 1), exact in 32 bits. */
  next(): number
  /** An integer in [from, to], both ends included. */
  between(from: number, to: number): number
  chance(probability: number): boolean
  /** Around 0 with a standard deviation of 1, bounded by 6: a sum of twelve, since `Math.log` differs by machine. */
  normal(): number
}

const STEPS = 2 ** 32

export function createRandom(seed: number): Chance {
  const draws = new Draws(seed)
  const next = (): number => draws.below(STEPS) / STEPS
  return {
    next,
    between: (from, to) => draws.between([from, to]),
    chance: (probability) => next() < probability,
    normal: () => {
      let sum = -6
      for (let count = 0; count < 12; count += 1) sum += next()
      return sum
    },
  }
}
