import type { Command } from 'commander'
import { drain } from '../../shared/operator/operator.ts'
import type { Connection } from '../aws/connection.ts'
import { withConnection } from '../aws/withConnection.ts'
import { type StackOptions, withStack } from '../terminal/options.ts'
import { type CommandResult, failed, succeeded } from '../terminal/outcome.ts'
import type { Act } from '../terminal/runCommand.ts'
import { operatorPorts } from './operatorPorts.ts'

interface DrainOptions extends StackOptions {
  readonly off?: true
}

export const addDrain = (program: Command, act: Act): void => {
  withStack(program.command('drain'))
    .description('stop entries, keep exits; once nothing is held the bot disarms itself')
    .option('--off', 'cancel the drain')
    .action(
      act((options: DrainOptions) =>
        withConnection(options, (connection) => run(connection, options.off !== true)),
      ),
    )
}

async function run(connection: Connection, on: boolean): Promise<CommandResult> {
  const done = await drain(operatorPorts(connection), on)
  if (done.is === 'refused') return failed(`not done: ${done.why}`, { refused: done.why })
  const control = await connection.store.control()
  if (!control.ok || control.value === 'absent' || control.value.drain !== on) {
    return failed('the check afterwards shows another state: see "status"')
  }
  const text = on ? 'draining: no entries; it disarms itself once nothing is held' : 'the drain is cancelled'
  return succeeded(text, { drain: on })
}
