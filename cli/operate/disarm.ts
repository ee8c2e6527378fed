import type { Command } from 'commander'
import { isArmed } from '../../shared/domain/control.ts'
import { disarm } from '../../shared/operator/operator.ts'
import type { Connection } from '../aws/connection.ts'
import { connected } from '../aws/withConnection.ts'
import { withStack } from '../terminal/options.ts'
import { type CommandResult, failed, succeeded } from '../terminal/outcome.ts'
import type { Act } from '../terminal/runCommand.ts'
import { operatorPorts } from './operatorPorts.ts'

export const addDisarm = (program: Command, act: Act): void => {
  withStack(program.command('disarm'))
    .description('go back to observing; refused while anything is held')
    .action(act(connected(run)))
}

async function run(connection: Connection): Promise<CommandResult> {
  const done = await disarm(operatorPorts(connection))
  if (done.is === 'refused') return failed(`not disarmed: ${done.why}`, { refused: done.why })
  const control = await connection.store.control()
  if (!control.ok || isArmed(control.value))
    return failed('the check afterwards shows another state: see "npx bot status"')
  return succeeded('disarmed', { armed: false })
}
