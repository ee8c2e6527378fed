import type { Config } from '../../shared/config/config.ts'
import { assert } from '../../shared/domain/assert.ts'
import type { MarketSettings } from '../../shared/domain/settings.ts'
import type { MarketId, TokenId } from '../../shared/domain/units.ts'
import type { ListedMarket } from '../exchange/exchange.ts'
import type { Feed } from '../tape/feed/feed.ts'

/** One market of a session: what happens in it, and which of its outcomes are traded. */
export interface PlayedMarket {
  readonly feed: Feed
  readonly listed: ListedMarket
  readonly outcomes: readonly MarketSettings[]
}

/** Each feed is played under the ids of a market of the configuration, in their order. */
export function playedMarkets(
  feeds: readonly Feed[],
  { stack }: Pick<Config, 'stack'>,
): readonly PlayedMarket[] {
  const byMarket = Map.groupBy(stack.markets, ({ market }) => market)
  assert(byMarket.size === feeds.length, `${feeds.length} feeds for ${byMarket.size} markets`)
  return [...byMarket].flatMap(([market, outcomes], nth) => {
    const feed = feeds[nth]
    return feed === undefined ? [] : [{ feed, outcomes, listed: listingOf(feed, market, outcomes) }]
  })
}

function listingOf(feed: Feed, market: MarketId, outcomes: readonly MarketSettings[]): ListedMarket {
  const [first, second] = outcomes
  assert(first !== undefined, 'a market has an outcome that is traded')
  return {
    ...feed.listing,
    market,
    tokens: [first.tokenId, second?.tokenId ?? otherToken(feed, first.tokenId)],
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

/** The configuration may quote the tape's second outcome under the first one's book. */
const otherToken = ({ listing: { tokens } }: Feed, quoted: TokenId): TokenId =>
  tokens[1] === quoted ? tokens[0] : tokens[1]
