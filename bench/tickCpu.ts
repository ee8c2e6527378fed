import { fork } from 'node:child_process'
import { join } from 'node:path'
import { saidBy } from './saidBy.ts'
import { createDesk } from './tickDesk.ts'

/** At most, in ms. */
export const TICK_CPU_LIMIT_MS = 4

/**
 * CPU of a quiet tick above that of a bare loop of the same calls of store and venue, in ms; table and venue run in
 * another process than the tick.
 */
export async function tickCpuMs(): Promise<number> {
  const desk = await createDesk()
  try {
    const child = fork(join(import.meta.dirname, 'tickCpuChild.ts'), [JSON.stringify(desk.given)], {
      silent: true,
      execArgv: [],
    })
    const said = saidBy(child)
    return await new Promise<number>((resolve, reject) => {
      child.once('message', (message) => resolve(Number(message)))
      child.once('exit', () => reject(new Error(`the tick's process ended without an answer: ${said()}`)))
      child.once('error', reject)
    })
  } finally {
    await desk.close()
  }
}
