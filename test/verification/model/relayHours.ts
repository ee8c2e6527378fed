import { createRandom } from '../../../desk/tape/feed/chance.ts'
import { LEASE_SPARE_MS } from '../../../shared/domain/lease.ts'
import { halted, now } from '../../support/build.ts'
import { createRelayWorld, type RelayWorld, type SeenTick } from '../../support/relayWorld.ts'
import type { Breach } from './invariants.ts'

/** Looked at by the clock, which the schedules of the explorer leave open: when ticks come, hour by hour. */
export const RELAY_HOURS = 'relay-hours'

const CADENCE_MS = 10_000
const MINUTE_MS = 60_000
const MINUTES = 60
/** Of the events of the hour, how late each may come. */
const LATE_MS = 59_000
/** What a call takes, there and back each: ticks that wait for their own end drift by four of them. */
const CALL_MS = [100, 150] as const
const DRIFT_MS = 50
/** Across an ocean, and slower: a round and its pass of STOP take most of a lease. */
const SLOW_CALL_MS = [2_000, 2_500] as const
const STOP_MINUTES = 5
/** Nobody comes after the last event: by then its run has ended. */
const UNRELIEVED_MS = 150_000

/** An hour of overlapping runs without a fault, then nobody who relieves the last one. */
export async function relayHours(): Promise<{
  readonly ticks: number
  readonly violations: readonly Breach[]
}> {
  const random = createRandom(1)
  const world = createRelayWorld({ random, cadenceMs: CADENCE_MS, callMs: CALL_MS })
  let lastMs = 0
  for (let minute = 0; minute < MINUTES; minute += 1) {
    const atMs = minute * MINUTE_MS + random.between(0, LATE_MS)
    lastMs = Math.max(lastMs, now + atMs)
    world.kernel.after(atMs, () => world.invoke(now + minute * MINUTE_MS))
  }
  await world.kernel.runUntil(lastMs + UNRELIEVED_MS + MINUTE_MS)
  const violations = world.stack.markets.flatMap(({ market }) =>
    breachesOf(
      world.ticks.filter((tick) => tick.market === market),
      lastMs,
    ),
  )
  const stop = await undoneStop()
  return {
    ticks: world.ticks.length + stop.ticks.length,
    violations: [...violations, ...failuresOf(world), ...shortLeases(stop.ticks)],
  }
}

/** A STOP that waits, as over a restored table: each round ends with a pass of seconds that stores nothing. */
async function undoneStop(): Promise<RelayWorld> {
  const world = createRelayWorld({ random: createRandom(1), cadenceMs: CADENCE_MS, callMs: SLOW_CALL_MS })
  world.store.control_ = halted({ restoredAtMs: now })
  for (let minute = 0; minute < STOP_MINUTES; minute += 1)
    world.kernel.after(minute * MINUTE_MS, () => world.invoke(now + minute * MINUTE_MS))
  await world.kernel.runUntil(now + STOP_MINUTES * MINUTE_MS)
  return world
}

/** A tick takes 20 s at most, and its lease must outlast it. */
const shortLeases = (ticks: readonly SeenTick[]): readonly Breach[] =>
  ticks
    .filter(({ leaseLeftMs }) => leaseLeftMs < LEASE_SPARE_MS)
    .map(({ leaseLeftMs }) => ({
      invariant: 'I13',
      what: `a tick begins with ${leaseLeftMs / 1_000} s of its lease left`,
    }))

function breachesOf(ticks: readonly SeenTick[], lastMs: number): readonly Breach[] {
  const what = ticks.slice(1).flatMap((tick, i) => {
    const before = ticks[i] ?? tick
    const gapMs = tick.beganAtMs - before.beganAtMs
    const runs = tick.run === before.run ? 'one run' : 'two runs'
    return gapMs > CADENCE_MS + DRIFT_MS ? [`two ticks of ${runs} began ${gapMs / 1_000} s apart`] : []
  })
  const late = ticks.filter(({ beganAtMs }) => beganAtMs > lastMs + UNRELIEVED_MS)
  if (late.length > 0) what.push('a run that nobody relieved ticked for longer than 150 s')
  return what.map((each) => ({ invariant: 'I13', what: each }))
}

const failuresOf = ({ reports, pages }: RelayWorld): readonly Breach[] =>
  [...reports.flatMap(({ failures, busy }) => [...failures, ...busy]), ...pages].map((what) => ({
    invariant: 'I13',
    what,
  }))
