import type { Command } from 'commander'
import { isArmed, isRunning } from '../../shared/domain/control.ts'
import { askBot, type HereOptions } from '../ask.ts'
import type { Connection } from '../connection.ts'
import { exitOf, formatFindings, lookAtConfig } from '../doctorReport.ts'
import { type StackOptions, withKeys, withStack, withYes, type YesOption } from '../options.ts'
import { failed, type Outcome, succeeded, unconfirmed } from '../outcome.ts'
import type { Act } from '../runCommand.ts'
import { setStopAlarms } from '../stopAlarms.ts'
import { withConnection } from '../withConnection.ts'

type ArmOptions = StackOptions & HereOptions & YesOption

export const addArm = (program: Command, act: Act): void => {
  withYes(withKeys(withStack(program.command('arm'))))
    .description('go live: the doctor, then a canary order far from the touch, then trading')
    .option('--here', 'sign the canary on this machine instead')
    .action(act((options: ArmOptions) => withConnection(options, (connection) => run(connection, options))))
}

async function run(connection: Connection, options: ArmOptions): Promise<Outcome> {
  const config = lookAtConfig(connection.config)
  if (exitOf(config) !== 0) return { exit: 2, text: formatFindings(config), json: { findings: config } }
  const before = await connection.store.control()
  if (before.ok && isArmed(before.value)) return await alarmsOn(connection, 'it is armed already')
  if (options.yes !== true) {
    return unconfirmed('would post one minimum-size order far from the touch, cancel it, and start to trade')
  }
  const { findings, armed } = await askBot(connection, options, { command: 'arm' })
  const json = { findings, armed }
  const report = formatFindings(findings)
  if (armed === null) return { exit: exitOf(findings), text: `not armed\n${report}`, json }
  const seen = armed.observations.map((line) => `  canary: ${line}`)
  if (armed.is === 'refused') return failed([`not armed: ${armed.why}`, ...seen].join('\n'), json)

  const after = await connection.store.control()
  if (!after.ok || !isArmed(after.value)) return failed('the look afterwards disagrees: see "status"', json)
  const running = isRunning(after.value)
  const halted =
    running || after.value === 'absent' ? [] : [`still halted: "resume ${after.value.haltSeq}" too`]
  return await alarmsOn(connection, ['armed', ...seen, ...halted].join('\n'), { ...json, running })
}

/** The dead-man's switch is part of being live: without it the command has failed. */
async function alarmsOn(connection: Connection, text: string, json: Outcome['json'] = {}): Promise<Outcome> {
  if (connection.deployment === null) return succeeded(`${text}\nno stack was named: no alarms`, json)
  const alarms = await setStopAlarms(connection, true)
  const told = `${text}\n${alarms.text}`
  return alarms.ok ? succeeded(told, json) : failed(told, json)
}
