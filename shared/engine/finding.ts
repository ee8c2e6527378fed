/** What was looked at, what was found, and, where it is wrong, what to do: the rows of a doctor's report. */
export interface Finding {
  /** As one would write it in the configuration, or the thing in words: `markets[0].token`, `region`. */
  readonly field: string
  readonly value: string
  /** null: fine. */
  readonly problem: Problem | null
}

export interface Problem {
  readonly field: string
  readonly value: string
  readonly remedy: string
  /** 'configuration': the user mends it; 'outside': the venue, the network or the clock is not as it must be. */
  readonly kind: 'configuration' | 'outside'
  /** It keeps this one market from being traded, and is no reason not to trade the others. */
  readonly ofMarket?: true
}

export const fine = (field: string, value: string): Finding => ({ field, value, problem: null })

export const wrong = (kind: Problem['kind'], field: string, value: string, remedy: string): Finding => ({
  field,
  value,
  problem: { field, value, remedy, kind },
})

/** A market that takes no orders, or none for long: the configuration is to be mended, the other markets trade on. */
export const outOfTrade = (field: string, value: string, remedy: string): Finding => ({
  field,
  value,
  problem: { field, value, remedy, kind: 'configuration', ofMarket: true },
})

/** Whether the stack must not be armed: anything wrong, but that some of its `markets` are out of trade. */
export function barsArming(findings: readonly Finding[], markets: number): boolean {
  const problems = problemsOf(findings)
  const out = problems.filter((problem) => problem.ofMarket === true)
  return out.length < problems.length || new Set(out.map(({ field }) => field)).size >= markets
}

export const problemsOf = (findings: readonly Finding[]): readonly Problem[] =>
  findings.flatMap(({ problem }) => (problem === null ? [] : [problem]))

/** One line a problem: field, value, remedy. */
export const formatProblem = ({ field, value, remedy }: Problem): string => `${field} = ${value}: ${remedy}`
