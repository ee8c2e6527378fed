import { fork } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { createRandom } from '../../../desk/tape/feed/chance.ts'
import type { Bundles } from '../../support/bundles.ts'
import { createCell } from './cell.ts'
import type { Hosts } from './cellEnvironment.ts'
import { planCells } from './cellPlan.ts'
import type { Tally } from './tally.ts'
import { createTimeShift } from './timeShift.ts'

export interface KillTestResult extends Tally {
  /** What the world saw, and where the books differ from the venue's at the end. */
  readonly violations: readonly string[]
  readonly differences: readonly string[]
  readonly orders: number
  readonly fills: number
  readonly faults: Readonly<Record<string, number>>
  readonly seconds: number
}

const LOOK_EVERY_MS = 200
/** Real time for the last orders to die and the last trades to settle. */
const MAX_SETTLING_MS = 120_000

/** Bots side by side, their processes killed at seeded instants until there were enough kills; then a last STOP each. */
export async function runKillTest(of: {
  readonly bundles: Bundles
  readonly seed: number
  readonly cells: number
  readonly kills: number
  /** The test also continues until this many orders have been placed. */
  readonly orders: number
  readonly atMostMs: number
}): Promise<KillTestResult> {
  const beganMs = Date.now()
  const timeShift = createTimeShift()
  const tally: Tally = { kills: 0, started: 0, stops: 0, died: [] }
  const world = fork(join(import.meta.dirname, 'worldProcess.ts'), [String(of.cells), String(of.seed)], {
    env: { PATH: process.env['PATH'] ?? '', ...timeShift.env },
    execArgv: [...timeShift.execArgv],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const ended = once(world, 'exit').then(([code]) => Promise.reject(new Error(`the world ended: ${code}`)))
  const hears = async (): Promise<unknown> => (await Promise.race([once(world, 'message'), ended]))[0]
  const ask = async (question: string): Promise<unknown> => {
    world.send(question)
    return await hears()
  }
  const hosts = (await hears()) as Hosts
  const random = createRandom(of.seed)
  const cells = planCells(of.cells).map((plan) =>
    createCell({
      plan,
      hosts,
      bundles: of.bundles,
      timeShift,
      random,
      tally,
      enoughKills: of.kills,
      cacheFolder: join(dirname(of.bundles.tick), 'compiled'),
    }),
  )
  try {
    const firing = Promise.all(cells.map((cell) => cell.fire()))
    let orders = 0
    const isOver = (): boolean =>
      (tally.kills >= of.kills && orders >= of.orders) || Date.now() - beganMs > of.atMostMs
    while (!isOver()) {
      await Promise.race([wait(LOOK_EVERY_MS), firing])
      orders = ((await ask('orders')) as { orders: number }).orders
    }
    for (const cell of cells) cell.cease()
    await firing
    await ask('calm')
    await Promise.all(cells.map((cell) => cell.stop()))
    const settlingMs = Date.now()
    let report = (await ask('report')) as Omit<KillTestResult, keyof Tally | 'seconds'>
    while (report.differences.length > 0 && Date.now() - settlingMs < MAX_SETTLING_MS) {
      await Promise.all(cells.map((cell) => cell.tick()))
      report = (await ask('report')) as typeof report
    }
    return { ...report, ...tally, seconds: (Date.now() - beganMs) / 1000 }
  } finally {
    for (const cell of cells) cell.close()
    ended.catch(() => undefined)
    world.kill('SIGKILL')
  }
}
