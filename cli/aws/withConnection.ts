import type { StackOptions } from '../terminal/options.ts'
import type { CommandResult } from '../terminal/outcome.ts'
import type { Connection } from './connection.ts'
import type { Whereabouts } from './whereIs.ts'

/** Connects, runs, and lets go again. AWS's clients load only here: help and typing errors need not wait for them. */
export async function withConnection(
  options: StackOptions,
  run: (connection: Connection) => Promise<CommandResult>,
  where?: Whereabouts,
): Promise<CommandResult> {
  const { connect } = await import('./connection.ts')
  const connection = await connect(options, where)
  try {
    return await run(connection)
  } finally {
    connection.close()
  }
}
