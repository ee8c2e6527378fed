import { type CommandAnswer, type CommandEvent, runCommand } from '../functions/commands.ts'
import { monotonicMs } from '../shared/domain/units.ts'
import type { Connection } from './connection.ts'
import { portsHere } from './here.ts'
import { invokeTick } from './invokeTick.ts'
import type { KeyOptions } from './options.ts'

export interface HereOptions extends KeyOptions {
  readonly here?: true
}

/** A tick holds its lease for up to a minute; waiting here costs nothing. */
const HERE_MS = 120_000

/** Has the command done by the deployed function, or, with --here, by the same code on this machine. */
export async function askBot<E extends CommandEvent>(
  connection: Connection,
  options: HereOptions,
  event: E,
): Promise<Extract<CommandAnswer, { command: E['command'] }>> {
  if (options.here !== true) return await invokeTick(connection, event)
  const until = monotonicMs(connection.clock.monotonicMs() + HERE_MS)
  const answer = await runCommand(portsHere(connection, options), connection.config.stack, event, until)
  return answer as Extract<CommandAnswer, { command: E['command'] }>
}
