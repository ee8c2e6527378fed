import { checkpoint } from './checkpoint.ts'
import { startOperator } from './operator.ts'
import { startSchedule } from './schedule.ts'
import { type SimSize, USUAL_SIZE } from './simMarkets.ts'
import type { Violation } from './violation.ts'
import { startWeather } from './weather.ts'
import { createWorld } from './world.ts'

const DAY_MS = 86_400_000
/** Of trouble between two checkpoints. */
const EPOCH_MS = 6 * 3_600_000

export interface SeedResult {
  readonly seed: number
  readonly kind: string
  readonly days: number
  readonly ticks: number
  readonly seconds: number
  readonly posts: number
  readonly fills: number
  readonly stops: Readonly<Record<string, number>>
  readonly faults: Readonly<Record<string, number>>
  readonly pages: Readonly<Record<string, number>>
  readonly checkpoints: number
  /** The longest time without faults until it quoted again. */
  readonly backAfterMinutes: number
  readonly traceHash: string
  readonly violations: readonly Violation[]
}

/** One life of the bot: days of trouble, with a look at the books every few hours. Ends at the first violation. */
export async function runSeed(seed: number, days: number, size: SimSize = USUAL_SIZE): Promise<SeedResult> {
  const beganMs = performance.now()
  const world = createWorld(seed, days * DAY_MS, size)
  const { kernel, watch, counts, faults } = world
  const schedule = startSchedule(world)
  startWeather(world, schedule.stop)
  startOperator(world)
  // The first hour without trouble: an operator arms when all is well.
  await kernel.runUntil(world.startMs + 600_000)
  faults.enabled = !world.isFaultless
  let checkpoints = 0
  let backAfterMinutes = 0
  while (kernel.nowMs() < world.endMs && watch.violations.length === 0) {
    await kernel.runUntil(Math.min(kernel.nowMs() + EPOCH_MS, world.endMs))
    if (watch.violations.length > 0) break
    const point = await checkpoint(world)
    checkpoints += 1
    backAfterMinutes = Math.max(backAfterMinutes, point.backAfterMinutes ?? 0)
  }
  return {
    seed,
    kind: world.markets[0].kind,
    days,
    ticks: counts.ticks,
    seconds: (performance.now() - beganMs) / 1000,
    posts: counts.posts,
    fills: world.exchange.trades(world.account).length,
    stops: Object.fromEntries(counts.stops),
    faults: Object.fromEntries([...faults.counts].toSorted()),
    pages: Object.fromEntries(counts.pages),
    checkpoints,
    backAfterMinutes,
    traceHash: world.trace.hash(),
    violations: watch.violations,
  }
}
