import { usdc } from '../../../shared/domain/units.ts'
import type { Run } from './actor.ts'
import { halfOf, swapped } from './pair.ts'
import { EMPTY, sequence } from './preparations.ts'
import { flattenPair, stopPair, tickFirst, tickLimitedPair, tickPair, tickSecond } from './runs.ts'
import { lane, type Scenario } from './scenario.ts'
import { tickGainPair, tickLossPair } from './tickLossPair.ts'
import { fill, settle } from './venueModel.ts'
import type { World } from './world.ts'

/** The STOP that one of them begins with is expected. */
const EMPTY_PAIR: World = {
  ...EMPTY,
  ghost: { ...EMPTY.ghost, expectedCodes: ['ALARM'] },
  sibling: halfOf(EMPTY),
}

/** The entry that rests for the first outcome is filled, and its fill confirmed. */
function filled(from: World): World {
  let world = from
  for (const order of world.venue.orders.filter(({ live, side }) => live && side === 'BUY'))
    world = fill(world, order.id, order.sizeMicros, false)
  for (const leg of world.venue.legs.filter(({ status }) => status === 'PROVISIONAL'))
    world = settle(world, leg, 'CONFIRMED')
  return world
}

/** One after the other is entered and filled, for their entries at once would meet. */
async function holdingBoth(...then: readonly Run[]): Promise<World> {
  const first = filled(await sequence(EMPTY_PAIR, tickFirst))
  const both = swapped(filled(swapped(await sequence(first, tickFirst, tickSecond))))
  return await sequence(both, ...then)
}

/** Both have an item, and began the day with so much more than they have, in micro-USDC. */
async function havingLost(ownMicros: number, otherMicros: number): Promise<World> {
  const both = await sequence(EMPTY_PAIR, tickPair)
  return swapped(lost(swapped(lost(both, ownMicros)), otherMicros))
}

function lost(world: World, lostMicros: number): World {
  const { item } = world
  if (item.state === null) throw new Error('the outcome has no item')
  const startEquityMicros = usdc(item.state.day.startEquityMicros + lostMicros)
  return {
    ...world,
    item: { ...item, state: { ...item.state, day: { ...item.state.day, startEquityMicros } } },
  }
}

const LEASE_ENDS_MS = 61_000
const ORDER_ENDS_MS = 420_000

export const PAIR_SCENARIOS: readonly Scenario[] = [
  {
    name: 'pair-entries',
    about: 'two runs, each with one outcome of a market, enter at the same time',
    prepare: async () => EMPTY_PAIR,
    lanes: [lane('A', tickFirst), lane('B', tickSecond)],
    bounds: { jumpsMs: [LEASE_ENDS_MS], fillShares: ['all'] },
    left: { faults: 1, fills: 0, failures: 0, jumps: 0 },
    fully: { fills: 1, jumps: 1 },
    codes: [],
  },
  {
    name: 'pair-crash',
    about:
      'one run after the other, each with another outcome, and one dies between its intent and its halt check',
    prepare: async () => EMPTY_PAIR,
    lanes: [lane('A', tickFirst, tickSecond)],
    bounds: { jumpsMs: [LEASE_ENDS_MS, ORDER_ENDS_MS], fillShares: ['all'] },
    left: { faults: 1, fills: 1, failures: 0, jumps: 1 },
    fully: { faults: 2 },
    codes: ['BLIND'],
  },
  {
    name: 'pair-stop',
    about: 'one run with both outcomes, and a STOP by message',
    prepare: async () => EMPTY_PAIR,
    lanes: [lane('A', tickPair), lane('S', stopPair)],
    bounds: { jumpsMs: [], fillShares: ['all'] },
    left: { faults: 0, fills: 1, failures: 0, jumps: 0 },
    fully: { faults: 1 },
    codes: ['ALARM', 'OPERATOR'],
  },
  {
    name: 'pair-flatten',
    about: 'halted while both outcomes are held: both are to be sold at the market, by two runs',
    prepare: async () => holdingBoth(stopPair, tickPair, flattenPair),
    lanes: [lane('A', tickFirst), lane('B', tickSecond)],
    bounds: { jumpsMs: [], fillShares: ['all'] },
    left: { faults: 1, fills: 1, failures: 0, jumps: 0 },
    fully: { faults: 2, jumps: 1 },
    codes: ['ALARM', 'OPERATOR'],
  },
  {
    name: 'pair-limit',
    about: 'one outcome is held, which uses up the cap over both, and a run has both',
    prepare: async () => filled(await sequence(EMPTY_PAIR, tickFirst)),
    lanes: [lane('A', tickLimitedPair, tickLimitedPair)],
    bounds: { jumpsMs: [LEASE_ENDS_MS], fillShares: ['all'] },
    left: { faults: 1, fills: 0, failures: 0, jumps: 1 },
    fully: { faults: 2 },
    codes: [],
  },
  {
    name: 'pair-loss',
    about: 'both outcomes have lost today, each less than it may, and together more than both may',
    prepare: async () => havingLost(8_000_000, 8_000_000),
    lanes: [lane('A', tickLossPair, tickLossPair)],
    bounds: { jumpsMs: [LEASE_ENDS_MS], fillShares: ['all'] },
    left: { faults: 1, fills: 0, failures: 0, jumps: 1 },
    fully: { faults: 2 },
    codes: ['LOSS'],
  },
  {
    name: 'pair-gain',
    about: 'one outcome has lost today, and the other has gained as much',
    prepare: async () => havingLost(14_000_000, -14_000_000),
    lanes: [lane('A', tickGainPair)],
    bounds: { jumpsMs: [LEASE_ENDS_MS], fillShares: ['all'] },
    left: { faults: 1, fills: 0, failures: 0, jumps: 1 },
    fully: { faults: 2 },
    codes: [],
  },
  {
    name: 'pair-cursors',
    about: 'the other outcome has an entry, a run has the first one alone, and the next run has both',
    prepare: async () => await sequence(EMPTY_PAIR, tickSecond),
    lanes: [lane('A', tickFirst, tickPair)],
    bounds: { jumpsMs: [LEASE_ENDS_MS, ORDER_ENDS_MS], fillShares: ['all'] },
    left: { faults: 0, fills: 1, failures: 0, jumps: 1 },
    fully: { faults: 1 },
    codes: ['BLIND'],
  },
]
