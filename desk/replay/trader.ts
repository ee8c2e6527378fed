import { basename } from 'node:path'
import type { Config } from '../../shared/config/config.ts'
import { assert } from '../../shared/domain/assert.ts'
import { monotonicMs } from '../../shared/domain/units.ts'
import { runInvocation } from '../../shared/engine/invocation.ts'
import { startArmed } from '../../shared/operator/startArmed.ts'
import type { TickAudit } from '../../shared/ports/telemetry.ts'
import type { FillModel } from '../../shared/simulator/fillModel.ts'
import type { Latency } from '../../shared/simulator/latency.ts'
import { CountedFills } from '../report/countedFills.ts'
import { pricedBy } from '../report/priced.ts'
import type { ReplayRun } from '../report/result.ts'
import { marketOfTape } from '../tape/marketOfTape.ts'
import { createReplayAccount, type ReplayAccount } from './account.ts'
import type { LockStep } from './lockStep.ts'
import { createMemoryStore } from './memoryStore.ts'
import { createReplayClock, type ReplayClock } from './replayClock.ts'
import { ReplayRecorder } from './replayRecorder.ts'
import { createReplayVenue } from './replayVenue.ts'
import { TapeMarket } from './tapeMarket.ts'
import type { TapePlayer } from './tapePlayer.ts'

/** As deployed, but alone on a tape: a run is relieved by nobody, and the next takes over where it ends. */
const MINUTE_MS = 60_000
const INVOCATION_MS = 175_000
/** Where a market's end is not stated it lies far beyond, so that no filter of its last hours decides. */
const UNKNOWN_END_MS = 30 * 86_400_000

/** How one trades on a tape. */
export interface TraderOptions {
  readonly config: Config
  readonly model: FillModel
  readonly latency: Latency
  readonly maxSilenceMs: number
  /** What a share of the first token paid in the end, where somebody knows; null: the tape states it, or nobody does. */
  readonly payoutMicros: number | null
  /** Called with each tick, as the bot's own telemetry is. */
  readonly onTick?: (record: TickAudit) => void
}

/** The production engine, its account and its orders on a tape that others may trade on as well. */
export interface Trader {
  readonly options: TraderOptions
  readonly startMs: number
  readonly market: TapeMarket
  readonly fills: CountedFills
  readonly recorder: ReplayRecorder
  readonly clock: ReplayClock
  readonly ports: Parameters<typeof runInvocation>[0]
  /** What had been played before. */
  readonly before: Pick<TapePlayer, 'events' | 'trades' | 'unknownTrades'>
}

export function createTrader(
  player: TapePlayer,
  options: TraderOptions,
  of: Pick<Trader, 'startMs' | 'before'> & { readonly step: LockStep },
): Trader {
  const settings = marketOf(options.config)
  const fills = new CountedFills(player.header)
  const parts: { account?: ReplayAccount; recorder?: ReplayRecorder } = {}
  const market = new TapeMarket({
    player,
    model: options.model,
    saneSpreadMicros: settings.regime.maxSpreadMicros,
    listener: {
      filled: ({ order, ...fill }) => {
        parts.account?.add({ order, ...fill })
        const { id: orderId, side } = order
        const { purpose } = order.draft
        fills.add({ ...fill, orderId, side, purpose }, market.later.add)
      },
      ended: (order) => parts.recorder?.ended(order),
      gap: (gap) => {
        parts.recorder?.gap(gap)
        fills.gap(pricedBy(market.worth(fills.position.sizeMicros)), gap, market.later.add)
      },
    },
  })
  const { startMs } = of
  const header = { ...player.header, endMs: player.header.endMs ?? startMs + UNKNOWN_END_MS }
  const clock = createReplayClock(player, of.step, startMs)
  const as = { market: settings.market, token: settings.tokenId }
  const account = createReplayAccount({ ...as, usdcMicros: options.config.stack.accountMicros })
  const recorder = new ReplayRecorder(market, fills, header)
  Object.assign(parts, { account, recorder })
  const venue = createReplayVenue({ market, header, account, clock, latency: options.latency, as })
  const { telemetry } = recorder
  const tick = (record: TickAudit): void => {
    telemetry.tick(record)
    options.onTick?.(record)
  }
  const ports = { clock, venue, store: createMemoryStore(clock), telemetry: { ...telemetry, tick } }
  return {
    options,
    startMs,
    market,
    fills,
    recorder,
    clock,
    ports,
    before: of.before,
  }
}

/** Trades until nothing comes after. */
export async function trade({ options, clock, market, ports, recorder, startMs }: Trader): Promise<void> {
  await startArmed(ports.store)
  for (let atMs = startMs; !market.isOver; ) {
    await clock.advanceTo(atMs)
    const until = monotonicMs(clock.monotonicMs() + INVOCATION_MS)
    const skips = clock.skips()
    const report = await runInvocation(ports, options.config.stack, until)
    // An invocation that a gap cuts in two finds its lease run out, which is nobody's failure.
    if (clock.skips() === skips) for (const failure of report.failures) recorder.log.note(failure)
    // After a gap the schedule continues from its end.
    atMs = Math.max(atMs + MINUTE_MS, clock.nowMs())
  }
}

function marketOf({ stack }: Config): Config['stack']['markets'][number] {
  const [settings] = stack.markets
  assert(settings !== undefined && stack.markets.length === 1, 'a replay plays one market')
  return settings
}

/**
 * The result of one trader, once nothing more is played for it.
 * @param payoutMicros What a share of the tape's token paid in the end; null: unknown, or it was not the end.
 */
export function replayRunOf(
  file: string,
  player: TapePlayer,
  trader: Trader,
  payoutMicros: number | null,
): ReplayRun {
  const { options, market, fills, recorder, startMs, before } = trader
  const { header } = player
  const settings = marketOf(options.config)
  const endMs = player.lastEventMs
  const spanMs = endMs - startMs
  const lostMs = recorder.gaps.reduce((total, { fromMs, toMs }) => total + toMs - fromMs, 0)
  const { sizeMicros, costMicros } = fills.position
  market.status.payoutMicros = payoutMicros ?? market.status.payoutMicros
  const worth = market.worth(sizeMicros)
  const { run, bandsLeft } = recorder.log.finish(endMs)
  return {
    tape: {
      file: basename(file),
      question: header.question === '' ? '' : `${header.question} – ${header.outcomes[0]}`,
      token: header.tokens[0],
      startMs,
      endMs,
      market: marketOfTape(header, file),
      gameStartMs: header.gameStartMs,
      tickMicros: header.tickMicros,
      minSizeMicros: header.minSizeMicros,
      feeRatePpm: header.feeRatePpm,
      feeExponent: header.feeExponent,
      rebatePpm: header.rebatePpm,
      events: player.events - before.events,
      trades: player.trades - before.trades,
      unknownTrades: player.unknownTrades - before.unknownTrades,
    },
    fillModel: options.model,
    settings: {
      capMicros: settings.risk.maxUsdcLockedMicros,
      entryMicros: settings.risk.entryUsdcMicros,
      cadenceMs: options.config.stack.cadenceMs,
      latencyMs: { ...options.latency },
      maxSilenceMs: options.maxSilenceMs,
    },
    paperTrades: null,
    time: { spanMs, coveredMs: spanMs - lostMs, gaps: recorder.gaps },
    ...run,
    orders: recorder.orders,
    quotes: recorder.quotes.items,
    fills: fills.fills.items,
    trips: fills.trips.items,
    ...fills.finish(worth, { coveredMs: spanMs - lostMs }),
    position: { sizeMicros, costMicros, priceMicros: worth.priceMicros },
    ofDay: null,
    rewards: recorder.rewards?.estimate(endMs) ?? null,
    notDrawn: {
      quotes: recorder.quotes.left,
      fills: fills.fills.left,
      trips: fills.trips.left,
      bands: bandsLeft,
    },
  }
}
