import type { Command } from 'commander'
import { isRunning } from '../../shared/domain/control.ts'
import { known } from '../../shared/domain/read.ts'
import { resume } from '../../shared/operator/operator.ts'
import type { Connection } from '../aws/connection.ts'
import { connected } from '../aws/withConnection.ts'
import { checked } from '../terminal/checked.ts'
import { parseSeq, type StackOptions, withBot } from '../terminal/options.ts'
import { type CommandResult, failed, succeeded } from '../terminal/outcome.ts'
import type { Act } from '../terminal/runCommand.ts'
import { describeControl } from './describeBot.ts'
import { idleWords } from './idleRun.ts'
import { operatorPorts } from './operatorPorts.ts'
import { activeAlarms, alarmsBar, readStopAlarms } from './stopAlarms.ts'

interface ResumeOptions extends StackOptions {
  readonly withoutAlarms?: true
}

export const addResume = (program: Command, act: Act): void => {
  withBot(program.command('resume'))
    .description('end a halt: only the STOP you have seen, once it is done')
    .argument('<seq>', 'the number of the STOP, as "npx bot status" shows it', checked(parseSeq))
    .option('--without-alarms', 'with --table: do not check whether a STOP alarm is active')
    .action(act(connected(run)))
}

async function run(connection: Connection, given: string, options: ResumeOptions): Promise<CommandResult> {
  const seq = parseSeq(given)
  const before = await connection.store.control()
  const alarms =
    connection.folder !== null || (options.withoutAlarms === true && connection.deployment === null)
      ? null
      : await readStopAlarms(connection)
  // As for "arm": without an alarm that can act the bot does not trade.
  const bar = alarms === null ? null : alarmsBar(alarms)
  if (bar !== null) return failed(`not resumed: ${bar}`, { refused: bar })
  const active = alarms === null ? known([], connection.clock.nowMs()) : activeAlarms(alarms)
  const done = await resume(operatorPorts(connection), seq, active)
  if (done.is === 'refused') return failed(`not resumed: ${done.why}`, { refused: done.why })
  const after = await connection.store.control()
  const why = before.ok && before.value !== 'absent' ? before.value.codes.join(', ') : ''
  if (after.ok && after.value !== 'absent' && after.value.clearedSeq >= seq) {
    const note = isRunning(after.value)
      ? ''
      : `\nbut it does not run: ${describeControl(after.value, false, connection.config.stack)}`
    return succeeded(`STOP ${seq} (${why || 'by hand'}) is ended${note}${idleWords(connection)}`, {
      seq,
      running: isRunning(after.value),
    })
  }
  return failed(`the check afterwards shows another state: see "npx bot status"`, { seq })
}
