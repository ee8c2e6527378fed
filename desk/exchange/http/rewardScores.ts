import { complement } from '../../../shared/domain/oneBook.ts'
import type { TokenId } from '../../../shared/domain/units.ts'
import { BALANCED_FROM_MICROS, BALANCED_TO_MICROS, ONE_SIDE_PART } from '../../../shared/domain/venueRules.ts'
import type { Exchange, ExchangeOrder, ListedMarket, RewardRule } from '../exchange.ts'
import { exchangeTouch } from './exchangeTouch.ts'

/** What a maker's quotes weigh on the two sides of the one book. */
export interface Score {
  readonly bids: number
  readonly asks: number
}

/** Does this order earn rewards now? */
export function isScoring(exchange: Exchange, order: ExchangeOrder): boolean {
  const market = exchange.marketOf(order.token)
  const rule = market?.rewards
  if (market === undefined || rule === undefined || order.status !== 'LIVE') return false
  const mid = rewardMidOf(exchange, market.tokens[0])
  return mid !== null && scoreOf(order, { market, rule, mid, nowMs: exchange.nowMs() }) > 0
}

/** Each account's part of the market's rewards at this instant, the crowd taken for one maker; 0 to 1. */
export function rewardShares(
  exchange: Exchange,
  market: ListedMarket,
  accounts: readonly string[],
): ReadonlyMap<string, number> {
  const rule = market.rewards
  const mid = rewardMidOf(exchange, market.tokens[0])
  if (rule === undefined || mid === null) return new Map()
  const scores = new Map<string, Score>()
  for (const account of accounts) {
    const orders = exchange.openOrders(account).filter((order) => order.market === market.market)
    scores.set(account, sumOf(orders, { market, rule, mid, nowMs: exchange.nowMs() }))
  }
  const everybody = displayedScore(exchange, { market, rule, mid })
  const known = [...scores.values()]
  const crowd = {
    bids: Math.max(0, everybody.bids - sum(known.map((score) => score.bids))),
    asks: Math.max(0, everybody.asks - sum(known.map((score) => score.asks))),
  }
  const total = sum([...known, crowd].map((score) => counted(score, mid)))
  if (total === 0) return new Map()
  return new Map([...scores].map(([account, score]) => [account, counted(score, mid) / total]))
}

/** How much competes for the market's rewards: what all that is displayed weighs, in shares; 0: nobody scores. */
export function competitiveness(exchange: Exchange, market: ListedMarket): number {
  const mid = rewardMidOf(exchange, market.tokens[0])
  if (market.rewards === undefined || mid === null) return 0
  return counted(displayedScore(exchange, { market, rule: market.rewards, mid }), mid) / 1e6
}

/** The mid of the first token, null where a side is empty. */
export function rewardMidOf(exchange: Exchange, token: TokenId): number | null {
  const touch = exchangeTouch(exchange, token)
  return touch === null ? null : (touch.bidMicros + touch.askMicros) / 2
}

interface At {
  readonly market: ListedMarket
  readonly rule: RewardRule
  readonly mid: number
}

/** ((v - s) / v)^2 by size: s the distance from the mid, v the widest that earns. */
const weight = ({ rule, mid }: At, priceMicros: number, sizeMicros: number): number => {
  const distance = Math.abs(priceMicros - mid)
  if (distance > rule.maxSpreadMicros || rule.maxSpreadMicros === 0) return 0
  return ((rule.maxSpreadMicros - distance) / rule.maxSpreadMicros) ** 2 * sizeMicros
}

function scoreOf(order: ExchangeOrder, at: At & { readonly nowMs: number }): number {
  const restMicros = order.sizeMicros - order.matchedMicros
  const isOldEnough = at.nowMs - order.createdAtMs >= at.rule.minAgeSeconds * 1000
  if (!isOldEnough || restMicros < at.rule.minSizeMicros) return 0
  return weight(at, bookPrice(order, at.market), restMicros)
}

function sumOf(orders: readonly ExchangeOrder[], at: At & { readonly nowMs: number }): Score {
  let [bids, asks] = [0, 0]
  for (const order of orders) {
    const isBid = (order.side === 'BUY') === (order.token === at.market.tokens[0])
    if (isBid) bids += scoreOf(order, at)
    else asks += scoreOf(order, at)
  }
  return { bids, asks }
}

/** All that is displayed, by anybody, in levels of at least the smallest size that earns. */
function displayedScore(exchange: Exchange, at: At): Score {
  const { bids, asks } = exchange.book(at.market.tokens[0])
  const side = (levels: typeof bids): number =>
    sum(
      levels
        .filter((level) => level.sizeMicros >= at.rule.minSizeMicros)
        .map((level) => weight(at, level.priceMicros, level.sizeMicros)),
    )
  return { bids: side(bids), asks: side(asks) }
}

function counted({ bids, asks }: Score, mid: number): number {
  const weaker = Math.min(bids, asks)
  const isBalanced = mid >= BALANCED_FROM_MICROS && mid <= BALANCED_TO_MICROS
  return isBalanced ? Math.max(weaker, Math.max(bids, asks) * ONE_SIDE_PART) : weaker
}

const bookPrice = (order: ExchangeOrder, market: ListedMarket): number =>
  order.token === market.tokens[0] ? order.priceMicros : complement(order.priceMicros)

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
