import { createExchange } from '../../desk/exchange/createExchange.ts'
import type { FeedEvent } from '../../desk/exchange/exchange.ts'
import { createInProcessVenue } from '../../desk/exchange/inProcessVenue.ts'
import { createRandom } from '../../desk/feed/random.ts'
import { createPlayer } from '../../desk/session/player.ts'
import type { StopCode } from '../../shared/domain/control.ts'
import { epochMs, type MarketId, monotonicMs } from '../../shared/domain/units.ts'
import type { Clock } from '../../shared/engine/clock.ts'
import type { Ports } from '../../shared/engine/ports.ts'
import type { Telemetry } from '../../shared/engine/telemetry.ts'
import { MemoryStore } from '../unit/engine/memoryStore.ts'
import { type Actor, createActor } from './actor.ts'
import { createActorStore, type SharedTable } from './actorStore.ts'
import { createActorVenue, type SharedVenue } from './actorVenue.ts'
import { createFaults } from './faults.ts'
import { createKernel } from './kernel.ts'
import { createSimMarkets, type SimMarket } from './simMarkets.ts'
import { createTrace } from './trace.ts'
import { createViews } from './views.ts'
import { createWatch, type Watch } from './watch.ts'

const START_MS = epochMs(Date.UTC(2026, 0, 5, 12))
const FUNDS_MICROS = 1_000_000_000
/** A block in seconds, its finality in half a minute; now and then a trade is retried, and some fail. */
const SETTLEMENT = {
  broadcastMs: 500,
  mineMs: [2_000, 8_000],
  confirmMs: [10_000, 30_000],
  failPermille: 8,
  retryPermille: 40,
} as const
/** STOPs that no fault in here is a reason for: the bot would accuse itself. */
const UNWARRANTED: readonly StopCode[] = [
  'INVARIANT',
  'FILL_IMPOSSIBLE',
  'OPEN_ORDERS',
  'STATE_LOSS',
  'ACCOUNT',
  'REGION',
]

export type World = ReturnType<typeof createWorld>

/** Everything outside the bot, and processes of the bot on demand. */
export function createWorld(seed: number, durationMs: number) {
  const random = createRandom(seed)
  const faults = createFaults(random)
  const trace = createTrace()
  const { stack, markets } = createSimMarkets(seed, START_MS, durationMs)
  const account = stack.wallet
  const bare = createExchange({
    seed,
    startMs: START_MS,
    settlement: SETTLEMENT,
    balanceLagMs: 1_500,
    positionLagMs: 45_000,
  })
  const phase = { frozen: false, out: false }
  const counts = {
    ticks: 0,
    fills: 0,
    posts: 0,
    stops: new Map<string, number>(),
    pages: new Map<string, number>(),
    actors: 0,
  }

  /** Why each market's last tick did what it did. */
  const reasons = new Map<MarketId, string>()
  const deployed = { stack }

  let watch: Watch
  const exchange: typeof bare = {
    ...bare,
    // Two markets are played one after the other up to the same instant: the second one's events come a little late.
    feed: (market, event) =>
      bare.feed(market, { ...event, atMs: epochMs(Math.max(event.atMs, bare.nowMs())) }),
    place: (request) => {
      const placed = bare.place(request)
      if (!placed.ok) return placed
      counts.posts += 1
      trace.add(`${bare.nowMs()} placed ${request.id}`)
      watch.placed(request.id)
      return placed
    },
  }
  for (const { listed } of markets) bare.list(listed)
  bare.fund(account, FUNDS_MICROS)
  bare.approve(account, true)
  const endMs = epochMs(START_MS + durationMs)
  const players = markets.map(({ listed, events }) =>
    createPlayer({
      exchange,
      market: listed,
      events: unlessFrozen(events, phase),
      untilMs: epochMs(Number.MAX_SAFE_INTEGER),
      account,
    }),
  )
  const advance = (nowMs: ReturnType<typeof epochMs>): void => {
    for (const player of players) player.advanceTo(nowMs)
    views.note()
  }
  const kernel = createKernel(START_MS, advance)
  const plain: Clock = {
    nowMs: kernel.nowMs,
    monotonicMs: () => monotonicMs(-1),
    sleep: () => Promise.reject(new Error('nobody sleeps here')),
  }
  const venue = createInProcessVenue({ exchange, account, clock: plain })
  const views = createViews({ exchange, account, venue, random, faults })
  const store = new MemoryStore(plain)
  const streams: (() => void)[] = []
  const intents: (() => void)[] = []
  const capMicros = stack.markets[0]?.risk.maxUsdcLockedMicros ?? 0
  watch = createWatch({
    exchange,
    account,
    store,
    capMicros,
    onIntent: () => {
      for (const tell of intents) tell()
    },
    onControl: () => {
      for (const tell of streams) tell()
    },
  })

  const table: SharedTable = {
    store,
    edits: 0,
    wrote: (what, by) => {
      store.calls.length = 0
      if (what === 'acquire') {
        for (const [market, item] of store.items) {
          const key = `${market} ${item.fence}`
          if (leaseKeys.get(market) !== key) {
            leaseKeys.set(market, key)
            watch.acquired(market, by.name)
          }
        }
      }
      if (what === 'commit') {
        for (const [market, item] of store.items) {
          if (revs.get(market) !== item.rev) {
            revs.set(market, item.rev)
            watch.committed(market, by.name)
          }
        }
      }
      watch.wrote(by.name)
    },
  }
  const leaseKeys = new Map<string, string>()
  const revs = new Map<string, number>()
  const shared: SharedVenue = { venue, views, faults, isOut: () => phase.out, sends: () => undefined }

  const telemetry: Telemetry = {
    tick: (record) => {
      counts.ticks += 1
      reasons.set(record.market, record.decision.audit.reason)
      trace.add(
        `${record.market.slice(-2)} ${record.decision.audit.row} ${record.outcome} ${record.after.phase}`,
      )
    },
    busy: () => undefined,
    stop: (event) => trace.add(`stop ${event.pass} ${event.haltSeq} ${event.why}`),
    latched: (reason, how) => {
      trace.add(`latched ${reason.code} ${how}`)
      if (how !== 'latched') return
      counts.stops.set(reason.code, (counts.stops.get(reason.code) ?? 0) + 1)
      if (UNWARRANTED.includes(reason.code))
        watch.report('I10', `it halted itself: ${reason.code}: ${reason.text}`)
    },
    page: (text) => {
      const kind = text.replace(/0x[0-9a-f]+/g, '…').slice(0, 60)
      counts.pages.set(kind, (counts.pages.get(kind) ?? 0) + 1)
    },
  }
  /** A process that begins now; hosts' clocks differ by a fraction of a second, a few by more than is tolerated. */
  const start = (name: string): { readonly actor: Actor; readonly ports: Ports } => {
    counts.actors += 1
    const skewMs = faults.happens('clock skew of seconds', 20)
      ? random.between(-9_000, 9_000)
      : random.between(-300, 300)
    const world = {
      kernel,
      startMs: START_MS,
      random,
      faults,
      trace: (line: string) => trace.add(`${kernel.nowMs()} ${line}`),
    }
    const actor = createActor(world, `${name}${counts.actors}`, skewMs)
    const ports = {
      clock: actor.clock,
      store: createActorStore(actor, table),
      venue: createActorVenue(actor, shared),
      telemetry,
    }
    return { actor, ports }
  }
  return {
    seed,
    random,
    faults,
    trace,
    deployed,
    reasons,
    markets,
    account,
    exchange,
    kernel,
    store,
    table,
    watch,
    views,
    phase,
    counts,
    streams,
    intents,
    start,
    startMs: START_MS,
    endMs,
  }
}

/** While the books are compared nobody trades and no quote moves; rules of the market still change. */
function* unlessFrozen(
  events: Iterable<FeedEvent>,
  phase: { readonly frozen: boolean },
): Generator<FeedEvent> {
  for (const event of events) {
    yield !phase.frozen || event.type === 'market' ? event : { type: 'delta', atMs: event.atMs, changes: [] }
  }
}

export const calmMarket = (world: World): SimMarket => world.markets[1]
