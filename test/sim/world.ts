import { createRandom } from '../../desk/feed/random.ts'
import { epochMs, type MarketId } from '../../shared/domain/units.ts'
import { MemoryStore } from '../unit/engine/memoryStore.ts'
import { createCounts } from './counts.ts'
import { createFaults } from './faults.ts'
import { createLifeChecks } from './lifeChecks.ts'
import { createStartProcess } from './processes.ts'
import type { SharedVenue } from './sharedVenue.ts'
import { createSimMarkets, type SimMarket, type SimSize } from './simMarkets.ts'
import { createSimTelemetry } from './simTelemetry.ts'
import { createStopCheck } from './stopCheck.ts'
import { createTrace } from './trace.ts'
import { noTroubles } from './troubles.ts'
import { createVenueSide } from './venueSide.ts'
import { createWatch, type Watch } from './watch.ts'
import { createWatchedTable } from './watchedTable.ts'

const START_MS = epochMs(Date.UTC(2026, 0, 5, 12))

export type World = ReturnType<typeof createWorld>

/** Everything outside the bot, and processes of the bot on demand. */
export function createWorld(seed: number, durationMs: number, size: SimSize) {
  const random = createRandom(seed)
  const faults = createFaults(random)
  const trace = createTrace()
  const counts = createCounts()
  const { stack, markets } = createSimMarkets(seed, START_MS, durationMs, size)
  const deployed = { stack }
  const settingsOf = (market: MarketId) => deployed.stack.markets.find((each) => each.market === market)
  const account = stack.wallet
  const phase = { frozen: false, out: false }
  const troubles = noTroubles()
  let watch: Watch
  const onPlaced: Watch['placed'] = (id) => {
    counts.posts += 1
    trace.add(`${exchange.nowMs()} placed ${id}`)
    watch.placed(id)
  }
  const side = createVenueSide({
    ...{ seed, startMs: START_MS, random, faults, troubles },
    ...{ markets, account, phase, onPlaced, isFaultless: size.isFaultless },
  })
  const { exchange, kernel, views } = side
  const store = new MemoryStore(side.clock)
  const streams: (() => void)[] = []
  const intents: (() => void)[] = []
  watch = createWatch({
    exchange,
    account,
    store,
    capMicrosOf: (market) => settingsOf(market)?.risk.maxUsdcLockedMicros ?? 0,
    onIntent: () => callAll(intents),
    onControl: () => callAll(streams),
  })
  const { report } = watch
  const checkLife = createLifeChecks({
    ...{ exchange, account, troubles, settingsOf, report },
    control: () => store.control_,
    changes: () => watch.changes.control,
  })
  const checkStop = createStopCheck({ exchange, account, store, settingsOf, faults, report })
  const table = createWatchedTable(store, watch)
  /** Why each market's last tick did what it did. */
  const reasons = new Map<MarketId, string>()
  const telemetry = createSimTelemetry({ counts, reasons, trace, watch, checkLife, checkStop })
  const venue: SharedVenue = {
    venue: side.venue,
    views,
    faults,
    troubles,
    isOut: () => phase.out,
    sends: () => undefined,
  }
  const around = { random, faults, trace, counts, kernel, table, startMs: START_MS }
  return {
    ...around,
    deployed,
    isFaultless: size.isFaultless,
    troubles,
    reasons,
    markets,
    account,
    exchange,
    store,
    watch,
    ...{ phase, streams, intents },
    start: createStartProcess({ ...around, venue, telemetry }),
    endMs: epochMs(START_MS + durationMs),
  }
}

const callAll = (listeners: readonly (() => void)[]): void => {
  for (const tell of listeners) tell()
}

export const calmMarket = (world: World): SimMarket => world.markets[1]
