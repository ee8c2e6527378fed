import type { Command } from 'commander'
import { isArmed } from '../../shared/domain/control.ts'
import { disarm } from '../../shared/engine/operator.ts'
import type { Connection } from '../connection.ts'
import { operatorPorts } from '../operatorPorts.ts'
import { type StackOptions, withStack } from '../options.ts'
import { failed, type Outcome, succeeded } from '../outcome.ts'
import type { Act } from '../runCommand.ts'
import { withConnection } from '../withConnection.ts'

export const addDisarm = (program: Command, act: Act): void => {
  withStack(program.command('disarm'))
    .description('back to watching only; refused while anything is held')
    .action(act((options: StackOptions) => withConnection(options, run)))
}

async function run(connection: Connection): Promise<Outcome> {
  const done = await disarm(operatorPorts(connection))
  if (done.is === 'refused') return failed(`not disarmed: ${done.why}`, { refused: done.why })
  const control = await connection.store.control()
  if (!control.ok || isArmed(control.value)) return failed('the look afterwards disagrees: see "status"')
  return succeeded('disarmed', { armed: false })
}
