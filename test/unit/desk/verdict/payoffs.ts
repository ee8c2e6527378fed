import { Random } from '../../../../shared/simulator/random.ts'

/** Chances as a payoff needs them, from a seed. */
export interface Chance {
  /** From 0 to 1. */
  uniform(): number
  normal(): number
}

export function chanceOf(seed: number): Chance {
  const random = new Random(seed)
  const uniform = (): number => (random.below(2 ** 31) + 0.5) / 2 ** 31
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  }
}

/** What round trips come to, in cents, and the truth behind it. */
export interface Payoff {
  readonly name: string
  readonly mean: number
  /** The standard deviation of the sum of many, over the root of their number: dependence counts. */
  readonly spread: number
  /** Where even the interval asked for cannot keep the usual limits; absent: it does. */
  readonly limits?: Limits
  draw(chance: Chance, count: number): number[]
}

/** Parts of the samples that got an interval; `found` of all that hold an edge of four standard errors. */
export interface Limits {
  readonly covered: number
  readonly saidGain: number
  readonly found: number
}
export const USUAL: Limits = { covered: 0.9, saidGain: 0.05, found: 0.8 }

const independent = (of: Omit<Payoff, 'draw'> & { readonly each: (chance: Chance) => number }): Payoff => ({
  ...of,
  draw: (chance, count) => Array.from({ length: count }, () => of.each(chance)),
})

const rare = (part: number, loss: number, noise = 0): Payoff =>
  independent({
    name: `+1 c, and ${loss} c in ${part * 100} %${noise > 0 ? ', with noise' : ''}`,
    mean: 1 - part * (1 - loss),
    spread: Math.sqrt((1 - loss) ** 2 * part * (1 - part) + noise ** 2),
    each: (chance) => (chance.uniform() < part ? loss : 1) + noise * chance.normal(),
  })

/** A normal draw over the root of a mean of three squares. */
function heavyTailed(chance: Chance): number {
  const squares = [chance.normal(), chance.normal(), chance.normal()].map((each) => each ** 2)
  return chance.normal() / Math.sqrt(squares.reduce((sum, each) => sum + each, 0) / 3)
}

/** Neighbours that share half of their variance and more. */
const clustered = (length: number, shared: number): Payoff => ({
  name: `in clusters of ${length}`,
  mean: 0,
  spread: Math.sqrt(1 + length * shared ** 2),
  draw: (chance, count) => {
    let common = 0
    return Array.from({ length: count }, (_, at) => {
      if (at % length === 0) common = chance.normal()
      return shared * common + chance.normal()
    })
  },
})

const autoregressive = (part: number): Payoff => ({
  name: `each leaning on the last by ${part}`,
  mean: 0,
  spread: 1 / (1 - part),
  draw: (chance, count) => {
    let last = chance.normal() / Math.sqrt(1 - part ** 2)
    return Array.from({ length: count }, () => {
      last = part * last + chance.normal()
      return last
    })
  },
})

export const PAYOFFS: readonly Payoff[] = [
  independent({ name: 'normal', mean: 0, spread: 1, each: (chance) => chance.normal() }),
  rare(0.03, -40),
  rare(0.03, -40, 0.7),
  // One sample of three hundred in twenty holds none of these losses: no method tells it from a gain by its amounts
  // alone. What is known of stakes does, see `unseen losses`.
  { ...rare(0.01, -40, 0.7), limits: { covered: 0.9, saidGain: 0.07, found: 0.75 } },
  // Rare gains, tails so heavy that the fourth moment has no end, and amounts that are all one of two.
  rare(0.03, 40),
  independent({ name: 'Student’s with three degrees', mean: 0, spread: Math.sqrt(3), each: heavyTailed }),
  independent({ name: 'one up or one down', mean: 0, spread: 1, each: (c) => (c.uniform() < 0.5 ? -1 : 1) }),
  clustered(5, 1.4),
  clustered(10, 0.7),
  clustered(20, 0.7),
  autoregressive(0.5),
  autoregressive(0.8),
]
