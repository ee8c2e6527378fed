import type { Ladder } from '../../shared/domain/market.ts'
import type { Read } from '../../shared/domain/read.ts'
import { type EpochMs, epochMs, type MarketId, type TokenId } from '../../shared/domain/units.ts'
import type { Catalogue, CatalogueMarket, PricePoint, RewardedMarket } from '../../shared/ports/catalogue.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import { joiningQuotes, rewardYield } from './rewardYield.ts'
import type { SeenMarket, SeenTrades, Snapshot } from './seenMarket.ts'

/** Most books: sixty calls. The markets whose programme pays most a day come first. */
const MAX_BOOKS = 6_000
/** Rules are read of as many as have a chance: twenty calls a thousand. */
const MAX_RULES = 2_000
/** Histories, twenty a call. */
const MAX_HISTORIES = 1_000
/** Trades cost a call each. */
const MAX_TRADES = 150
/** As far back as the bot's own regime looks. */
export const HISTORY_MS = 6 * 3_600_000
const TRADES_MS = 24 * 3_600_000

export interface LookTerms {
  /** What one bid costs: the markets that would pay it most are looked at most closely. */
  readonly usdcMicros: number
  readonly host: string
  readonly clock: Clock
  readonly onProgress: (what: string) => void
}

/**
 * Reads the venue in five steps, each of fewer markets than the one before: the rewards listing; books; then, of those
 * that would pay most, rules, prices and trades. At most 350 calls or so with sixteen thousand programmes.
 */
export async function scanMarkets(catalogue: Catalogue, terms: LookTerms): Promise<Read<Snapshot>> {
  const readAtMs = terms.clock.nowMs()
  terms.onProgress('reading the reward programmes')
  const listing = await catalogue.rewarded()
  if (!listing.ok) return listing
  const byPool = listing.value.toSorted((a, b) => b.dailyMicros - a.dailyMicros)
  const shown = byPool.slice(0, MAX_BOOKS)
  terms.onProgress(`reading ${shown.length} books of ${byPool.length} markets with a programme`)
  const ladders = await catalogue.ladders(shown.map(({ tokens }) => tokens[0]))
  const ranked = byYield(shown, ladders, terms.usdcMicros)
  const closer = await lookCloser(catalogue, ranked, { ...terms, readAtMs })
  const markets = ranked.map((listed): SeenMarket => {
    const ladder = ladders.get(listed.tokens[0])
    return {
      listed,
      ladder: ladder?.ok === true ? trimmed(ladder.value, listed) : null,
      rules: closer.rules.get(listed.market) ?? null,
      prices: closer.prices.get(listed.tokens[0]) ?? null,
      trades: closer.trades.get(listed.market) ?? null,
    }
  })
  const left = byPool.length - shown.length
  const notes = [...(left > 0 ? [`${left} programmes that pay least were not read`] : []), ...closer.notes]
  const { host } = terms
  return { ok: true, asOf: readAtMs, value: { readAtMs, host, markets, calls: catalogue.calls(), notes } }
}

/** Those first that pay our bids on both sides most. */
function byYield(
  markets: readonly RewardedMarket[],
  ladders: ReadonlyMap<TokenId, Read<Ladder>>,
  usdcMicros: number,
): readonly RewardedMarket[] {
  const low = (listed: RewardedMarket): number => {
    const ladder = ladders.get(listed.tokens[0])
    if (ladder?.ok !== true) return 0
    const quotes = joiningQuotes(ladder.value, { usdcMicros, sides: 'both' })
    return rewardYield(listed, ladder.value, quotes).lowMicros
  }
  return markets
    .map((listed) => ({ listed, low: low(listed) }))
    .toSorted((a, b) => b.low - a.low)
    .map(({ listed }) => listed)
}

interface Closer {
  readonly rules: ReadonlyMap<MarketId, CatalogueMarket>
  readonly prices: ReadonlyMap<TokenId, readonly PricePoint[]>
  readonly trades: ReadonlyMap<MarketId, SeenTrades>
  readonly notes: readonly string[]
}

async function lookCloser(
  catalogue: Catalogue,
  ranked: readonly RewardedMarket[],
  of: LookTerms & { readonly readAtMs: EpochMs },
): Promise<Closer> {
  of.onProgress(`reading the rules of the best ${Math.min(MAX_RULES, ranked.length)}`)
  const rules = await catalogue.byIds(ranked.slice(0, MAX_RULES).map(({ market }) => market))
  of.onProgress(`reading six hours of prices of the best ${Math.min(MAX_HISTORIES, ranked.length)}`)
  const prices = await catalogue.prices(
    ranked.slice(0, MAX_HISTORIES).map(({ tokens }) => tokens[0]),
    { fromMs: epochMs(of.readAtMs - HISTORY_MS), toMs: of.readAtMs },
  )
  of.onProgress(`reading the trades of the best ${Math.min(MAX_TRADES, ranked.length)}`)
  const sinceMs = epochMs(of.readAtMs - TRADES_MS)
  const trades = await Promise.all(
    ranked.slice(0, MAX_TRADES).map(async ({ market }) => {
      const read = await catalogue.trades(market, sinceMs)
      if (!read.ok) return []
      const { trades, fromMs } = read.value
      const sizeMicros = trades.reduce((sum, trade) => sum + trade.sizeMicros, 0)
      return [[market, { count: trades.length, sizeMicros, sinceMs: fromMs }] as const]
    }),
  )
  return {
    rules: rules.ok ? rules.value : new Map(),
    prices,
    trades: new Map(trades.flat()),
    notes: rules.ok ? [] : [`the rules could not be read: ${rules.unknown}`],
  }
}

/** What lies far beyond the programme's band earns nothing and is not kept; the depth of the rest is. */
function trimmed({ bids, asks }: Ladder, { maxSpreadMicros }: RewardedMarket): Ladder {
  const [bid, ask] = [bids[0]?.priceMicros ?? 0, asks[0]?.priceMicros ?? 0]
  const reachMicros = (ask - bid) / 2 + 2 * maxSpreadMicros
  return {
    bids: bids.filter(({ priceMicros }) => priceMicros >= bid - reachMicros),
    asks: asks.filter(({ priceMicros }) => priceMicros <= ask + reachMicros),
  }
}
