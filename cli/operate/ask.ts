import { type AnswerTo, type CommandAnswer, type CommandEvent, runCommand } from '../../functions/commands.ts'
import { monotonicMs } from '../../shared/domain/units.ts'
import type { Connection } from '../aws/connection.ts'
import type { KeyOptions } from '../terminal/options.ts'
import { portsHere } from './here.ts'
import { invokeTick } from './invokeTick.ts'

export interface HereOptions extends KeyOptions {
  readonly here?: true
}

/** A run that crashed leaves its lease for a minute; waiting here costs nothing. */
const HERE_MS = 120_000

/** Has the command done by the deployed function, or, with --here, by the same code on this machine. */
export async function askBot<E extends CommandEvent>(
  connection: Connection,
  options: HereOptions,
  event: E,
): Promise<AnswerTo<E>> {
  // A bot in a folder has no function that could be asked: this machine is where it runs.
  if (options.here !== true && connection.folder === null) return await invokeUntilFree(connection, event)
  const until = monotonicMs(connection.clock.monotonicMs() + HERE_MS)
  const answer = await runCommand(portsHere(connection, options), connection.config.stack, event, until)
  return answer as AnswerTo<E>
}

/** The ticks give a lease back soon after it is claimed; what is asked at the end of its own time is asked again. */
const MAX_INVOCATIONS = 4

async function invokeUntilFree<E extends CommandEvent>(
  connection: Connection,
  event: E,
): Promise<AnswerTo<E>> {
  for (let tries = 1; tries < MAX_INVOCATIONS; tries += 1) {
    const answer = await invokeTick(connection, event)
    if (!isBusy(answer)) return answer
  }
  return await invokeTick(connection, event)
}

/** Refused before anything was done, only because somebody else held a lease: asking again is safe. */
const isBusy = (answer: CommandAnswer): boolean =>
  answer.command === 'arm'
    ? answer.armed?.is === 'refused' && answer.armed.busy === true
    : answer.command === 'adopt' && answer.is === 'refused' && answer.busy === true
