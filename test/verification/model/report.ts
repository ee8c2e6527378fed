import { type Explored, explore, replay, type Violation } from './explorer.ts'
import { INVARIANTS } from './invariants.ts'
import type { Scenario } from './scenario.ts'
import { instanceOf } from './scenarios.ts'

export interface ScenarioReport {
  readonly name: string
  readonly about: string
  readonly bound: string
  readonly schedules: number
  readonly states: number
  readonly steps: number
  /** Steps that were not tried, for they commute with one that was. */
  readonly spared: number
  readonly longest: number
  readonly complete: boolean
  readonly seconds: number
  readonly violations: readonly ReportedViolation[]
}

export interface ReportedViolation {
  readonly invariant: string
  readonly text: string
  readonly what: string
  readonly replay: string
  readonly words: readonly string[]
}

/** More than any scenario has within its bound; one that is cut says that it is not complete. */
const MAX_SCHEDULES = 20_000_000

/** Explores one scenario to its bound and tells what came of it. */
export async function reportOn(scenario: Scenario, isFull: boolean): Promise<ScenarioReport> {
  const started = performance.now()
  const instance = await instanceOf(scenario, isFull)
  const explored = await explore(instance, {
    reduce: true,
    merge: true,
    maxSchedules: MAX_SCHEDULES,
    stopAtFirst: false,
  })
  const violations = await Promise.all(
    shortestOfEach(explored.violations).map(async ({ invariant, what, path }) => ({
      invariant,
      text: INVARIANTS[invariant],
      what,
      replay: replayCommand(scenario.name, path, isFull),
      words: (await replay(instance, path)).words,
    })),
  )
  return { ...figures(scenario, explored, isFull), seconds: (performance.now() - started) / 1000, violations }
}

const figures = (scenario: Scenario, explored: Explored, isFull: boolean) => ({
  name: scenario.name,
  about: scenario.about,
  bound: boundOf(scenario, isFull),
  schedules: explored.schedules,
  states: explored.states,
  steps: explored.steps,
  spared: explored.spared,
  longest: explored.depth,
  complete: explored.complete,
})

/** "at most 1 fault, 1 fill, 1 step of 60 s". */
export function boundOf({ left, fully, bounds, lanes }: Scenario, isFull: boolean): string {
  const { faults, fills, failures, jumps, torn } = isFull ? { ...left, ...fully } : left
  const runs = lanes.map((lane) => `${lane.name}: ${lane.runs.length}`).join(', ')
  const steps = bounds.jumpsMs.map((ms) => `${ms / 1000}`).join(' or ')
  return [
    `runs ${runs}`,
    `${faults} faults${bounds.faults === undefined ? '' : ` (${bounds.faults.join(', ')})`}`,
    `${fills} fills`,
    `${failures} failed settlements`,
    ...(torn === undefined ? [] : [`${torn} rounds of reads torn in two`]),
    `${jumps} steps in time${jumps > 0 ? ` of ${steps} s` : ''}`,
  ].join('; ')
}

const replayCommand = (name: string, path: readonly number[], isFull: boolean): string =>
  `npm run model -- ${isFull ? '--full ' : ''}--scenario ${name} --replay ${path.join('.')}`

/** One cause shows in many schedules: the shortest of each invariant and text, names of orders aside. */
function shortestOfEach(violations: readonly Violation[]): readonly Violation[] {
  const shortest = new Map<string, Violation>()
  for (const violation of violations) {
    const kind = `${violation.invariant} ${violation.what.replace(/\S*\d\S*/g, '#')}`
    const known = shortest.get(kind)
    if (known === undefined || known.path.length > violation.path.length) shortest.set(kind, violation)
  }
  return [...shortest.values()]
}
