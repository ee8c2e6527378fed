import type { Command } from 'commander'
import type { Control, ControlItem } from '../../shared/domain/control.ts'
import type { Connection } from '../aws/connection.ts'
import { connected } from '../aws/withConnection.ts'
import { checked } from '../terminal/checked.ts'
import { parseSeconds, type StackOptions, withBot } from '../terminal/options.ts'
import { type CommandResult, failed, succeeded } from '../terminal/outcome.ts'
import type { Act } from '../terminal/runCommand.ts'
import { say } from '../terminal/say.ts'
import { restoredWords } from './describeBot.ts'
import { isIdle, stopHere } from './idleRun.ts'
import { untilStopOver } from './untilStopOver.ts'

interface HaltOptions extends StackOptions {
  readonly wait: string
  readonly restored?: true
}

const MAX_REASON = 300

const waitOf = (text: string): number => parseSeconds('--wait', text)

export const addHalt = (program: Command, act: Act): void => {
  withBot(program.command('halt'))
    .description('STOP: cancel every order and stop trading; needs no confirmation')
    .argument('<reason...>', 'the reason, in your own words')
    .option('--wait <seconds>', 'how long to wait for the orders to be gone', checked(waitOf), '60')
    .option(
      '--restored',
      'the table was restored from a backup: orders missing from it may be live, so the STOP waits until they have expired',
    )
    .action(
      act(
        connected((connection, words: readonly string[], options: HaltOptions) =>
          haltBy(connection, {
            text: words.join(' ').slice(0, MAX_REASON),
            waitSeconds: waitOf(options.wait),
            restored: options.restored === true,
          }),
        ),
      ),
    )
}

interface Halt {
  readonly text: string
  readonly waitSeconds: number
  readonly restored: boolean
}

/** One write halts; the table's stream starts the STOP function, and every tick makes a pass of its own. */
export async function haltBy(
  connection: Connection,
  { text, waitSeconds, restored }: Halt,
): Promise<CommandResult> {
  const { store, clock } = connection
  const latched = await store.latchMessage({
    code: 'OPERATOR',
    text,
    atMs: clock.nowMs(),
    ...(restored ? { restored: true } : {}),
  })
  const control = await store.control()
  if (!isHalted(control) || (restored && control.value.restoredAtMs === undefined)) {
    const why = latched.is === 'unknown' ? `: ${latched.why}` : ''
    return failed(
      `the halt is not certain${why}. Run it again${connection.folder === null ? '; if AWS is down: "npx bot cancel-all --key-file FILE --yes"' : ''}`,
      { latched: latched.is },
    )
  }
  const { haltSeq } = control.value
  say(`latched, STOP number ${haltSeq}`)
  if (isIdle(connection)) await stopHere(connection, connection.config.stack, waitSeconds)
  const over = await untilStopOver(connection, isIdle(connection) ? 0 : waitSeconds)
  const json = { haltSeq, done: over }
  if (over) return succeeded(`halted, STOP ${haltSeq} is done: no order is live`, json)
  const notYet = `halted by STOP ${haltSeq}; not done yet, ${livesWords(connection, control.value)}: "npx bot status" shows when it is`
  return waitSeconds === 0 ? succeeded(notYet, json) : failed(notYet, json)
}

const livesWords = ({ config }: Connection, control: Control): string =>
  restoredWords(control, config.stack) ?? 'an order may be live'

type Known = { readonly value: Exclude<ControlItem, 'absent'> }
const isHalted = (
  control: Awaited<ReturnType<Connection['store']['control']>>,
): control is typeof control & Known => control.ok && control.value !== 'absent' && control.value.halted
