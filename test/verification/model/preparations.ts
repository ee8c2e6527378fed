import type { StopCode } from '../../../shared/domain/control.ts'
import { epochMs } from '../../../shared/domain/units.ts'
import { RUNNING } from '../../support/runningControl.ts'
import type { Run } from './actor.ts'
import { apply } from './apply.ts'
import { noteIntents } from './invariants.ts'
import { START_MS } from './modelSettings.ts'
import { drain, stopByMessage, tick } from './runs.ts'
import { runAlone } from './settleDown.ts'
import { fill, settle } from './venueModel.ts'
import type { Op, World } from './world.ts'

/** An armed stack that has never traded. */
export const EMPTY: World = {
  nowMs: START_MS,
  control: {
    value: RUNNING,
    editId: '',
    ids: [],
    armedSeq: 0,
  },
  item: {
    leaseId: null,
    leaseUntilMs: 0,
    startMs: 0,
    claim: null,
    fence: 0,
    rev: 0,
    commitId: '',
    state: null,
    unlatched: [],
  },
  ledger: { fills: {}, orders: {}, late: [] },
  venue: { orders: [], legs: [], before: { orders: [], legs: [] } },
  inFlight: [],
  left: { faults: 0, fills: 0, failures: 0, jumps: 0 },
  ghost: {
    intents: {},
    haltedAtMs: null,
    boughtMicros: 0,
    soldMicros: 0,
    expectedCodes: [],
    counted: [],
    flippedAtSeq: null,
    found: false,
    waited: 'not counted',
    doomed: [],
  },
  alarms: [],
}

/** Runs one after the other with nobody else about. */
export async function sequence(world: World, ...runs: readonly Run[]): Promise<World> {
  let next = world
  for (const [i, run] of runs.entries()) {
    const ran = await runAlone(next, run, `prep${next.nowMs - START_MS}-${i}`)
    if (ran.breaches.length > 0) throw new Error(`preparing: ${JSON.stringify(ran.breaches)}`)
    next = { ...ran.world, nowMs: ran.world.nowMs + 60_000 }
  }
  return next
}

const without = (world: World, ...codes: readonly StopCode[]): World => ({
  ...world,
  ghost: { ...world.ghost, expectedCodes: codes },
})

export const quoting = (): Promise<World> => sequence(EMPTY, tick)

export async function holding(): Promise<World> {
  let world = await quoting()
  for (const order of world.venue.orders) world = fill(world, order.id, order.sizeMicros, false)
  for (const leg of world.venue.legs) world = settle(world, leg, 'CONFIRMED')
  return world
}

/** Half of the entry is filled and settled; its rest still lives. */
export async function partly(sameTrade: boolean): Promise<World> {
  let world = await quoting()
  for (const order of world.venue.orders) world = fill(world, order.id, 8_000_000, sameTrade)
  for (const leg of world.venue.legs) world = settle(world, leg, 'CONFIRMED')
  return world
}

/** An entry rests, and the operator wants no more of them: the next tick cancels it. */
export const draining = async (): Promise<World> => sequence(await quoting(), drain)

/** The entry is cancelled and closed; only then the venue tells that it was matched before. */
export async function toldLate(): Promise<World> {
  const closed = await sequence(await draining(), tick)
  const [order] = closed.venue.orders
  if (order === undefined) throw new Error('preparing: no order')
  return { ...fill(closed, order.id, order.sizeMicros, false), control: EMPTY.control }
}

/** An entry is matched; nobody knows yet whether it settles. */
export async function matched(): Promise<World> {
  const world = await quoting()
  const [order] = world.venue.orders
  if (order === undefined) throw new Error('preparing: no order')
  return fill(world, order.id, order.sizeMicros, false)
}

export const exiting = async (): Promise<World> => sequence(await holding(), tick)

export const halted = async (world: World): Promise<World> =>
  sequence(without(world, 'ALARM'), stopByMessage, tick)

/** A STOP is latched, nobody has made a pass yet. */
export const stopping = async (): Promise<World> => {
  const world = without(EMPTY, 'ALARM')
  const latch: Op = {
    do: 'latchMessage',
    reason: { code: 'ALARM', text: 'an alarm', atMs: epochMs(world.nowMs) },
  }
  return noteIntents(world, apply(world, latch).world)
}

export const unarmed: World = { ...EMPTY, control: 'absent', ghost: { ...EMPTY.ghost, haltedAtMs: START_MS } }
