import { createRandom } from '../../../desk/tape/feed/chance.ts'
import type { Control } from '../../../shared/domain/control.ts'
import { LEASE_SPARE_MS } from '../../../shared/domain/lease.ts'
import { epochMs } from '../../../shared/domain/units.ts'
import type { Bell } from '../../../shared/ports/bell.ts'
import { halted, now, running } from '../../support/build.ts'
import { createRelayWorld, OTHER_MARKET, type RelayWorld, type SeenTick } from '../../support/relayWorld.ts'
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
const LOOK_EVERY_MS = 1_000
/** A lease of 60 s has more than a cadence and 25 s left for 25 s, and a tick may begin just before that. */
const MOST_LAG_MS = 60_000 - LEASE_SPARE_MS
/** Nobody comes after the last event: by then its run has ended. */
const UNRELIEVED_MS = 150_000

/** An hour of overlapping runs without a fault, then nobody who relieves the last one; trading with a silent bell, and halted all the time. */
export async function relayHours(): Promise<{
  readonly ticks: number
  readonly violations: readonly Breach[]
}> {
  const hours = [await hour(running, SILENT), await hour(UNDONE)]
  const leftMs = [
    ...hours.flatMap(({ ticks }) => ticks.map((tick) => tick.leaseLeftMs)),
    ...(await heldWithoutTicks()),
  ]
  return {
    ticks: hours.reduce((sum, { ticks }) => sum + ticks.length, 0),
    violations: [
      ...hours.flatMap((world) => [...lateTicks(world), ...failuresOf(world), ...staleItems(world)]),
      ...shortLeases(leftMs),
    ],
  }
}

/** As over a table that was restored at the end of the hour: no pass ends it. */
const UNDONE: Control = halted({ restoredAtMs: epochMs(now + MINUTES * MINUTE_MS) })

/** It never rings: nothing may wait for that. */
const SILENT: Bell = { listen: () => ({ follow: () => {}, ticked: () => {}, close: () => {} }) }

interface Hour extends RelayWorld {
  /** When its last event came. */
  readonly lastMs: number
  /** Of the items behind their ticks, the most. */
  readonly lagMs: number
}

const lagOf = ({ stack, ticks, store }: RelayWorld): number =>
  Math.max(
    ...stack.markets.map(({ market }) => {
      const lastMs = ticks.findLast((tick) => tick.market === market)?.beganAtMs ?? 0
      return lastMs - (store.items.get(market)?.state?.tickedAtMs ?? lastMs)
    }),
  )

async function hour(control: Control, bell?: Bell): Promise<Hour> {
  const random = createRandom(1)
  const listening = bell === undefined ? {} : { bell }
  const world = createRelayWorld({ random, cadenceMs: CADENCE_MS, callMs: CALL_MS, ...listening })
  world.store.control_ = control
  let lastMs = 0
  let lagMs = 0
  for (let atMs = CADENCE_MS; atMs < MINUTES * MINUTE_MS; atMs += LOOK_EVERY_MS)
    world.kernel.after(atMs, () => {
      lagMs = Math.max(lagMs, lagOf(world))
    })
  for (let minute = 0; minute < MINUTES; minute += 1) {
    const atMs = minute * MINUTE_MS + random.between(0, LATE_MS)
    lastMs = Math.max(lastMs, now + atMs)
    world.kernel.after(atMs, () => world.invoke(now + minute * MINUTE_MS))
  }
  await world.kernel.runUntil(lastMs + UNRELIEVED_MS + MINUTE_MS)
  return { ...world, lastMs, lagMs }
}

/** An item is stored while its lease has a cadence and 25 s left, or at the tick after that. */
const staleItems = ({ lagMs }: Hour): readonly Breach[] =>
  lagMs > MOST_LAG_MS ? [{ invariant: 'I13', what: `an item lags ${lagMs / 1_000} s behind its ticks` }] : []

const lateTicks = ({ stack, ticks, lastMs }: Hour): readonly Breach[] =>
  stack.markets.flatMap(({ market }) =>
    breachesOf(
      ticks.filter((tick) => tick.market === market),
      lastMs,
    ),
  )

/** The books of one market cannot be begun: it is held without a tick, and so without a commit. What is left of its lease. */
async function heldWithoutTicks(): Promise<readonly number[]> {
  const world = createRelayWorld({ random: createRandom(1), cadenceMs: CADENCE_MS, callMs: CALL_MS })
  const leftMs: number[] = []
  world.venue.silent.add('history')
  const item = world.store.items.get(OTHER_MARKET)
  if (item !== undefined) world.store.items.set(OTHER_MARKET, { ...item, state: null })
  world.kernel.after(0, () => world.invoke(now))
  for (let atMs = CADENCE_MS; atMs < UNRELIEVED_MS - CADENCE_MS; atMs += LOOK_EVERY_MS)
    world.kernel.after(atMs, () => {
      leftMs.push((world.store.items.get(OTHER_MARKET)?.leaseUntilMs ?? 0) - world.kernel.nowMs())
    })
  await world.kernel.runUntil(now + UNRELIEVED_MS)
  return leftMs
}

/** A tick takes 20 s at most, and its lease must outlast it. */
const shortLeases = (leftMs: readonly number[]): readonly Breach[] =>
  leftMs
    .filter((each) => each < LEASE_SPARE_MS)
    .map((each) => ({ invariant: 'I13', what: `a lease that is held has ${each / 1_000} s left` }))

function breachesOf(ticks: readonly SeenTick[], lastMs: number): readonly Breach[] {
  const what = ticks.slice(1).flatMap((tick, i) => {
    const before = ticks[i] ?? tick
    const gapMs = tick.beganAtMs - before.beganAtMs
    const isOneRun = tick.run === before.run
    // Who takes over knows when the last tick was.
    const isEarly = !isOneRun && gapMs < CADENCE_MS - DRIFT_MS
    const runs = isOneRun ? 'one run' : 'two runs'
    return isEarly || gapMs > CADENCE_MS + DRIFT_MS
      ? [`two ticks of ${runs} began ${gapMs / 1_000} s apart`]
      : []
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
