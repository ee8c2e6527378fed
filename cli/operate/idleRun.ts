import type { StackSettings } from '../../shared/domain/settings.ts'
import { monotonicMs } from '../../shared/domain/units.ts'
import { runStop } from '../../shared/engine/stop/stop.ts'
import type { Connection } from '../aws/connection.ts'
import { quoted } from '../terminal/quoted.ts'
import { portsHere } from './here.ts'

/** A bot in a folder that nobody ticks now. */
export const isIdle = ({ folder }: Connection): boolean => folder !== null && !folder.isRunning

/** Who does what was asked, where no run does it at once; empty: a run, or the deployed functions. */
export const idleWords = ({ folder }: Connection): string =>
  folder === null || folder.isRunning
    ? ''
    : `\nno run uses ${folder.path} now: the next "npx bot paper --folder ${quoted(folder.path)}" carries it out`

/** Brings the active STOP to its end, where no tick makes its passes. */
export async function stopHere(
  connection: Connection,
  stack: StackSettings,
  waitSeconds: number,
): Promise<void> {
  const until = monotonicMs(connection.clock.monotonicMs() + waitSeconds * 1_000)
  await runStop(portsHere(connection, {}), stack, { by: 'stream' }, until)
}
