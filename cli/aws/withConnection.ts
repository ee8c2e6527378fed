import type { StackOptions } from '../terminal/options.ts'
import type { CommandResult } from '../terminal/outcome.ts'
import type { Connection } from './connection.ts'
import type { Target } from './targetOf.ts'

/** Connects, runs, and lets go again. AWS's clients load only here: help and typing errors need not wait for them. */
export async function withConnection<T>(
  options: StackOptions,
  run: (connection: Connection) => Promise<T>,
  where?: Target,
): Promise<T> {
  const connection = await connectTo(options, where)
  try {
    return await run(connection)
  } finally {
    await connection.close()
  }
}

/** The action of a command about one bot. Its arguments come first, then its options; commander adds the command itself. */
export const connected =
  <A extends readonly unknown[]>(run: (connection: Connection, ...args: A) => Promise<CommandResult>) =>
  (...args: A): Promise<CommandResult> =>
    withConnection(args.at(-2) as StackOptions, (connection) => run(connection, ...args))

/** Who connects so lets go again. */
export async function connectTo(options: StackOptions, where?: Target): Promise<Connection> {
  if (options.folder !== undefined) {
    const { connectFolder } = await import('./connectFolder.ts')
    return await connectFolder(options.folder, options)
  }
  const { connect } = await import('./connection.ts')
  return await connect(options, where)
}
