import { parseArgs } from 'node:util'
import { replay } from './explorer.ts'
import { INVARIANTS } from './invariants.ts'
import { LIVES } from './lives/lives.ts'
import { type LivesReport, livesLines, reportOnLives } from './lives/livesReport.ts'
import { reportOn, type ScenarioReport } from './report.ts'
import type { Scenario } from './scenario.ts'
import { instanceOf, SCENARIOS } from './scenarios.ts'
import { exploreStates } from './states/exploreStates.ts'
import { summary } from './states/summary.ts'

const USAGE = `npm run model -- [options]: every state of the machine and every schedule of the protocol, within bounds

  --full             larger bounds: more than a million schedules
  --scenario NAME    only this one (may be repeated)
  --replay PATH      one schedule of that scenario, step by step in words: 0.1.0.3
  --json             one JSON document: schedules, states, violations, scenarios
  --seed-free        explores everything twice and compares: no figure may depend on chance
  --states           the states of the machine only
  --list             the scenarios and the invariants`

const { values: options } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    'seed-free': { type: 'boolean', default: false },
    states: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    scenario: { type: 'string', multiple: true },
    replay: { type: 'string' },
  },
})
process.exitCode = await main()

async function main(): Promise<number> {
  const all = [...SCENARIOS, ...LIVES]
  const unknown = options.scenario?.find((name) => !all.some((each) => each.name === name))
  if (unknown !== undefined) {
    console.error(`--scenario ${unknown}: give one of ${all.map(({ name }) => name).join(', ')}`)
    return 2
  }
  const chosen = SCENARIOS.filter(({ name }) => options.scenario?.includes(name) ?? true)
  if (options.help || options.list) return tell(options.help ? [USAGE] : listed())
  if (options.replay !== undefined) return await replayed(chosen, options.replay)
  return await explored(options.states ? [] : chosen)
}

async function explored(chosen: readonly Scenario[]): Promise<number> {
  const machine = options.scenario === undefined ? exploreStates() : null
  if (machine !== null && !options.json) tell([summary(machine)])
  const reports: ScenarioReport[] = []
  for (const scenario of chosen) {
    const report = await reportOn(scenario, options.full)
    if (options['seed-free']) assertSame(report, await reportOn(scenario, options.full))
    reports.push(report)
    if (!options.json) tell(lines(report))
  }
  const lives = options.states ? [] : await reportOnLives(options.scenario)
  if (!options.json) tell(lives.flatMap(livesLines))
  const total = (of: (report: ScenarioReport) => number): number =>
    reports.reduce((sum, report) => sum + of(report), 0)
  const sum = {
    schedules: total((report) => report.schedules),
    states: total((report) => report.states) + sumOf(lives, 'states') + (machine?.states ?? 0),
    invocations: sumOf(lives, 'looks'),
    violations:
      total((report) => report.violations.length) +
      lives.flatMap(({ violations }) => violations).length +
      (machine?.violations.length ?? 0),
  }
  const spent = total((report) => report.seconds) + sumOf(lives, 'seconds') + (machine?.seconds ?? 0)
  const seconds = spent.toFixed(1)
  const complete = [...reports, ...lives, ...(machine?.domains ?? [])].every((each) => each.complete)
  if (options.json) tell([JSON.stringify({ ...sum, machine, scenarios: reports, lives }, null, 2)])
  else
    tell([`${sum.schedules} schedules, ${sum.states} states, ${sum.violations} violations in ${seconds} s`])
  return sum.violations === 0 && complete ? 0 : 1
}

function sumOf(lives: readonly LivesReport[], of: 'states' | 'looks' | 'seconds'): number {
  return lives.reduce((sum, report) => sum + report[of], 0)
}

function assertSame(first: ScenarioReport, second: ScenarioReport): void {
  const text = ({ seconds: _, ...report }: ScenarioReport): string => JSON.stringify(report)
  if (text(first) !== text(second)) throw new Error(`${first.name}: two explorations differ`)
}

async function replayed([scenario, another]: readonly Scenario[], path: string): Promise<number> {
  if (scenario === undefined || another !== undefined) {
    console.error('--replay: name the one scenario with --scenario NAME')
    return 2
  }
  if (!/^\d+(\.\d+)*$/.test(path)) {
    console.error(`--replay ${path}: give numbers joined by dots, like 0.1.0.3`)
    return 2
  }
  const told = await replay(await instanceOf(scenario, options.full), path.split('.').map(Number))
  tell(told.words.map((words, i) => `${String(i + 1).padStart(3)}. ${words}`))
  tell(told.breaches.map(({ invariant, what }) => `${invariant} ${INVARIANTS[invariant]}\n   ${what}`))
  if (told.breaches.length === 0) tell(['No invariant is broken.'])
  return told.breaches.length === 0 ? 0 : 1
}

function lines(report: ScenarioReport): readonly string[] {
  return [
    `${report.name}: ${report.about}`,
    `  ${report.schedules} schedules of up to ${report.longest} steps, ${report.states} states, ${report.steps} steps, ` +
      `${report.spared} spared, ${report.seconds.toFixed(1)} s`,
    `  ${report.complete ? 'all there are' : 'NOT ALL'} within: ${report.bound}`,
    ...report.violations.flatMap((violation) => [
      `  VIOLATION ${violation.invariant} ${violation.text}`,
      `    ${violation.what}`,
      ...violation.words.map((words, i) => `    ${String(i + 1).padStart(3)}. ${words}`),
      `    ${violation.replay}`,
    ]),
  ]
}

function listed(): readonly string[] {
  return [
    ...[...SCENARIOS, ...LIVES].map(({ name, about }) => `${name.padEnd(16)} ${about}`),
    ...Object.entries(INVARIANTS).map(([id, text]) => `${id.padEnd(4)} ${text}`),
  ]
}

function tell(texts: readonly string[]): number {
  for (const text of texts) console.log(text)
  return 0
}
