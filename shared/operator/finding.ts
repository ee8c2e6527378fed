import { type EntryPlace, entryPlace, type StackSettings } from '../domain/settings.ts'

/** What was looked at, what was found, and, where it is wrong, what to do: the lines of a doctor's report. */
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
  /** 'configuration': the user fixes it; 'outside': the venue, the network or the clock is not as it must be. */
  readonly kind: 'configuration' | 'outside'
  /**
   * It keeps this one market from being traded, and is no reason not to trade the others: only for what makes the
   * machine leave that market alone by itself.
   */
  readonly ofMarket?: true
}

export const soundFinding = (field: string, value: string): Finding => ({ field, value, problem: null })

const finding =
  (of: Pick<Problem, 'kind' | 'ofMarket'>) =>
  (field: string, value: string, remedy: string): Finding => ({
    field,
    value,
    problem: { field, value, remedy, ...of },
  })

export const configFinding = finding({ kind: 'configuration' })
export const outsideFinding = finding({ kind: 'outside' })
/** A market that the machine will not enter; the other markets trade on. */
export const notTradedFinding = finding({ kind: 'configuration', ofMarket: true })
export const notTradedNowFinding = finding({ kind: 'outside', ofMarket: true })

/** Whether the stack must not be armed: anything wrong, but that some of its outcomes are out of trade. */
export function barsArming(
  findings: readonly Finding[],
  { markets, places }: Pick<StackSettings, 'places'> & { readonly markets: readonly unknown[] },
): boolean {
  const problems = problemsOf(findings)
  const out = problems.filter((problem) => problem.ofMarket === true)
  const isOut = (_: unknown, index: number): boolean =>
    out.some(({ field }) => concerns(field, entryPlace({ ...(places && { places }) }, index)))
  return out.length < problems.length || markets.every(isOut)
}

/** Whatever is wrong with an entry of the file concerns each outcome of it, but for what is wrong with one's token. */
function concerns(field: string, { entry, token }: EntryPlace): boolean {
  const [at, name] = field.split('.')
  return at === entryField(entry) && (name === token || (name !== 'token' && name !== 'otherToken'))
}

/** `markets[0]`, as one would write it in code. */
export const entryField = (entry: number): string => `markets[${entry}]`

export const problemsOf = (findings: readonly Finding[]): readonly Problem[] =>
  findings.flatMap(({ problem }) => (problem === null ? [] : [problem]))

/** One line a problem: field, value, remedy. */
export const formatProblem = ({ field, value, remedy }: Problem): string => `${field} = ${value}: ${remedy}`

/** The remedy where the venue did not answer. */
export const TRY_AGAIN =
  'run it again; if it persists, check whether the venue is down (status.polymarket.com)'

/** Of an id, what a person needs to distinguish it from others. */
export const shorten = (text: string): string => (text.length > 20 ? `${text.slice(0, 18)}…` : text)

/** The line of a report that names the API key. */
export const API_KEY_FIELD = 'API key'

/** Enough of an API key's id to distinguish it from others; the id alone opens nothing. */
export const shownKey = (id: string): string => `${id.slice(0, 8)}…`
