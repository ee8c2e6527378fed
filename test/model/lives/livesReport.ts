import { INVARIANTS } from '../invariants.ts'
import { type ExploredLives, exploreLives } from './exploreLives.ts'
import { LIVES, type LifeStory } from './lives.ts'

export interface LivesReport extends ExploredLives {
  readonly name: string
  readonly about: string
  readonly bound: string
  readonly seconds: number
}

/** Every story that was asked for, explored to its bound. */
export async function reportOnLives(names: readonly string[] | undefined): Promise<readonly LivesReport[]> {
  const reports: LivesReport[] = []
  for (const story of LIVES.filter(({ name }) => names?.includes(name) ?? true)) {
    const started = performance.now()
    const explored = await exploreLives(story, false)
    const seconds = (performance.now() - started) / 1000
    reports.push({ name: story.name, about: story.about, bound: boundOf(story), ...explored, seconds })
  }
  return reports
}

/** For people. */
export const livesLines = (report: LivesReport): readonly string[] => [
  `${report.name}: ${report.about}`,
  `  ${report.looks} invocations, ${report.states} states, ${report.seconds.toFixed(1)} s`,
  `  ${report.complete ? 'all there are' : 'NOT ALL'} within: ${report.bound}`,
  ...report.violations.flatMap(({ invariant, what, words }) => [
    `  VIOLATION ${invariant} ${INVARIANTS[invariant]}`,
    `    ${what}`,
    ...words.map((each, i) => `    ${String(i + 1).padStart(3)}. ${each}`),
  ]),
]

const boundOf = ({ left, stepsMs }: LifeStory): string =>
  `${left.looks} invocations after steps of ${stepsMs.map((ms) => `${ms / 1000} s`).join(', ')}; ` +
  `${left.changes} changes of the scene; ${left.fills} fills`
