import {
  isManuallyFlipped,
  isMarketDrained,
  isRunning,
  isStopActive,
  isStopDone,
} from '../../../shared/domain/control.ts'
import { isClosed, mayBeLive } from '../../../shared/domain/order.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import type { Run } from './actor.ts'
import { apply } from './apply.ts'
import { passTime } from './events.ts'
import { type Breach, breachesOf, countedIn, noteIntents } from './invariants.ts'
import { MARKET } from './modelSettings.ts'
import { halvesOf, swapped } from './pair.ts'
import { createModelPorts, type ModelPorts } from './ports.ts'
import { adopt, resume, tick, tickPair } from './runs.ts'
import { lostAtEnd } from './stopInvariants.ts'
import { settle } from './venueModel.ts'
import { controlOf, type Op, type World } from './world.ts'

/** Ticks of the schedule until an order of unknown outcome is surely dead and closed, and a few to spare. */
const MAX_TICKS = 16
const MINUTE_MS = 60_000

/**
 * With faults off, minute after minute: a running bot is back to quoting, a halted one done, and either way the item
 * equals the venue. A halted one is then resumed and must quote as well.
 */
export async function settleDown(from: World): Promise<readonly Breach[]> {
  const lost = lostAtEnd(from)
  if (lost !== null) return [{ invariant: 'I11', what: lost }]
  let world: World = settled({ ...from, inFlight: [], alarms: [], venue: withoutHands(from) })
  const isPair = world.sibling !== undefined
  if (isPair) world = swapped(settled(swapped(world)))
  let missing: string | null = 'nothing was tried'
  let isResumed = false
  for (let ticks = 1; ticks <= MAX_TICKS; ticks += 1) {
    const ran = await runAlone(
      passTime(world, world.nowMs + MINUTE_MS),
      isPair ? tickPair : tick,
      `tail${ticks}`,
    )
    if (ran.breaches.length > 0) return ran.breaches
    world = ran.world
    missing =
      missingInAll(world) ?? (isResumed && !isRunning(controlOf(world)) ? 'still halted after resume' : null)
    if (missing !== null) continue
    const control = controlOf(world)
    if (control === 'absent' || !control.armed || isRunning(control)) break
    const booked = await adopted(world, `tailAdopt${ticks}`)
    const resumed = await runAlone(booked, resume, `tailResume${ticks}`)
    world = resumed.world
    isResumed = true
    missing = 'the tick after resume'
  }
  if (missing === null) return []
  const invariant = halvesOf(world).some((half) => missing === difference(half)) ? 'I9' : 'I10'
  return [{ invariant, what: `after ${MAX_TICKS} clean ticks: ${missing}` }]
}

function settled(from: World): World {
  let world = from
  for (const leg of world.venue.legs.filter((each) => each.status === 'PROVISIONAL')) {
    world = settle(world, leg, 'CONFIRMED')
  }
  return world
}

/** Of two outcomes one is enough that quotes, where an entry of the other would meet it. */
function missingInAll(world: World): string | null {
  const all = halvesOf(world).map(missingIn)
  const open = all.filter((each) => each !== null)
  const isWaiting = all.length > open.length && open.every((each) => each.startsWith(NO_QUOTE))
  return isWaiting ? null : (open[0] ?? null)
}

const NO_QUOTE = 'no quote in IDLE, 0 orders'

/** The person takes back what is still open. */
const withoutHands = ({ venue }: World): World['venue'] => ({
  ...venue,
  orders: venue.orders.map((order) => (order.byHand === true ? { ...order, live: false } : order)),
})

/** What the person traded is booked first, and what comes from a backup is rebuilt. */
async function adopted(world: World, name: string): Promise<World> {
  const { state } = world.item
  const isToAdopt = state?.handFilled === true || state?.lost !== undefined
  return isToAdopt ? (await runAlone(world, adopt, name)).world : world
}

/** Production code with nobody else about: every call is answered at once. */
export async function runAlone(
  from: World,
  run: Run,
  name: string,
  /** What its ports are wrapped in. */
  around: (ports: ModelPorts, world: () => World) => ModelPorts = (ports) => ports,
): Promise<{ readonly world: World; readonly breaches: readonly Breach[] }> {
  let world = from
  const breaches: Breach[] = []
  const clock = { nowMs: from.nowMs }
  const ask = async (op: Op): Promise<unknown> => {
    if (op.do === 'sleep') {
      world = passTime(world, op.untilMs)
      clock.nowMs = world.nowMs
      return
    }
    const applied = apply(world, op)
    const after = noteIntents(world, applied.world)
    breaches.push(...breachesOf(world, op, after))
    world = after
    return applied.result
  }
  const ports = around(createModelPorts(name, clock, ask, run.isPair), () => world)
  await run.run(ports, from.nowMs)
  return { world, breaches }
}

/** What a settled bot would still have to do; null: nothing. */
function missingIn(world: World): string | null {
  const control = controlOf(world)
  const { state } = world.item
  if (state === null) return 'the item was never written'
  const live = world.venue.orders.filter((order) => order.live)
  if (control === 'absent' || !control.armed) {
    if (control !== 'absent' && isStopActive(control) && !isStopDone(control)) {
      return `STOP ${control.haltSeq} is not done, not armed`
    }
    return live.length === 0 && !state.orders.some(mayBeLive) ? null : 'an order may be live, not armed'
  }
  if (!isRunning(control)) {
    // A lease that was not given back outlasts a minute: only the next tick sees the flag.
    if (isManuallyFlipped(control)) return 'a flip by hand is not latched'
    if (!isStopDone(control)) return `STOP ${control.haltSeq} is not done`
    return live.length === 0 && !state.orders.some(mayBeLive) ? null : 'an order lives, halted'
  }
  const isDrained = isMarketDrained(control, MARKET) && state.phase === 'IDLE'
  if (isDrained) return live.length === 0 ? null : 'an order lives in a drained market'
  const isQuoting =
    live.length === 1 && state.orders.some((order) => order.id === live[0]?.id && mayBeLive(order))
  return isQuoting ? null : `no quote in ${state.phase}, ${live.length} orders live`
}

function difference(world: World): string | null {
  const { state } = world.item
  if (state === null) return null
  const { boughtMicros, soldMicros } = world.ghost
  const [bought, sold] = [countedIn(state, 'BUY'), countedIn(state, 'SELL')]
  if (bought !== boughtMicros || sold !== soldMicros) {
    return `the item counts ${bought} bought and ${sold} sold, the venue ${boughtMicros} and ${soldMicros}`
  }
  return orderDifference(world, state)
}

function orderDifference({ venue }: World, state: MarketState): string | null {
  const live = venue.orders.filter((order) => order.live).map(({ id }) => id)
  const ours = state.orders
    .filter((order) => !isClosed(order) && mayBeLive(order))
    .map(({ id }): string => id)
  const isSame = live.length === ours.length && live.every((id) => ours.includes(id))
  return isSame ? null : `the item holds orders [${ours.join(', ')}], the venue [${live.join(', ')}]`
}
