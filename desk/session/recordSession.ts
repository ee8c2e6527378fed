import type { Position } from '../../shared/accounting/position.ts'
import type { Config } from '../../shared/config/config.ts'
import { assert } from '../../shared/domain/assert.ts'
import { InputError } from '../../shared/domain/inputError.ts'
import type { MarketSettings } from '../../shared/domain/settings.ts'
import { type EpochMs, epochMs } from '../../shared/domain/units.ts'
import { preflight } from '../../shared/operator/preflight.ts'
import { startArmed } from '../../shared/operator/startArmed.ts'
import type { TickAudit } from '../../shared/ports/telemetry.ts'
import type { ReplayRun } from '../report/result.ts'
import { compareMoney, venueLegs } from './compareBooks.ts'
import { eachOutcome } from './eachOutcome.ts'
import { DESK_WALLET, type Embedded, startEmbedded } from './embedded.ts'
import { type ManyResult, totalsOf } from './manyResult.ts'
import type { SessionOnlooker } from './onlooker.ts'
import { type PlayedMarket, playedMarkets } from './played.ts'
import { readBotLedger } from './readBotLedger.ts'
import { resultOf } from './resultOf.ts'
import { createSchedule, type Schedule } from './schedule.ts'
import { manyConfig, marketCount } from './sessionConfig.ts'
import { sessionFeeds } from './sessionFeed.ts'
import type { SessionOptions } from './sessionOptions.ts'
import { createOutcomeRecord, type OutcomeRecord } from './sessionRecord.ts'
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
 * Runs one session: the real handlers, driven by a local schedule on a virtual clock, against an embedded
 * DynamoDB and the simulated venue over HTTP. Nothing is left running and nothing is written to disk.
 * @returns What it came to, and what its report is drawn from, outcome by outcome.
 * @throws InputError before anything is started.
 */
export async function recordMarkets(
  options: SessionOptions,
  onTick: (record: TickAudit) => void = () => {},
  onBegin: SessionOnlooker['begin'] = () => {},
): Promise<{ readonly result: ManyResult; readonly runs: readonly ReplayRun[] }> {
  const feeds = sessionFeeds(options, marketCount(options))
  const config = manyConfig(options, {
    wallet: DESK_WALLET,
    tokens: feeds.map(({ listing }) => listing.tokens),
  })
  const markets = playedMarkets(feeds, config)
  const outcomes = markets.flatMap((played) =>
    played.outcomes.map((settings) => createOutcome({ options, played, settings, config, onTick })),
  )
  const world = createWorld(options, markets, config, (event, exchange, market) => {
    for (const each of outcomes) if (each.settings.market === market) each.record.see(event, exchange)
  })
  const embedded = await startEmbedded(world.exchange, world.clock)
  try {
    const turns = createTurns(world.clock)
    const telemetry = eachOutcome(outcomes, () => {})
    const schedule = createSchedule({ embedded, config, turns, telemetry })
    const result = await play({ options, config, world, embedded, turns, schedule, outcomes, onBegin })
    const runs = outcomes.map(({ record }, nth) =>
      record.finish(world.exchange, result.outcomes[nth]?.failures ?? []),
    )
    return { result, runs }
  } finally {
    await embedded.close()
  }
}

interface PlayedOutcome {
  readonly played: PlayedMarket
  readonly settings: MarketSettings
  readonly name: string
  readonly record: OutcomeRecord
  readonly tally: SessionTally
}

function createOutcome(of: {
  readonly options: SessionOptions
  readonly played: PlayedMarket
  readonly settings: MarketSettings
  readonly config: Config
  readonly onTick: (record: TickAudit) => void
}): PlayedOutcome {
  const { options, played, settings, config, onTick } = of
  const { question, outcomes: words } = played.feed.listing
  const isSecond = played.listed.tokens[1] === settings.tokenId
  const name = played.outcomes.length === 1 ? question : `${question} – ${words[isSecond ? 1 : 0]}`
  const record = createOutcomeRecord(options, played, { settings, stack: config.stack, name })
  return { played, settings, name, record, tally: createTally(onTick, record.recorder.telemetry) }
}

interface Playing {
  readonly options: SessionOptions
  readonly config: Config
  readonly world: World
  readonly embedded: Embedded
  readonly turns: Turns
  readonly schedule: Schedule
  readonly outcomes: readonly PlayedOutcome[]
  readonly onBegin: SessionOnlooker['begin']
}

async function play(playing: Playing): Promise<ManyResult> {
  const { config, world, embedded, outcomes } = playing
  // As the doctor would: what is wrong from the first tick on is reported before anything is touched.
  const [problem] = await preflight(embedded.venue, config.stack)
  if (problem !== undefined) throw new InputError(problem)
  const armed = await startArmed(embedded.store)
  assert(armed.is === 'armed', `the session could not be armed: ${armed.is}`)
  await playing.onBegin({ config, outcomes, startMs: world.startMs, endMs: world.endMs })
  const failures = outcomes[0]?.tally.failures ?? []
  const stoppedAtMs = await minutes(playing, failures)
  if (world.waitsForEntry()) note(failures, 'no entry was resting for a seller to fill')
  await settle(playing)
  const calls = { venue: embedded.venueCalls(), dynamo: embedded.dynamoCalls() }
  world.exchange.audit()
  const stop = await stopSummary(playing, stoppedAtMs)
  return await manyResultOf(playing, { calls, stop })
}

async function manyResultOf(
  { options, config: { stack }, world, embedded, outcomes }: Playing,
  of: {
    readonly calls: { readonly venue: number; readonly dynamo: number }
    readonly stop: StopSummary | null
  },
): Promise<ManyResult> {
  const { exchange, endMs } = world
  const positions: Position[] = []
  const results: SessionResult[] = []
  for (const { played, settings, name, tally } of outcomes) {
    const ledger = await readBotLedger(embedded.store, settings)
    positions.push(ledger.position)
    results.push(
      resultOf({ seed: options.seed, played, settings, name, endMs, stack, exchange, tally, ledger, ...of }),
    )
  }
  const money = { exchange, account: stack.wallet, fundedUsdcMicros: stack.accountMicros }
  return {
    outcomes: results,
    totals: totalsOf(results),
    differences: [...compareMoney({ positions, ...money })],
  }
}

/** An event a minute, each beginning a run that overlaps the one before. When the STOP was pressed; null: it was not. */
async function minutes(
  { options, world, turns, schedule }: Playing,
  notes: string[],
): Promise<EpochMs | null> {
  const haltAtMs = options.haltAtMs === null ? null : world.startMs + options.haltAtMs
  let stoppedAtMs: EpochMs | null = null
  const running: Promise<readonly string[]>[] = []
  await turns.start(async (clock) => {
    for (let atMs: number = world.startMs; atMs < world.endMs; atMs += MINUTE_MS) {
      await clock.sleep(atMs - clock.nowMs())
      if (haltAtMs !== null && atMs >= haltAtMs && stoppedAtMs === null) {
        stoppedAtMs = clock.nowMs()
        running.push(schedule.stop('STOP requested in the session'))
      }
      running.push(schedule.minute(world.endMs))
    }
  })
  for (const failures of await Promise.all(running)) for (const each of failures) note(notes, each)
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
  { embedded, world, config, outcomes }: Playing,
  pressedAtMs: EpochMs | null,
): Promise<StopSummary | null> {
  const control = await embedded.store.control()
  assert(control.ok && control.value !== 'absent', 'the control item cannot be read')
  const { halted, haltSeq, doneSeq, codes } = control.value
  if (!halted) return null
  const stops = outcomes.flatMap(({ tally }) => tally.stops).toSorted((a, b) => a.atMs - b.atMs)
  const postings = outcomes.flatMap(({ tally }) => tally.postings)
  const atMs = stops[0]?.atMs ?? pressedAtMs ?? world.clock.nowMs()
  return {
    atMs,
    codes,
    texts: stops.map((reason) => reason.text),
    haltSeq,
    done: doneSeq === haltSeq,
    openOrders: world.exchange.openOrders(config.stack.wallet).length,
    postedAfter: postings.filter((posting) => posting.atMs > atMs).length,
  }
}
