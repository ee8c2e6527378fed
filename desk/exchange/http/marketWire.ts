import type { EpochMs, TokenId } from '../../../shared/domain/units.ts'
import { COLLATERAL } from '../../../shared/domain/venueRules.ts'
import type { Exchange, ListedMarket } from '../exchange.ts'

/** GET /markets/{condition}: everything in words, numbers as doubles. */
export function printMarket(exchange: Exchange, market: ListedMarket) {
  return {
    enable_order_book: !market.closed,
    active: true,
    closed: market.closed,
    archived: false,
    accepting_orders: market.accepting,
    accepting_order_timestamp: null,
    minimum_order_size: market.minSizeMicros / 1e6,
    minimum_tick_size: market.tickMicros / 1e6,
    condition_id: market.market,
    question_id: market.market,
    question: market.question,
    description: '',
    market_slug: slugOf(market),
    end_date_iso: midnight(market.endMs),
    game_start_time: iso(market.gameStartMs),
    seconds_delay: market.secondsDelay ?? 0,
    fpmm: '',
    maker_base_fee: 0,
    taker_base_fee: 0,
    notifications_enabled: true,
    neg_risk: market.negRisk,
    neg_risk_market_id: '',
    neg_risk_request_id: '',
    icon: '',
    image: '',
    rewards: printRewardRule(market),
    is_50_50_outcome: false,
    tokens: printTokens(exchange, market),
    tags: [],
  }
}

/** GET /simplified-markets. */
export function printSimplifiedMarket(exchange: Exchange, market: ListedMarket) {
  return {
    condition_id: market.market,
    rewards: printRewardRule(market),
    tokens: printTokens(exchange, market),
    active: true,
    closed: market.closed,
    archived: false,
    accepting_orders: market.accepting,
  }
}

const printTokens = (exchange: Exchange, market: ListedMarket) =>
  printRewardTokens(exchange, market).map((token, i) => ({
    ...token,
    winner: market.payoutMicros?.[i] === 1_000_000,
  }))

export const printRewardTokens = (exchange: Exchange, market: ListedMarket) =>
  market.tokens.map((token, i) => ({
    token_id: token,
    outcome: market.outcomes[i],
    price: priceOf(exchange, market, token),
  }))

/** Spreads in cents, sizes in shares. */
function printRewardRule({ rewards }: ListedMarket) {
  if (rewards === undefined) return { rates: null, min_size: 0, max_spread: 0 }
  return {
    rates: [{ asset_address: COLLATERAL, rewards_daily_rate: rewards.dailyUsdcMicros / 1e6 }],
    min_size: rewards.minSizeMicros / 1e6,
    max_spread: rewards.maxSpreadMicros / 1e4,
  }
}

/** GET /clob-markets/{condition}: the short keys, with false and absent things left out as the venue does. */
export function printCompactMarket(market: ListedMarket) {
  const feeFlag = market.feeRatePpm > 0 ? 1000 : 0
  return {
    c: market.market,
    v: market.version,
    t: market.tokens.map((t, i) => ({ t, o: market.outcomes[i] })),
    mos: market.minSizeMicros / 1e6,
    mts: market.tickMicros / 1e6,
    mbf: feeFlag,
    tbf: feeFlag,
    ...(market.negRisk && { nr: true }),
    ...(market.accepting && { ao: true }),
    ...(market.gameStartMs !== null && { gst: iso(market.gameStartMs) }),
    ...(market.clearBookOnStart && { cbos: true }),
    ibce: false,
    fd: { r: market.feeRatePpm / 1e6, e: market.feeExponent, to: true },
    ...(market.secondsDelay !== undefined && market.secondsDelay > 0 && { sd: market.secondsDelay }),
    ...(market.takerDelay === true && { itode: true }),
    r: printCompactRewards(market),
  }
}

function printCompactRewards({ rewards }: ListedMarket) {
  if (rewards === undefined) return null
  return {
    mi: rewards.minSizeMicros / 1e6,
    ma: rewards.maxSpreadMicros / 1e4,
    e: true,
    moas: rewards.minAgeSeconds,
  }
}

/** Resolved: what a share pays. Else the mid, or the last trade where a side is empty. */
export function priceOf(exchange: Exchange, market: ListedMarket, token: TokenId): number {
  const payout = market.payoutMicros?.[market.tokens[0] === token ? 0 : 1]
  if (payout !== undefined) return payout / 1e6
  const { bids, asks, lastTradePriceMicros } = exchange.book(token)
  const [bid, ask] = [bids[0], asks[0]]
  if (bid !== undefined && ask !== undefined) return (bid.priceMicros + ask.priceMicros) / 2e6
  return (lastTradePriceMicros ?? 500_000) / 1e6
}

/** Its own, or the lower case words of the question, joined by dashes. */
export const slugOf = (market: ListedMarket): string => market.slug ?? dashed(market.question)

export const dashed = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')

/** The order book states the day of an end, as its midnight; the hour is the catalogue's alone. */
const midnight = (ms: EpochMs | null): string | null =>
  ms === null ? null : `${new Date(ms).toISOString().slice(0, 10)}T00:00:00Z`

export const iso = (ms: EpochMs | null): string | null => (ms === null ? null : new Date(ms).toISOString())
