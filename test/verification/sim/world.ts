import { createRandom } from '../../../desk/tape/feed/chance.ts'
import type { StackSettings } from '../../../shared/domain/settings.ts'
import { type EpochMs, epochMs, type OrderId, type TokenId } from '../../../shared/domain/units.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import { MemoryStore } from '../../support/memoryStore.ts'
import type { Range } from './actor.ts'
import { createCounts } from './counts.ts'
import { createDeployed, type Deployed } from './deployed.ts'
import { createFaults } from './faults.ts'
import type { OnIntent } from './intents.ts'
import { createLifeChecks } from './lifeChecks.ts'
import { createOutcomeBooks } from './outcomeBooks.ts'
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
  const { random, faults, trace, counts, phase, troubles, hooks, told } = parts
  const account = of.stack.wallet
  let watch: Watch
  const onPlaced: Watch['placed'] = (id) => {
    counts.posts += 1
    trace.add(`${exchange.nowMs()} placed ${id}`)
    watch.placed(id)
    callAll(hooks.placings, id)
  }
  const venueStartMs = of.venueStartMs ?? startMs
  const side = createVenueSide({ ...of, ...parts, venueStartMs, account, onPlaced })
  const { exchange, kernel } = side
  const deployed = createDeployed({ stack: of.stack, isFaultless, nowMs: kernel.nowMs })
  const store = new MemoryStore(side.clock)
  const { stateOf, limitsOf, handSettledOf, ...all } = lookedUp(deployed, store)
  const booksOf = createOutcomeBooks(exchange, account, handSettledOf)
  watch = createWatch({
    exchange,
    account,
    store,
    booksOf,
    limitsOf,
    onIntent: (...intent) => callAll(hooks.intents, ...intent),
    onControl: () => callAll(hooks.streams),
  })
  const { report } = watch
  const judged = { exchange, account, troubles, limitsOf, booksOf, report, stateOf, faults, ...all }
  const checkLife = createLifeChecks({
    ...judged,
    control: () => store.control_,
    changes: () => watch.changes.control,
  })
  const checkStop = createStopCheck(judged)
  const table = createWatchedTable(store, watch)
  const judges = { watch, checkLife, checkStop }
  const telemetry = createSimTelemetry({ counts, ...told, nowMs: kernel.nowMs, trace, ...judges })
  const isOut = (): boolean => phase.out
  const venue: SharedVenue = { ...side, account, faults, troubles, isOut, sends: () => undefined }
  const around = { random, faults, trace, counts, kernel, table, startMs }
  const bell = bellOf(of.rings ?? false, around)
  const outside = { deployed, isFaultless, markets, account, exchange, store, stateOf, booksOf }
  return {
    ...around,
    ...hooks,
    ...outside,
    troubles,
    ...told,
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
    /** Of each outcome's last tick: why it did what it did, and when it was stored or quiet. */
    told: { reasons: new Map<TokenId, string>(), tickedMs: new Map<TokenId, EpochMs>() },
    hooks: {
      streams: [] as (() => void)[],
      intents: [] as OnIntent[],
      placings: [] as ((id: OrderId) => void)[],
    },
  }
}

function lookedUp(deployed: Deployed, store: MemoryStore) {
  const stateOf = (token: TokenId): MarketState | null =>
    [...store.items.values()].find(({ state }) => state?.tokenId === token)?.state ?? null
  return {
    stateOf,
    states: () => [...store.items.values()].flatMap(({ state }) => state ?? []),
    stackLimits: () => deployed.stack.limits,
    /** What a run may judge an outcome by: the configurations that it may have, else what it was traded under. */
    limitsOf: (token: TokenId): readonly Limits[] => {
      const lately = deployed.lately(token)
      const isLeft = !deployed.stack.markets.some(({ tokenId }) => tokenId === token)
      return [...lately, ...(isLeft ? [stateOf(token)?.tradedUnder ?? []].flat() : [])]
    },
    handSettledOf: (token: TokenId) => stateOf(token)?.handSettled ?? [],
  }
}

const callAll = <Of extends unknown[]>(listeners: readonly ((...of: Of) => void)[], ...of: Of): void => {
  for (const notify of listeners) notify(...of)
}

export const calmMarket = (world: World): SimMarket => world.markets[1]
