import type { Config } from '../../shared/config/config.ts'
import { assert } from '../../shared/domain/assert.ts'
import { InputError } from '../../shared/domain/inputError.ts'
import { type EpochMs, epochMs } from '../../shared/domain/units.ts'
import { preflight } from '../../shared/operator/preflight.ts'
import { startArmed } from '../../shared/operator/startArmed.ts'
import type { TickAudit } from '../../shared/ports/telemetry.ts'
import type { ReplayRun } from '../report/result.ts'
import type { Feed } from '../tape/feed/feed.ts'
import { venueLegs } from './compareBooks.ts'
import { DESK_WALLET, type Embedded, startEmbedded } from './embedded.ts'
import { readBotLedger } from './readBotLedger.ts'
import { resultOf } from './resultOf.ts'
import { createSchedule, type Schedule } from './schedule.ts'
import { sessionConfig } from './sessionConfig.ts'
import { sessionFeed } from './sessionFeed.ts'
import type { SessionOptions } from './sessionOptions.ts'
import { createSessionRecord } from './sessionRecord.ts'
import type { SessionResult, StopSummary } from './sessionResult.ts'
import { createTally, note, type SessionTally } from './tally.ts'
import { createTurns, type Turns } from './turns.ts'
import { createWorld, type World } from './world.ts'

const MINUTE_MS = 60_000
/** After the last event nobody trades; what has matched settles within this time, or something is wrong. */
const MAX_SETTLING_MINUTES = 10
/** Of such a minute the bot ticks for this long. */
const SETTLING_MS = 30_000

/**
 * Runs one paper session: the real handlers, driven by a local schedule on a virtual clock, against an embedded
 * DynamoDB and the simulated venue over HTTP. Nothing is left running and nothing is written to disk.
 * @returns Its result, and what its report is drawn from.
 * @throws InputError before anything is started.
 */
export async function recordSession(
  options: SessionOptions,
  onTick: (record: TickAudit) => void = () => {},
): Promise<{ readonly result: SessionResult; readonly run: ReplayRun }> {
  const feed = sessionFeed(options)
  const config = sessionConfig(options, { wallet: DESK_WALLET, token: feed.listing.tokens[0] })
  const record = createSessionRecord(options, feed, config)
  const world = createWorld(options, feed, config, record.see)
  const tally = createTally(onTick, record.recorder.telemetry)
  const embedded = await startEmbedded(world.exchange, world.clock)
  try {
    const turns = createTurns(world.clock)
    const schedule = createSchedule({ embedded, config, turns, telemetry: tally.telemetry })
    const result = await play({ options, feed, config, world, embedded, turns, schedule, tally })
    return { result, run: record.finish(world.exchange, result.failures) }
  } finally {
    await embedded.close()
  }
}

interface Playing {
  readonly options: SessionOptions
  readonly feed: Feed
  readonly config: Config
  readonly world: World
  readonly embedded: Embedded
  readonly turns: Turns
  readonly schedule: Schedule
  readonly tally: SessionTally
}

async function play(playing: Playing): Promise<SessionResult> {
  const { options, feed, config, world, embedded, tally } = playing
  // As the doctor would: what is wrong from the first tick on is reported before anything is touched.
  const [problem] = await preflight(embedded.venue, config.stack)
  if (problem !== undefined) throw new InputError(problem)
  const armed = await startArmed(embedded.store)
  assert(armed.is === 'armed', `the session could not be armed: ${armed.is}`)
  const stoppedAtMs = await minutes(playing)
  if (world.waitsForEntry()) note(tally.failures, 'no entry was resting for a seller to fill')
  await settle(playing)
  const calls = { venue: embedded.venueCalls(), dynamo: embedded.dynamoCalls() }
  world.exchange.audit()
  const [market] = config.stack.markets
  assert(market !== undefined, 'a session needs a market')
  const books = await readBotLedger(embedded.store, market)
  const stop = await stopSummary(playing, stoppedAtMs)
  return resultOf({
    seed: options.seed,
    feed,
    endMs: world.endMs,
    config,
    exchange: world.exchange,
    account: config.stack.wallet,
    tally,
    books,
    calls,
    stop,
  })
}

/** An event a minute, each beginning a run that overlaps the one before. When the STOP was pressed; null: it was not. */
async function minutes({ options, feed, world, turns, schedule, tally }: Playing): Promise<EpochMs | null> {
  const haltAtMs = options.haltAtMs === null ? null : feed.startMs + options.haltAtMs
  let stoppedAtMs: EpochMs | null = null
  const running: Promise<readonly string[]>[] = []
  await turns.start(async (clock) => {
    for (let atMs: number = feed.startMs; atMs < world.endMs; atMs += MINUTE_MS) {
      await clock.sleep(atMs - clock.nowMs())
      if (haltAtMs !== null && atMs >= haltAtMs && stoppedAtMs === null) {
        stoppedAtMs = clock.nowMs()
        running.push(schedule.stop('STOP requested in the session'))
      }
      running.push(schedule.minute(world.endMs))
    }
  })
  for (const failures of await Promise.all(running)) for (const each of failures) note(tally.failures, each)
  return stoppedAtMs
}

/** Minutes without any events, until every trade has settled and the bot has seen it. */
async function settle({ world, config, schedule }: Playing): Promise<void> {
  world.clock.advanceTo(world.endMs)
  for (let minute = 0; minute < MAX_SETTLING_MINUTES; minute += 1) {
    const legs = venueLegs(world.exchange, config.stack.wallet)
    const isSettled = !legs.some((leg) => leg.status === 'PROVISIONAL')
    const endMs = epochMs(world.clock.nowMs() + MINUTE_MS)
    await schedule.minute(world.clock.nowMs() + SETTLING_MS)
    if (isSettled) return
    world.clock.advanceTo(endMs)
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
    openOrders: world.exchange.openOrders(config.stack.wallet).length,
    postedAfter: tally.postings.filter((posting) => posting.atMs > atMs).length,
  }
}
