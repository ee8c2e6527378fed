import { EMPTY, halted, quoting, sequence } from './preparations.ts'
import { NOBODY } from './relayInvariants.ts'
import { adoptWaiting, lagging, latchingTick, listening, relayed } from './relayRuns.ts'
import { stopByMessage, tick } from './runs.ts'
import { lane, type Scenario } from './scenario.ts'
import type { World } from './world.ts'

const NOTHING = { faults: 0, fills: 0, failures: 0, jumps: 0 }
/** A lease has run out by then, whoever holds it. */
const LEASE_ENDS_MS = 61_000

/** From here on nobody may wait for long. */
const counted = (world: World): World => ({ ...world, ghost: { ...world.ghost, waited: NOBODY } })

/** Another program's order has been on the book for a minute, and one tick has seen it. */
async function strangers(): Promise<World> {
  const world = await quoting()
  const odd = {
    id: 'odd',
    purpose: 'exit' as const,
    side: 'SELL' as const,
    priceMicros: 900_000,
    sizeMicros: 10_000_000,
    matchedMicros: 0,
    live: true,
    createdAtMs: world.nowMs,
    expiresAtMs: world.nowMs + 86_400_000,
  }
  return await sequence({ ...world, venue: { ...world.venue, orders: [...world.venue.orders, odd] } }, tick)
}

/** What the relay of ticks must survive: hand-overs, a run that is overtaken, commands that need the lease. */
export const RELAY_SCENARIOS: readonly Scenario[] = [
  {
    name: 'relay',
    about: 'a run is relieved by the next one, with crashes, lost answers and late arrivals',
    prepare: async () => EMPTY,
    lanes: [lane('A', relayed(1, 1_000)), lane('B', relayed(2, 2_000))],
    bounds: { jumpsMs: [], fillShares: ['all'] },
    left: { ...NOTHING, faults: 1 },
    fully: { fills: 1 },
    codes: [],
  },
  {
    name: 'relay-turns',
    about: 'without a fault nobody waits for longer than a tick, and each event has its turn',
    prepare: async () => counted(await quoting()),
    lanes: [lane('A', relayed(1, 8_000)), lane('B', relayed(2, 3_000)), lane('C', relayed(2, 1_000))],
    bounds: { jumpsMs: [], fillShares: [] },
    left: NOTHING,
    fully: {},
    codes: [],
  },
  {
    name: 'relay-quiet',
    about:
      'ticks that move nothing but clocks are not stored, while orders fill and one run relieves the other',
    prepare: quoting,
    lanes: [lane('A', lagging(1, 5_000)), lane('B', lagging(2, 1_000))],
    bounds: { jumpsMs: [], fillShares: ['all'] },
    left: { ...NOTHING, fills: 1 },
    fully: { faults: 1 },
    codes: [],
  },
  {
    name: 'relay-overtaken',
    about: 'a running lease runs out and is taken, while its holder is in the middle of a tick',
    prepare: async () => EMPTY,
    lanes: [lane('A', relayed(1, 0)), lane('B', relayed(2, 1_000))],
    bounds: { jumpsMs: [LEASE_ENDS_MS], fillShares: ['all'] },
    left: { ...NOTHING, fills: 1, jumps: 1 },
    fully: { faults: 1 },
    codes: [],
  },
  {
    name: 'proof-unanswered',
    about: 'a tick finds a STOP, and the write that shows its lease is not answered',
    prepare: strangers,
    lanes: [lane('A', latchingTick)],
    bounds: { jumpsMs: [], fillShares: [], faults: ['renew:late'] },
    left: { ...NOTHING, faults: 1 },
    fully: { faults: 2 },
    codes: ['OPEN_ORDERS'],
  },
  {
    name: 'relay-command',
    about: 'a command needs the lease that the relay holds',
    prepare: async () => counted(await halted(await quoting())),
    lanes: [lane('A', relayed(1, 8_000)), lane('O', adoptWaiting)],
    bounds: { jumpsMs: [], fillShares: [] },
    left: NOTHING,
    fully: {},
    codes: ['ALARM', 'OPERATOR'],
  },
  {
    name: 'relay-bell',
    about: 'a bell that may ring whenever the run sleeps, while the next one waits for its lease',
    prepare: async () => counted(await quoting()),
    lanes: [lane('A', listening(1, 5_000)), lane('B', listening(2, 1_000))],
    bounds: { jumpsMs: [], fillShares: ['all'] },
    left: { ...NOTHING, fills: 1 },
    fully: {},
    codes: [],
  },
  {
    name: 'relay-bell-faults',
    about: 'the same, with crashes, lost answers and late arrivals',
    prepare: async () => EMPTY,
    lanes: [lane('A', listening(1, 1_000)), lane('B', listening(2, 1_000))],
    bounds: { jumpsMs: [], fillShares: ['all'] },
    left: { ...NOTHING, faults: 1 },
    fully: { fills: 1 },
    codes: [],
  },
  {
    name: 'relay-stop',
    about: 'a STOP comes while the relay hands over',
    prepare: quoting,
    lanes: [lane('A', relayed(1, 0)), lane('B', relayed(2, 1_000)), lane('S', stopByMessage)],
    bounds: { jumpsMs: [], fillShares: [] },
    left: NOTHING,
    fully: { faults: 1 },
    codes: ['ALARM', 'OPERATOR'],
  },
]
