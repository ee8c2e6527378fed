import { INVARIANTS } from '../invariants.ts'
import { type ExploredLives, exploreLives } from './exploreLives.ts'
import { LIVES, type LifeStory } from './lives.ts'
import { MAX_COMMANDS } from './wayOut.ts'

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
  ...waysOf(report),
  ...report.violations.flatMap(({ invariant, what, words }) => [
    `  VIOLATION ${invariant} ${INVARIANTS[invariant]}`,
    `    ${what}`,
    ...words.map((each, i) => `    ${String(i + 1).padStart(3)}. ${each}`),
  ]),
]

/** Each sequence of commands once, with how many kinds of end have it for their shortest way. */
function waysOf({ ways }: LivesReport): readonly string[] {
  const counts = new Map<string, number>()
  for (const { is, commands } of ways) {
    const typed = commands.length === 0 ? 'no command' : commands.join(', ')
    const row = is === 'out' ? typed : `only the venue can, told after ${typed}`
    counts.set(row, (counts.get(row) ?? 0) + 1)
  }
  return [...counts]
    .toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([row, count]) => `  out of ${count} kinds of end: ${row}`)
}

const boundOf = ({ left, stepsMs }: LifeStory): string =>
  `${left.looks} invocations after steps of ${stepsMs.map((ms) => `${ms / 1000} s`).join(', ')}; ` +
  `${left.changes} changes of the scene; ${left.fills} fills; ways out of up to ${MAX_COMMANDS} commands`
