import type { Command } from 'commander'
import { counted } from '../../shared/domain/counted.ts'
import type { Connection } from '../aws/connection.ts'
import { connected } from '../aws/withConnection.ts'
import { checked } from '../terminal/checked.ts'
import { parseSeconds, withStack, withYes } from '../terminal/options.ts'
import { type CommandResult, failed, unconfirmed } from '../terminal/outcome.ts'
import type { Act } from '../terminal/runCommand.ts'
import { type RestoreOptions, restoreSource, timeOf } from './restoreSource.ts'

export const addRestore = (program: Command, act: Act): void => {
  withYes(withStack(program.command('restore')))
    .description(
      'restore the table from point-in-time recovery: halts and disarms, restores into a side table, copies, and rebuilds every market from the venue',
    )
    .option('--at <time>', 'the time to go back to, such as 2026-03-01T12:00:00Z (default: the latest)')
    .option('--from <table>', 'copy from this table, which was restored from a backup already')
    .option(
      '--wait <seconds>',
      'how long to wait for the proof that no order is live',
      checked(waitOf),
      '1800',
    )
    .action(act(connected(restore)))
}

const waitOf = (text: string): number => parseSeconds('--wait', text)

async function restore(connection: Connection, options: RestoreOptions): Promise<CommandResult> {
  const waitSeconds = waitOf(options.wait)
  const source = await restoreSource(connection, options)
  if (typeof source === 'string') return failed(source)
  const { table } = connection
  if (options.yes === true) {
    const { carryOutRestore } = await import('./carryOutRestore.ts')
    return await carryOutRestore(connection, options, { source, waitSeconds })
  }
  const items = await connection.store.marketItems()
  const lines = [
    'would do this, one step after the other; if it is interrupted, run the same command again to continue:',
    '  1. halt and disarm: a STOP over a restored table, which is done only once every order that the table may lack has expired (13 minutes)',
    source.is === 'table'
      ? `  2. read the table ${source.side}`
      : `  2. restore ${table} as of ${timeOf(source.atMs)} into the table ${source.side}`,
    `  3. copy into ${table}: every market's state, marked as not rebuilt, and the ledger records that are missing; never the control item`,
    '  4. wait until the STOP is done, then rebuild every market from the venue, as "npx bot adopt" does',
    `the table has ${items.ok ? counted(items.value.length, 'market item') : `market items that cannot be read (${items.unknown})`} now`,
    'Until it is rebuilt, a market is not traded: resume and arm refuse. Afterwards the bot is NOT_ARMED and halted.',
  ]
  return unconfirmed(lines.join('\n'), { table, side: source.side })
}
