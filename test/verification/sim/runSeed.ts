import { epochMs } from '../../../shared/domain/units.ts'
import { checkpoint } from './checkpoint.ts'
import { startFaultSchedule } from './faultSchedule.ts'
import { startOperator } from './operator.ts'
import { startSchedule } from './schedule.ts'
import { createSimMarkets, type SimSize, USUAL_SIZE } from './simMarkets.ts'
import type { Violation } from './violation.ts'
import { createWorld, type World } from './world.ts'

const START_MS = epochMs(Date.UTC(2026, 0, 5, 12))
const DAY_MS = 86_400_000
/** From a function near the venue. */
const WAY_MS = [5, 60] as const
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
  const durationMs = days * DAY_MS
  const { stack, markets } = createSimMarkets(seed, START_MS, durationMs, size)
  const world = createWorld({
    seed,
    startMs: START_MS,
    durationMs,
    stack,
    markets,
    isFaultless: size.isFaultless,
    wayMs: WAY_MS,
    rings: size.rings ?? false,
  })
  const { kernel, watch, faults } = world
  const schedule = startSchedule(world)
  startFaultSchedule(world, schedule.stop)
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
  const { kind } = markets[0]
  return resultOf(world, { seed, kind, days, checkpoints, backAfterMinutes, beganMs })
}

export function resultOf(
  { counts, exchange, account, faults, trace, watch }: World,
  of: Pick<SeedResult, 'seed' | 'kind' | 'days' | 'checkpoints' | 'backAfterMinutes'> & {
    readonly beganMs: number
  },
): SeedResult {
  const { beganMs, ...told } = of
  return {
    ...told,
    ticks: counts.ticks,
    seconds: (performance.now() - beganMs) / 1000,
    posts: counts.posts,
    fills: exchange.trades(account).length,
    stops: Object.fromEntries(counts.stops),
    faults: Object.fromEntries([...faults.counts].toSorted()),
    pages: Object.fromEntries(counts.pages),
    traceHash: trace.hash(),
    violations: watch.violations,
  }
}
