import { epochMs } from '../../../../shared/domain/units.ts'
import { checkpoint } from '../checkpoint.ts'
import { startFaultSchedule } from '../faultSchedule.ts'
import { startOperator } from '../operator.ts'
import { resultOf, type SeedResult } from '../runSeed.ts'
import { startSchedule } from '../schedule.ts'
import { createWorld, type World } from '../world.ts'
import { Configurer, firstEntries } from './configurer.ts'
import { startOutcomeChecks } from './outcomeChecks.ts'
import { isHeld, startStackChecks } from './stackChecks.ts'
import { configured, createTwentyOutcomes, type TwentyOutcomes } from './twentyOutcomes.ts'

/** Before midnight: a day's loss, which ends the trading of a day, is over soon. */
const START_MS = epochMs(Date.UTC(2026, 0, 5, 22, 30))
const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
const WAY_MS = [5, 60] as const
const CALM_MS = 10 * MINUTE_MS
const EPOCH_MS = 80 * MINUTE_MS
/** A violation ends a run that soon. */
const PART_MS = 5 * MINUTE_MS
/** As many storms, outages and STOPs in an hour as other runs have in three. */
const PACE = 1 / 3
/** A crashed run's leases last a minute, and the next event may come late. */
const TICKED_WITHIN_MS = 3 * MINUTE_MS

export interface TwentyResult extends SeedResult {
  /** Outcomes that were ever traded. */
  readonly traded: number
}

/**
 * Twenty outcomes, some of them both of one market, with limits that differ, while a person changes the configuration
 * every few minutes and everything goes wrong as in other runs. Ends at the first violation.
 */
export async function runTwenty(seed: number, days: number, isFaultless = false): Promise<TwentyResult> {
  const beganMs = performance.now()
  const durationMs = days * DAY_MS
  const outcomes = createTwentyOutcomes(seed, START_MS, durationMs)
  const stack = configured(firstEntries(outcomes))
  if (stack === null) throw new Error('the first configuration is refused')
  const world = createWorld({
    seed,
    startMs: START_MS,
    durationMs,
    stack,
    markets: outcomes.markets,
    isFaultless,
    wayMs: WAY_MS,
  })
  const { kernel, watch, faults } = world
  startOutcomeChecks(world)
  startStackChecks(world, outcomes)
  const schedule = startSchedule(world)
  startFaultSchedule(world, schedule.stop, PACE)
  startOperator(world)
  await kernel.runUntil(world.startMs + CALM_MS)
  new Configurer(world, outcomes).start()
  faults.enabled = !isFaultless
  let checkpoints = 0
  let backAfterMinutes = 0
  while (kernel.nowMs() < world.endMs && watch.violations.length === 0) {
    await untilViolated(world, Math.min(kernel.nowMs() + EPOCH_MS, world.endMs))
    if (watch.violations.length > 0) break
    const point = await checkpoint(world, isTrading)
    checkTicked(world, outcomes)
    checkpoints += 1
    backAfterMinutes = Math.max(backAfterMinutes, point.backAfterMinutes ?? 0)
  }
  const result = resultOf(world, { seed, kind: 'twenty', days, checkpoints, backAfterMinutes, beganMs })
  const traded = new Set(
    world.exchange
      .trades(world.account)
      .map(({ taker, makers }) => [taker, ...makers].find(({ account }) => account === world.account)?.token),
  )
  return { ...result, traded: traded.size }
}

async function untilViolated({ kernel, watch }: World, untilMs: number): Promise<void> {
  while (kernel.nowMs() < untilMs && watch.violations.length === 0)
    await kernel.runUntil(Math.min(kernel.nowMs() + PART_MS, untilMs))
}

/** An entry or an exit rests: which of them may, the limits of all together decide. */
const isTrading = ({ exchange, account }: World): boolean => exchange.openOrders(account).length > 0

/** Nothing has gone wrong for a while: whatever is configured or held is ticked. */
function checkTicked(world: World, { offered }: TwentyOutcomes): void {
  const { deployed, kernel, tickedMs, watch } = world
  for (const each of offered) {
    const isConfigured = deployed.stack.markets.some(({ tokenId }) => tokenId === each.tokenId)
    if (!isConfigured && !isHeld(world, each)) continue
    const sinceMs = kernel.nowMs() - (tickedMs.get(each.tokenId) ?? world.startMs)
    if (sinceMs > TICKED_WITHIN_MS)
      watch.report(
        'I10',
        `${each.name} is ${isConfigured ? 'configured' : 'held'} and not ticked for ${sinceMs / 1000} s`,
      )
  }
}
