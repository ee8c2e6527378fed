import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Desk } from './tickDesk.ts'
import { createWakeDesk, showTouch } from './wakeDesk.ts'

/** The median, at most, in ms. */
export const WAKE_LIMIT_MS = 500

/** Odd, so that the median is a move. */
const MOVES = 9
/** A move comes at any instant of a wait, and none in the tick that has just placed the order. */
const RESTS_MS: readonly [number, number] = [1_600, 11_000]
const LONGEST_MS = 60_000
const STEP_MS = 5
/** Between the two places of the touch. */
const BIDS_CENTS = [46, 48] as const

export interface Woken {
  readonly bellMs: number
  readonly pollingMs: number
}

/** From a move of the touch until our cancel has reached the venue: medians, with the bell and without. */
export async function wakeMs(): Promise<Woken> {
  const [bellMs, pollingMs] = await Promise.all([medianOf(true), medianOf(false)])
  return { bellMs, pollingMs }
}

async function medianOf(listens: boolean): Promise<number> {
  const desk = await createWakeDesk()
  const child = fork(
    join(import.meta.dirname, 'wakeChild.ts'),
    [JSON.stringify({ ...desk.given, listens })],
    {
      silent: true,
      execArgv: [],
    },
  )
  const trouble = troubleOf(child)
  try {
    return await Promise.race([moves(desk), trouble])
  } finally {
    child.removeAllListeners('exit')
    child.kill('SIGKILL')
    await desk.close()
  }
}

async function moves(desk: Desk): Promise<number> {
  const took: number[] = []
  for (let nth = 0; nth < MOVES; nth += 1) {
    showTouch(desk, BIDS_CENTS[nth % 2 === 0 ? 0 : 1])
    const rested = await until(desk, () => desk.exchange.openOrders(desk.account)[0] ?? null)
    const [least, most] = RESTS_MS
    // Spread over the whole wait, and the same in each run.
    await passing(desk, least + ((most - least) * nth) / (MOVES - 1))
    const movedMs = performance.now()
    showTouch(desk, BIDS_CENTS[nth % 2 === 0 ? 1 : 0])
    await until(desk, () => (desk.exchange.order(rested.id)?.closedAtMs == null ? null : rested))
    took.push(performance.now() - movedMs)
  }
  return took.toSorted((a, b) => a - b)[(MOVES - 1) / 2] ?? 0
}

/** Looks again and again, while the venue's time goes on. */
async function until<T>(desk: Desk, look: () => T | null): Promise<T> {
  for (let waitedMs = 0; waitedMs < LONGEST_MS; waitedMs += STEP_MS) {
    const found = look()
    if (found !== null) return found
    await passing(desk, STEP_MS)
  }
  throw new Error('the bot of the bench does nothing')
}

async function passing({ advance }: Desk, ms: number): Promise<void> {
  const endMs = performance.now() + ms
  while (performance.now() < endMs) {
    await sleep(STEP_MS)
    advance()
  }
}

function troubleOf(child: ChildProcess): Promise<never> {
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-2_000)
  })
  // What it logs is read, and thrown away.
  child.stdout?.resume()
  return new Promise((_, reject) => {
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`the process of the bench has ended: ${said}`)))
  })
}
