import type { Config } from '../../shared/config/config.ts'
import { assert } from '../../shared/domain/assert.ts'
import { type InOutcome, inSameOutcome } from '../../shared/domain/oneBook.ts'
import type { MarketPart } from '../../shared/domain/outcome.ts'
import type { MarketSettings } from '../../shared/domain/settings.ts'
import { monotonicMs, type TokenId } from '../../shared/domain/units.ts'
import { runInvocation } from '../../shared/engine/invocation.ts'
import { startArmed } from '../../shared/operator/startArmed.ts'
import type { Telemetry, TickAudit } from '../../shared/ports/telemetry.ts'
import type { FillModel } from '../../shared/simulator/fillModel.ts'
import type { Latency } from '../../shared/simulator/latency.ts'
import { CountedFills } from '../report/countedFills.ts'
import { pricedBy } from '../report/priced.ts'
import type { TapeHeader } from '../tape/format.ts'
import { createReplayAccount } from './account.ts'
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

/** One of the outcomes that are traded on a tape, and what is kept of it. */
export interface TradedOutcome extends InOutcome {
  readonly settings: MarketSettings
  readonly fills: CountedFills
  readonly recorder: ReplayRecorder
}

/** The production engine, its account and its orders on a tape that others may trade on as well. */
export interface Trader {
  readonly options: TraderOptions
  readonly startMs: number
  readonly market: TapeMarket
  /** The tape's own first. */
  readonly outcomes: readonly TradedOutcome[]
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
  const { startMs, before } = of
  const [own, other] = settingsOf(options.config, player.header)
  const account = createReplayAccount({
    market: own.market,
    usdcMicros: options.config.stack.accountMicros,
  })
  const outcomes: TradedOutcome[] = []
  const market = new TapeMarket({
    player,
    model: options.model,
    saneSpreadMicros: own.regime.maxSpreadMicros,
    listener: {
      filled: ({ order, ...fill }) => {
        account.add({ order, ...fill })
        const { side, purpose } = order.draft
        const { fills } = tradedIn(outcomes, order)
        fills.add({ ...fill, orderId: order.id, side, purpose }, market.later.addIn(order))
      },
      ended: (order) => tradedIn(outcomes, order).recorder.ended(order),
      gap: (gap) => {
        for (const each of outcomes) {
          const { fills } = each
          each.recorder.gap(gap)
          fills.gap(pricedBy(market.worth(fills.position.sizeMicros, each)), gap, market.later.addIn(each))
        }
      },
    },
  })
  const header = { ...player.header, endMs: player.header.endMs ?? startMs + UNKNOWN_END_MS }
  const traded = (settings: MarketSettings, place: InOutcome): TradedOutcome => {
    const fills = new CountedFills(player.header)
    return { ...place, settings, fills, recorder: new ReplayRecorder(market, fills, { ...place, header }) }
  }
  outcomes.push(traded(own, {}), ...(other === undefined ? [] : [traded(other, { isOther: true })]))
  const clock = createReplayClock(player, of.step, startMs)
  const tokens = [own.tokenId, other?.tokenId ?? (header.tokens[1] as TokenId)] as const
  const as = { market: own.market, tokens }
  const venue = createReplayVenue({ market, header, account, clock, latency: options.latency, as })
  const ports = { clock, venue, store: createMemoryStore(clock), telemetry: telemetryOf(outcomes, options) }
  return { options, startMs, market, outcomes, clock, ports, before }
}

const tradedIn = (outcomes: readonly TradedOutcome[], of: InOutcome): TradedOutcome => {
  const traded = outcomes.find((each) => inSameOutcome(each, of))
  assert(traded !== undefined, 'an order is in an outcome that is traded')
  return traded
}

/** Each outcome hears of its own ticks; all hear of a STOP. What is of none goes to the first. */
function telemetryOf(outcomes: readonly TradedOutcome[], { onTick }: TraderOptions): Telemetry {
  const of = (part: Partial<MarketPart> = {}): Telemetry | undefined =>
    (outcomes.find(({ settings }) => settings.tokenId === part.tokenId) ?? outcomes[0])?.recorder.telemetry
  return {
    tick: (record) => {
      of(record.after)?.tick(record)
      onTick?.(record)
    },
    busy: (outcome) => of(outcome)?.busy(outcome),
    stop: () => {},
    latched: (reason, how) => {
      for (const { recorder } of outcomes) recorder.telemetry.latched(reason, how)
    },
    page: (text, part, row) => of(part)?.page(text, part, row),
  }
}

/** Of the outcomes of one market; that of the tape's own token first, where the ids say which it is. */
function settingsOf({ stack }: Config, { tokens }: TapeHeader): readonly [MarketSettings, MarketSettings?] {
  const [first, second, ...more] = stack.markets
  assert(first !== undefined && more.length === 0, 'a replay plays one market')
  if (second === undefined) return [first]
  assert(second.market === first.market, 'a replay plays both outcomes of one market')
  return tokens[0] === second.tokenId ? [second, first] : [first, second]
}

/** Trades until nothing comes after. */
export async function trade({ options, clock, market, ports, outcomes, startMs }: Trader): Promise<void> {
  await startArmed(ports.store)
  for (let atMs = startMs; !market.isOver; ) {
    await clock.advanceTo(atMs)
    const until = monotonicMs(clock.monotonicMs() + INVOCATION_MS)
    const skips = clock.skips()
    const report = await runInvocation(ports, options.config.stack, until)
    // An invocation that a gap cuts in two finds its lease run out, which is nobody's failure.
    if (clock.skips() === skips)
      for (const failure of report.failures) outcomes[0]?.recorder.log.note(failure)
    // After a gap the schedule continues from its end.
    atMs = Math.max(atMs + MINUTE_MS, clock.nowMs())
  }
}
