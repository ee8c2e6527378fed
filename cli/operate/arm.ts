import type { Command } from 'commander'
import { isArmed, isRunning } from '../../shared/domain/control.ts'
import { known } from '../../shared/domain/read.ts'
import { armWhereQuiet } from '../../shared/operator/armWhereQuiet.ts'
import { barsArming, type Finding, formatProblem, problemsOf } from '../../shared/operator/finding.ts'
import { resume } from '../../shared/operator/operator.ts'
import type { Connection } from '../aws/connection.ts'
import { connected } from '../aws/withConnection.ts'
import { lookAtMarketWords } from '../find/lookAtMarketWords.ts'
import { tradedLines } from '../find/tradedLines.ts'
import { type StackOptions, withKeys, withStack, withYes, type YesOption } from '../terminal/options.ts'
import { type CommandResult, failed, succeeded, unconfirmed } from '../terminal/outcome.ts'
import type { Act } from '../terminal/runCommand.ts'
import { say } from '../terminal/say.ts'
import { askBot, type HereOptions } from './ask.ts'
import { doctorOutcome, exitOf } from './doctorReport.ts'
import { limitsWords } from './limitsFinding.ts'
import { lookAtListeners, NOBODY_LISTENS } from './listeners.ts'
import { operatorPorts } from './operatorPorts.ts'
import { runDrill } from './runDrill.ts'
import { activeAlarms, alarmsBar, readStopAlarms } from './stopAlarms.ts'

interface ArmOptions extends StackOptions, HereOptions, YesOption {
  readonly withoutListener?: true
}

/** The STOP that arming begins with: the table's stream starts it in seconds, the next tick in a minute. */
const STOP_WAIT_MS = 240_000
const POLL_MS = 1_000
const REPORT_EVERY_MS = 10_000

export const addArm = (program: Command, act: Act): void => {
  withYes(withKeys(withStack(program.command('arm'))))
    .description(
      'go live: the doctor, a drill of the alarms, a canary order far from the touch, then trading',
    )
    .option('--here', 'sign the canary on this machine instead')
    .option('--without-listener', 'arm although nobody receives alarms or pages')
    .action(act(connected(run)))
}

async function run(connection: Connection, options: ArmOptions): Promise<CommandResult> {
  const before = await connection.store.control()
  if (before.ok && before.value !== 'absent' && isArmed(before.value)) {
    const { haltSeq } = before.value
    return isRunning(before.value)
      ? succeeded('it is armed already')
      : failed(
          `it is armed already, and halted by STOP ${haltSeq}: "npx bot resume ${haltSeq}" once it is done`,
        )
  }
  const barred = await barOf(connection)
  if (barred !== null) return notArmed(barred)
  const withoutListener = options.withoutListener === true
  if (withoutListener) say(NOBODY_LISTENS)
  const listeners = connection.deployment === null ? [] : await lookAtListeners(connection, withoutListener)
  if (exitOf(listeners) !== 0) return doctorOutcome(listeners, 'not armed')
  const words = await lookAtMarketWords(connection.config)
  if (barsArming(words, connection.config.stack)) return doctorOutcome(words, 'not armed')
  const traded = [
    ...problemsOf(words).map((problem) => `not traded: ${formatProblem(problem)}`),
    ...tradedLines(connection.config, words),
    `all markets together: ${limitsWords(connection.config.stack)}`,
  ]
  if (options.yes !== true) {
    const steps =
      'would send a test notice, run a drill of the alarms, post one minimum-size order far from the touch, cancel it, and start trading'
    return unconfirmed([steps, ...traded].join('\n'))
  }
  for (const line of traded) say(line)
  return await drillAndArm(connection, options, listeners)
}

const barOf = async (connection: Connection): Promise<string | null> =>
  connection.deployment === null ? null : alarmsBar(await readStopAlarms(connection))

async function drillAndArm(
  connection: Connection,
  options: ArmOptions,
  listeners: readonly Finding[],
): Promise<CommandResult> {
  const drilled = connection.deployment === null ? null : await runDrill(connection)
  if (drilled?.is === 'unanswered') return notArmed(`the drill was not answered: ${drilled.why}`)
  const command =
    options.withoutListener === true
      ? ({ command: 'arm', notice: false } as const)
      : ({ command: 'arm' } as const)
  const answer = await armWhereQuiet({
    bar: () => barOf(connection),
    arm: () => askBot(connection, options, command),
  })
  if ('is' in answer) return notArmed(answer.why)
  const { armed } = answer
  const findings = [...answer.findings, ...listeners]
  const json = { findings, armed, drilled }
  if (armed === null) return { ...doctorOutcome(findings, 'not armed'), json }
  const seen = [
    ...(drilled === null ? [] : [`  drill: answered after ${(drilled.tookMs / 1000).toFixed(1)} s`]),
    ...listeners.map(({ value }) => `  listener: ${value}`),
    ...armed.observations.map((line) => `  canary: ${line}`),
  ]
  if (armed.is === 'refused') return failed([`not armed: ${armed.why}`, ...seen].join('\n'), json)
  return await resumeFromArming(connection, armed.haltSeq, { seen, json })
}

const notArmed = (why: string): CommandResult => failed(`not armed: ${why}`, { refused: why })

/** Armed, and halted by a STOP of its own: it trades once that is proven done and no alarm is active. */
async function resumeFromArming(
  connection: Connection,
  seq: number,
  { seen, json }: { readonly seen: readonly string[]; readonly json: CommandResult['json'] },
): Promise<CommandResult> {
  const { store, clock, deployment } = connection
  const halted = (why: string): CommandResult =>
    failed([`armed, but halted by STOP ${seq}: ${why}`, ...seen].join('\n'), json)
  const why = await untilDone(connection, seq)
  if (why !== null) return halted(why)
  const alarms = deployment === null ? null : await readStopAlarms(connection)
  const bar = alarms === null ? null : alarmsBar(alarms)
  if (bar !== null) return halted(`${bar}; then "npx bot resume ${seq}"`)
  const active = alarms === null ? known([], clock.nowMs()) : activeAlarms(alarms)
  const resumed = await resume(operatorPorts(connection), seq, active)
  if (resumed.is === 'refused') return halted(`${resumed.why}; then "npx bot resume ${seq}"`)
  const after = await store.control()
  if (!after.ok || !isRunning(after.value))
    return failed('the check afterwards shows another state: see "npx bot status"', json)
  const watched =
    deployment === null ? 'no stack was named: the alarms were not checked' : 'no STOP alarm is active'
  return succeeded(['armed', ...seen, watched].join('\n'), { ...json, running: true })
}

/** null once the STOP is done; else why it will not be, or not yet. */
async function untilDone({ store, clock }: Connection, seq: number): Promise<string | null> {
  const beganMs = clock.nowMs()
  let reportedMs = beganMs
  for (let nowMs = beganMs; nowMs - beganMs < STOP_WAIT_MS; nowMs = clock.nowMs()) {
    const control = await store.control()
    if (control.ok && control.value !== 'absent') {
      const { haltSeq, doneSeq } = control.value
      if (haltSeq !== seq) return `STOP ${haltSeq} came in the meantime: see "npx bot status"`
      if (doneSeq === seq) return null
    }
    if (nowMs - reportedMs >= REPORT_EVERY_MS) {
      reportedMs = nowMs
      const seconds = Math.round((nowMs - beganMs) / 1000)
      say(`armed; waiting for the proof that no order is live (${seconds} s)`)
    }
    await clock.sleep(POLL_MS)
  }
  return `it is not done yet: see "npx bot status", then "npx bot resume ${seq}"`
}
