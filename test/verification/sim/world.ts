import { createRandom } from '../../../desk/tape/feed/chance.ts'
import type { StackSettings } from '../../../shared/domain/settings.ts'
import { type EpochMs, epochMs, type MarketId, type OrderId } from '../../../shared/domain/units.ts'
import { MemoryStore } from '../../support/memoryStore.ts'
import type { Range } from './actor.ts'
import { createCounts } from './counts.ts'
import { createFaults } from './faults.ts'
import { createLifeChecks } from './lifeChecks.ts'
import { createMarketBooks } from './marketBooks.ts'
import { createStartProcess } from './processes.ts'
import type { SharedVenue } from './sharedVenue.ts'
import { createSimBell, type SimBellKind } from './simBell.ts'
import type { SimMarket } from './simMarkets.ts'
import { createSimTelemetry } from './simTelemetry.ts'
import { createStopCheck, type Limits } from './stopCheck.ts'
import { createTrace } from './trace.ts'
import { noTroubles } from './troubles.ts'
import { createVenueSide } from './venueSide.ts'
import { createWatch, type Watch } from './watch.ts'
import { createWatchedTable } from './watchedTable.ts'

/** What a world begins with. */
export interface WorldOf {
  readonly seed: number
  readonly startMs: EpochMs
  /** From when on the account trades, if it did before; default: `startMs`. */
  readonly venueStartMs?: EpochMs
  readonly durationMs: number
  readonly stack: StackSettings
  /** The second is calm: there the bot must come back to quoting. */
  readonly markets: readonly [SimMarket, SimMarket, ...SimMarket[]]
  readonly isFaultless: boolean
  /** How long a request is on its way. */
  readonly wayMs: Range
  /** A bell rings between the ticks, of that kind in every run; true: each run draws its own. */
  readonly rings?: boolean | SimBellKind
}

export type World = ReturnType<typeof createWorld>

/** Everything outside the bot, and processes of the bot on demand. */
export function createWorld(of: WorldOf) {
  const { seed, startMs, markets, isFaultless } = of
  const parts = createParts(seed)
  const { random, faults, trace, counts, phase, troubles, hooks } = parts
  const deployed = { stack: of.stack }
  const account = of.stack.wallet
  let watch: Watch
  const onPlaced: Watch['placed'] = (id) => {
    counts.posts += 1
    trace.add(`${exchange.nowMs()} placed ${id}`)
    watch.placed(id)
    for (const notify of hooks.placings) notify(id)
  }
  const side = createVenueSide({
    ...of,
    ...parts,
    venueStartMs: of.venueStartMs ?? startMs,
    account,
    onPlaced,
  })
  const { exchange, kernel } = side
  const store = new MemoryStore(side.clock)
  const { settingsOf, handSettledOf } = lookedUp(deployed, store)
  const booksOf = createMarketBooks(exchange, account, handSettledOf)
  watch = createWatch({
    exchange,
    account,
    store,
    booksOf,
    capMicrosOf: (market) => settingsOf(market)?.risk.maxUsdcLockedMicros ?? 0,
    onIntent: () => callAll(hooks.intents),
    onControl: () => callAll(hooks.streams),
  })
  const { report } = watch
  const judged = { exchange, account, troubles, settingsOf, booksOf, report, store, faults }
  const checkLife = createLifeChecks({
    ...judged,
    control: () => store.control_,
    changes: () => watch.changes.control,
  })
  const checkStop = createStopCheck(judged)
  const table = createWatchedTable(store, watch)
  /** Why each market's last tick did what it did. */
  const reasons = new Map<MarketId, string>()
  const telemetry = createSimTelemetry({ counts, reasons, trace, watch, checkLife, checkStop })
  const venue: SharedVenue = {
    ...side,
    account,
    faults,
    troubles,
    isOut: () => phase.out,
    sends: () => undefined,
  }
  const around = { random, faults, trace, counts, kernel, table, startMs }
  const bell = bellOf(of.rings ?? false, around)
  const outside = { deployed, isFaultless, markets, account, exchange, store }
  return {
    ...around,
    ...hooks,
    ...outside,
    troubles,
    reasons,
    watch,
    phase,
    telemetry,
    venue: side.venue,
    start: createStartProcess({ ...around, ...bell, deployed, wayMs: of.wayMs, venue, telemetry, report }),
    endMs: epochMs(startMs + of.durationMs),
  }
}

function bellOf(rings: boolean | SimBellKind, around: Parameters<typeof createSimBell>[0]) {
  if (rings === false) return {}
  return { bell: createSimBell(rings === true ? around : { ...around, kind: rings }) }
}

/** What goes wrong by the seed, and what is noted of it. */
function createParts(seed: number) {
  const random = createRandom(seed)
  return {
    random,
    faults: createFaults(random),
    trace: createTrace(),
    counts: createCounts(),
    phase: { frozen: false, out: false, ghostAtMs: 0 },
    troubles: noTroubles(),
    hooks: {
      streams: [] as (() => void)[],
      intents: [] as (() => void)[],
      placings: [] as ((id: OrderId) => void)[],
    },
  }
}

const lookedUp = (deployed: { readonly stack: StackSettings }, store: MemoryStore) => ({
  /** What a market is traded under, or was when it left the configuration. */
  settingsOf: (market: MarketId): Limits | undefined =>
    deployed.stack.markets.find((each) => each.market === market) ??
    store.items.get(market)?.state?.tradedUnder,
  handSettledOf: (market: MarketId) => store.items.get(market)?.state?.handSettled ?? [],
})

const callAll = (listeners: readonly (() => void)[]): void => {
  for (const notify of listeners) notify()
}

export const calmMarket = (world: World): SimMarket => world.markets[1]
