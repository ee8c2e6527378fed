import type { Config } from '../../shared/config/config.ts'
import { assert } from '../../shared/domain/assert.ts'
import { type EpochMs, epochMs } from '../../shared/domain/units.ts'
import type { TickRecord } from '../../shared/engine/telemetry.ts'
import { createVirtualClock } from '../clock.ts'
import { createExchange } from '../exchange/createExchange.ts'
import type { ListedMarket, Settlement } from '../exchange/exchange.ts'
import type { Feed } from '../feed/feed.ts'
import { comeForEntry } from './comeForEntry.ts'
import { venueLegs } from './compareBooks.ts'
import { DESK_WALLET, type Embedded, startEmbedded } from './embedded.ts'
import { createPlayer } from './player.ts'
import { readBooks } from './readBooks.ts'
import { resultOf } from './resultOf.ts'
import { createSchedule, type Schedule } from './schedule.ts'
import { sessionConfig } from './sessionConfig.ts'
import { sessionFeed } from './sessionFeed.ts'
import type { SessionOptions } from './sessionOptions.ts'
import type { SessionResult, StopSummary } from './sessionResult.ts'
import { createTally, note, type Tally } from './tally.ts'

const MINUTE_MS = 60_000
/** As watched on the venue: a block takes seconds, its finality half a minute; now and then a trade is retried. */
const SETTLEMENT: Settlement = {
  broadcastMs: 500,
  mineMs: [2_000, 8_000],
  confirmMs: [10_000, 30_000],
  failPermille: 0,
  retryPermille: 20,
}
/** After the last event nobody trades; what has matched settles within so long, or something is wrong. */
const MAX_SETTLING_MINUTES = 10

/**
 * Runs one paper session: the real handlers, driven by a local schedule on a virtual clock, against an embedded
 * DynamoDB and the simulated venue over HTTP. Nothing is left running and nothing is written to disk.
 * @throws UsageError, FeedError before anything is started.
 */
export async function runSession(
  options: SessionOptions,
  onTick: (record: TickRecord) => void = () => {},
): Promise<SessionResult> {
  const feed = sessionFeed(options)
  const config = sessionConfig(options, { wallet: DESK_WALLET, token: feed.listing.tokens[0] })
  const world = createWorld(options, feed, config)
  const tally = createTally(onTick)
  const embedded = await startEmbedded(world.exchange, world.clock)
  try {
    const schedule = createSchedule({ embedded, config, clock: world.clock, telemetry: tally.telemetry })
    return await play({ options, feed, config, world, embedded, schedule, tally })
  } finally {
    await embedded.close()
  }
}

type World = ReturnType<typeof createWorld>

/** The market around the bot, and the time it moves by. */
function createWorld(options: SessionOptions, feed: Feed, config: Config) {
  const exchange = createExchange({ seed: options.seed, startMs: feed.startMs, settlement: SETTLEMENT })
  const listed = listingOf(feed, config)
  exchange.list(listed)
  exchange.fund(account(config), config.accountMicros)
  exchange.approve(account(config), true)
  const endMs = epochMs(Math.min(feed.endMs, feed.startMs + (options.durationMs ?? Number.POSITIVE_INFINITY)))
  const player = createPlayer({
    exchange,
    market: listed,
    events: feed.events(),
    untilMs: endMs,
    account: account(config),
  })
  let injectAtMs = options.injectAtMs === null ? null : feed.startMs + options.injectAtMs
  const onAdvance = (nowMs: EpochMs): void => {
    player.advanceTo(nowMs)
    if (injectAtMs === null || nowMs < injectAtMs) return
    const of = { market: listed.market, token: listed.tokens[0], account: account(config) }
    if (comeForEntry(exchange, of)) injectAtMs = null
  }
  const clock = createVirtualClock(feed.startMs, onAdvance)
  player.advanceTo(feed.startMs)
  return { exchange, clock, endMs }
}

/** The feed is played under the ids of the configuration. */
function listingOf(feed: Feed, config: Config): ListedMarket {
  const [market] = config.stack.markets
  assert(market !== undefined, 'a session needs a market')
  return {
    ...feed.listing,
    market: market.market,
    tokens: [market.tokenId, feed.listing.tokens[1]],
    version: 'v1',
    negRisk: false,
    accepting: true,
    closed: false,
    payoutMicros: null,
    feeRatePpm: 0,
    feeExponent: 1,
    clearBookOnStart: true,
  }
}

const account = (config: Config): string => config.stack.wallet

interface Playing {
  readonly options: SessionOptions
  readonly feed: Feed
  readonly config: Config
  readonly world: World
  readonly embedded: Embedded
  readonly schedule: Schedule
  readonly tally: Tally
}

async function play(playing: Playing): Promise<SessionResult> {
  const { options, feed, config, world, embedded, schedule, tally } = playing
  const armed = await embedded.store.arm()
  assert(armed.is === 'written', `the desk could not arm itself: ${armed.is}`)
  const haltAtMs = options.haltAtMs === null ? null : feed.startMs + options.haltAtMs
  let stoppedAtMs: EpochMs | null = null
  for (let atMs: number = feed.startMs; atMs < world.endMs; atMs += MINUTE_MS) {
    world.clock.advanceTo(epochMs(atMs))
    if (haltAtMs !== null && atMs >= haltAtMs && stoppedAtMs === null) {
      stoppedAtMs = world.clock.nowMs()
      await schedule.stop('STOP pressed on the desk')
    }
    for (const failure of await schedule.minute()) note(tally.failures, failure)
  }
  await settle(playing)
  const calls = { venue: embedded.venueCalls(), dynamo: embedded.dynamoCalls() }
  world.exchange.audit()
  const [market] = config.stack.markets
  assert(market !== undefined, 'a session needs a market')
  const books = await readBooks(embedded.store, market.market)
  const stop = await stopSummary(playing, stoppedAtMs)
  return resultOf({
    ...{
      seed: options.seed,
      feed,
      endMs: world.endMs,
      config,
      exchange: world.exchange,
      account: account(config),
    },
    ...{ tally, books, calls, stop },
  })
}

/** Minutes without any events, until every trade has settled and the bot has seen it. */
async function settle({ world, config, schedule }: Playing): Promise<void> {
  world.clock.advanceTo(world.endMs)
  for (let minute = 0; minute < MAX_SETTLING_MINUTES; minute += 1) {
    const legs = venueLegs(world.exchange, account(config))
    const isSettled = !legs.some((leg) => leg.status === 'PROVISIONAL')
    await schedule.minute()
    if (isSettled) return
    world.clock.advanceTo(epochMs(world.clock.nowMs() + MINUTE_MS))
  }
}

async function stopSummary(
  { embedded, world, config, tally }: Playing,
  pressedAtMs: EpochMs | null,
): Promise<StopSummary | null> {
  const control = await embedded.store.control()
  assert(control.ok && control.value !== 'absent', 'the control item cannot be read')
  const { halted, haltSeq, doneSeq, codes } = control.value
  if (!halted) return null
  const atMs = tally.stops[0]?.atMs ?? pressedAtMs ?? world.clock.nowMs()
  return {
    atMs,
    codes,
    texts: tally.stops.map((reason) => reason.text),
    haltSeq,
    done: doneSeq === haltSeq,
    openOrders: world.exchange.openOrders(account(config)).length,
    postedAfter: tally.postings.filter((posting) => posting.atMs > atMs).length,
  }
}
