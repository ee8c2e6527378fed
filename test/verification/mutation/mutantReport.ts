import type { JudgedMutant, MutantRun } from './runMutants.ts'

export interface FileScore {
  readonly file: string
  /** Without those of values that are computed once. */
  readonly mutants: number
  readonly survive: number
  /** Percent. */
  readonly score: number
}

/** A mutant that no test reaches survives too. */
export const survives = ({ outcome }: JudgedMutant): boolean =>
  outcome === 'survived' || outcome === 'unreached'

/** A line for each file, in their order, and one for all of them. */
export function scoresOf(mutants: readonly JudgedMutant[]): readonly FileScore[] {
  const counted = mutants.filter(({ outcome }) => outcome !== 'static')
  const byFile = Map.groupBy(counted, ({ file }) => file)
  return [...byFile].map(([file, of]) => scoreOf(file, of)).concat(scoreOf('together', counted))
}

function scoreOf(file: string, mutants: readonly JudgedMutant[]): FileScore {
  const survive = mutants.filter(survives).length
  const score = mutants.length === 0 ? 100 : (100 * (mutants.length - survive)) / mutants.length
  return { file, mutants: mutants.length, survive, score: Math.round(score * 100) / 100 }
}

export function mutantReport({ tests, mutants }: MutantRun): string {
  const left = mutants.filter(survives)
  return [
    'file                                       mutants  survive    score',
    ...scoresOf(mutants).map(
      ({ file, mutants, survive, score }) =>
        `${file.padEnd(42)} ${String(mutants).padStart(7)}  ${String(survive).padStart(7)}  ${score.toFixed(2).padStart(6)} %`,
    ),
    `${tests} tests; ${mutants.filter(({ outcome }) => outcome === 'static').length} mutants of values that are computed once are left out`,
    ...left.map(
      ({ file, line, mutator, was, becomes, outcome }) =>
        `${file}:${line} ${outcome} ${mutator}: ${inLine(was)} -> ${inLine(becomes)}`,
    ),
  ].join('\n')
}

const SHOWN = 80
const inLine = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line
}
