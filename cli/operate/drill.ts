import type { Command } from 'commander'
import { isArmed } from '../../shared/domain/control.ts'
import { runbookRow } from '../../shared/domain/runbook.ts'
import { connected } from '../aws/withConnection.ts'
import { withStack, withYes, type YesOption } from '../terminal/options.ts'
import { failed, succeeded, unconfirmed } from '../terminal/outcome.ts'
import type { Act } from '../terminal/runCommand.ts'
import { runDrill } from './runDrill.ts'

export const addDrill = (program: Command, act: Act): void => {
  withYes(withStack(program.command('drill')))
    .description('show that an alarm reaches the STOP function; it stops nothing')
    .action(
      act(
        connected(async (connection, options: YesOption) => {
          if (options.yes !== true)
            return unconfirmed('would set the alarm of the drill, which stops nothing')
          const drilled = await runDrill(connection)
          if (drilled.is === 'answered') {
            const control = await connection.store.control()
            return succeeded(`the drill was answered after ${(drilled.tookMs / 1000).toFixed(1)} s`, {
              drilled,
              armed: control.ok ? isArmed(control.value) : null,
            })
          }
          return failed(`the drill was not answered: ${drilled.why}. See ${runbookRow('alarm', 'NoDrill')}`, {
            drilled,
          })
        }),
      ),
    )
}
