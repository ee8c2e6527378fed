import type { FeedEvent, ListedMarket } from '../../../desk/exchange/exchange.ts'
import { syntheticFeed } from '../../../desk/tape/feed/synthetic.ts'
import { SYNTHETIC_KINDS, type SyntheticKind } from '../../../desk/tape/feed/syntheticKinds.ts'
import { parseConfig } from '../../../shared/config/parseConfig.ts'
import { formatConfigProblems } from '../../../shared/config/problem.ts'
import type { StackSettings } from '../../../shared/domain/settings.ts'
import { type EpochMs, marketId, price } from '../../../shared/domain/units.ts'
import { openMarket } from '../../support/openMarket.ts'
import type { SimBellKind } from './simBell.ts'

/** The wallet of every simulation: it signs nothing. */
export const WALLET = `0x${'51'.repeat(20)}`
/** Faults need fills to meet, and with informed traders there are few. */
export const SIM_KINDS = SYNTHETIC_KINDS.filter((kind) => kind !== 'informed')
/** What one entry costs in the first market; the second's is smaller, so that one's limits are not the other's. */
export interface SimSize {
  readonly entryUsdc: number
  /** Nothing goes wrong, and nobody presses STOP. */
  readonly isFaultless: boolean
  /** What a day may lose of an entry, in percent; default: more than a calm hour can. */
  readonly lossPercent?: number
  /** A bell rings between the ticks, at seeded moments: of that kind in every run, or true: each run draws its own. */
  readonly rings?: boolean | SimBellKind
}
export const USUAL_SIZE: SimSize = { entryUsdc: 12, isFaultless: false }
const LOSS_PERCENT = 66
/** The second market's part of the first one's limits. */
const SMALLER = 0.75
/** A cap that a doubled entry breaks at once. */
const riskOf = (entryUsdc: number, { lossPercent = LOSS_PERCENT }: SimSize) => ({
  maxUsdcLocked: entryUsdc * 2,
  entryUsdc,
  maxDailyLossUsdc: Math.round(entryUsdc * lossPercent) / 100,
})
/** Of one entry, where the schema wants two. */
export const CAP_OF_TWO_ENTRIES = 1.2
/** A finer tick for an hour of each day, while the market lives. */
const FINE_FROM_MS = 5 * 3_600_000
const FINE_FOR_MS = 3_600_000
const DAY_MS = 86_400_000
/** The crowd goes on while the last books are compared. */
const AFTER_MS = 2 * 3_600_000

export interface SimMarket {
  readonly kind: SyntheticKind
  readonly listed: ListedMarket
  readonly events: Iterable<FeedEvent>
}

export interface SimMarkets {
  readonly stack: StackSettings
  /** The first is of the seed's kind, the second always calm: there the bot must come back to quoting. */
  readonly markets: readonly [SimMarket, SimMarket]
}

/** Two markets made up from the seed, and the configuration that trades them, through the real schema. */
export function createSimMarkets(
  seed: number,
  startMs: EpochMs,
  durationMs: number,
  size: SimSize,
): SimMarkets {
  const kind = SIM_KINDS[seed % SIM_KINDS.length] ?? 'calm'
  const markets = [
    makeUp(kind, seed * 2, startMs, durationMs),
    makeUp('calm', seed * 2 + 1, startMs, durationMs),
  ] as const
  const parsed = parseConfig({
    stage: 'live',
    accountUsdc: size.entryUsdc * 8,
    wallet: { address: WALLET },
    markets: markets.map(({ listed }, i) => ({
      name: `market ${i + 1}`,
      market: listed.market,
      token: listed.tokens[0],
      ...riskOf(i === 0 ? size.entryUsdc : size.entryUsdc * SMALLER, size),
    })),
  })
  if (!parsed.ok) throw new Error(`the simulation's configuration:\n${formatConfigProblems(parsed.problems)}`)
  const { stack } = parsed.config
  return { markets, stack: { ...stack, markets: stack.markets.map(tightened) } }
}

export function makeUp(kind: SyntheticKind, seed: number, startMs: EpochMs, durationMs: number): SimMarket {
  const feed = syntheticFeed({ kind, seed, startMs, durationMs: durationMs + AFTER_MS })
  const listed = openMarket({
    ...feed.listing,
    market: marketId(`0x${seed.toString(16).padStart(64, '0')}`),
    version: 'v2',
    feeRatePpm: 10_000,
    clearBookOnStart: true,
  })
  return {
    kind,
    listed,
    events: kind === 'trending' ? withTickChanges(feed.events(), startMs) : feed.events(),
  }
}

/** The entry takes most of the cap: the schema would leave room for two. */
export const tightened = (market: StackSettings['markets'][number]): StackSettings['markets'][number] => ({
  ...market,
  risk: {
    ...market.risk,
    maxUsdcLockedMicros: Math.floor(
      market.risk.entryUsdcMicros * CAP_OF_TWO_ENTRIES,
    ) as typeof market.risk.maxUsdcLockedMicros,
  },
})

function* withTickChanges(events: Iterable<FeedEvent>, startMs: EpochMs): Generator<FeedEvent> {
  let fine = false
  for (const event of events) {
    const sinceMs = (event.atMs - startMs) % DAY_MS
    const wanted = sinceMs >= FINE_FROM_MS && sinceMs < FINE_FROM_MS + FINE_FOR_MS
    if (wanted !== fine) {
      fine = wanted
      yield { type: 'market', atMs: event.atMs, change: { tickMicros: price(fine ? 1_000 : 10_000) } }
    }
    yield event
  }
}
