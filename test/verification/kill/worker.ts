import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import type { TimeShift } from './timeShift.ts'

export type Outcome =
  | { readonly is: 'answered'; readonly result: unknown }
  | { readonly is: 'failed'; readonly error: string }
  | { readonly is: 'killed' }
  /** It ended by itself, which nothing of ours ever does. */
  | { readonly is: 'died'; readonly output: string }

/** A Lambda's process: kept warm between events, killed at any instant. */
export interface Worker {
  /** @param onBegun Called once the process is warm and has the event. */
  run(event: unknown, remainingMs: number, onBegun: () => void): Promise<Outcome>
  /** SIGKILL; whether it was at work. */
  kill(): boolean
  isBusy(): boolean
  isGone(): boolean
}

const MAX_OUTPUT_CHARS = 4_000

/** Forks the bundle's process at once, so that it is warm when it is needed. */
export function startWorker(
  bundle: string,
  env: Readonly<Record<string, string>>,
  timeShift: TimeShift,
): Worker {
  const child: ChildProcess = fork(join(import.meta.dirname, 'worker.mjs'), [bundle], {
    env: { ...env, ...timeShift.env },
    execArgv: [...timeShift.execArgv],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let output = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    output = `${output}${chunk.toString()}`.slice(-MAX_OUTPUT_CHARS)
  })
  let killed = false
  let gone = false
  let finish: ((outcome: Outcome) => void) | null = null
  const ready = new Promise<void>((resolve) => child.once('message', () => resolve()))
  const end = (outcome: Outcome): void => {
    finish?.(outcome)
    finish = null
  }
  child.on('message', (message: { readonly result?: unknown; readonly error?: string } | 'ready') => {
    if (message === 'ready') return
    end(
      message.error === undefined
        ? { is: 'answered', result: message.result }
        : { is: 'failed', error: message.error },
    )
  })
  child.on('exit', () => {
    gone = true
    end(killed ? { is: 'killed' } : { is: 'died', output })
  })
  return {
    run: (event, remainingMs, onBegun) =>
      new Promise<Outcome>((resolve) => {
        // From now on it is taken, however long it takes to load.
        finish = resolve
        if (gone) return end(killed ? { is: 'killed' } : { is: 'died', output })
        ready.then(
          () => child.send({ event, remainingMs }, onBegun),
          () => undefined,
        )
      }),
    kill: () => {
      const wasBusy = finish !== null
      killed = true
      child.kill('SIGKILL')
      return wasBusy
    },
    isBusy: () => finish !== null,
    isGone: () => gone || killed,
  }
}
