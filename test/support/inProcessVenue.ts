import type {
  Account,
  Exchange,
  ExchangeOrder,
  ExchangeTrade,
  ListedMarket,
  RewardRule,
} from '../../desk/exchange/exchange.ts'
import { refusedPost } from '../../desk/exchange/refusedPost.ts'
import { allRead, type LegStatus, type SeenLeg, type Trades } from '../../shared/domain/leg.ts'
import {
  BOOK_LEVELS,
  type Book,
  type MarketInfo,
  type RewardProgramme,
  topLevels,
} from '../../shared/domain/market.ts'
import { type ListedOrder, wholeList } from '../../shared/domain/openOrders.ts'
import type { OrderDraft } from '../../shared/domain/order.ts'
import { known, unknown } from '../../shared/domain/read.ts'
import {
  type EpochMs,
  epochMs,
  MICROS,
  type MonotonicMs,
  type OrderId,
  orderId,
  price,
  type SizeMicros,
  size,
  type TokenId,
  type TradeId,
  tradeId,
} from '../../shared/domain/units.ts'
import type { Witness, WitnessTarget } from '../../shared/domain/witness.ts'
import type { CancelOutcome, PostOutcome } from '../../shared/machine/decision.ts'
import { amountsOf } from '../../shared/polymarket/amounts.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { CancelReport, HistoryPiece, Venue } from '../../shared/ports/venue.ts'
import type { TradeStatus } from '../../shared/simulator/tradeLife.ts'

/**
 * The simulated venue as the engine's port, without a network: for replays and simulations, where millions of calls
 * would spend their time in HTTP and signatures. Ids are counted instead of hashed; everything else is the same
 * matching engine that the HTTP face serves.
 */
export function createInProcessVenue(of: {
  readonly exchange: Exchange
  readonly account: Account
  readonly clock: Clock
}): Venue {
  const { exchange, account, clock } = of
  let signed = 0
  const now = (): EpochMs => exchange.nowMs()

  return {
    sign: async (draft) => {
      signed += 1
      const id = orderId(`0x${signed.toString(16).padStart(64, '0')}`)
      return {
        is: 'signed',
        order: { id, salt: String(signed), timestamp: String(now()), draft, wire: null },
      }
    },
    post: async (order, sendBy) => post(exchange, account, order.id, order.draft, clock, sendBy),
    cancel: async (ids) => reportOf(exchange.cancel(account, ids), ids),
    cancelMarket: async (market) => reportOf(exchange.cancelMarket(account, { market }), []),
    cancelAll: async () => reportOf(exchange.cancelAll(account), []),
    trades: async (sinceMs) =>
      known(
        legsOf(exchange.trades(account, { fromMs: sinceMs, untilMs: Number.POSITIVE_INFINITY }), account),
        now(),
      ),
    history: async ({ market, fromMs, untilMs }) => {
      const trades = exchange.trades(account, { fromMs, untilMs }).filter((trade) => trade.market === market)
      return known(pieceOf(legsOf(trades, account), untilMs - fromMs), now())
    },
    tradesById: async (ids) => known(legsOf(byId(exchange, account, ids), account), now()),
    openOrders: async () => known(wholeList(exchange.openOrders(account).map(venueOrder)), now()),
    order: async (id) => {
      const order = exchange.order(id)
      return known(order === undefined ? ('absent' as const) : venueOrder(order), now())
    },
    books: async (tokens, coverMicros = size(0)) =>
      new Map(tokens.map((token) => [token, known(bookOf(exchange, token, coverMicros), now())])),
    market: async (market) => {
      const listed = exchange.markets().find((each) => each.market === market)
      return listed === undefined ? unknown('market not found') : known(infoOf(listed), now())
    },
    balance: async (token) => known(exchange.holdings(account).sharesMicros.get(token) ?? size(0), now()),
    refreshBalance: async () => ({ is: 'answered' }),
    positions: async () => known(exchange.positions(account), now()),
    witness: async (of) => witnessOf(exchange, of),
    timeMs: async () => known(now(), clock.nowMs()),
  }
}

/** As many records as the deployed adapter reads in one call. */
const PIECE_ROWS = 800

/** Newest first, as the venue lists them; a second cannot be cut. */
function pieceOf(trades: Trades, lengthMs: number): HistoryPiece {
  if (trades.legs.length <= PIECE_ROWS || lengthMs <= 1_000) return { is: 'whole', trades }
  const newest = trades.legs.map((leg) => leg.matchedAtMs).toSorted((a, b) => b - a)
  return { is: 'too much', oldestMs: newest[PIECE_ROWS - 1] ?? null }
}

function post(
  exchange: Exchange,
  account: Account,
  id: OrderId,
  draft: OrderDraft,
  clock: Clock,
  sendBy: MonotonicMs,
): PostOutcome {
  if (clock.monotonicMs() > sendBy) return { is: 'unsent', why: 'the deadline has passed' }
  const listed = exchange.marketOf(draft.tokenId)
  const amounts = listed === undefined ? 'the token is of no listed market' : amountsOf(draft, listed)
  if (typeof amounts === 'string') return { is: 'unsent', why: amounts }
  const placed = exchange.place({
    id,
    account,
    owner: account,
    token: draft.tokenId,
    side: draft.side,
    makerAmountMicros: Number(amounts.makerAmount),
    takerAmountMicros: Number(amounts.takerAmount),
    orderType: 'GTD',
    postOnly: draft.postOnly,
    expiresAtMs: draft.expiresAtMs,
  })
  if (placed.ok) return { is: 'accepted', id }
  if (placed.status >= 500) return { is: 'unknown', why: placed.error }
  return refusedPost(placed.error)
}

function reportOf(result: ReturnType<Exchange['cancel']>, ids: readonly OrderId[]): CancelReport {
  const outcome = (id: OrderId): CancelOutcome =>
    result.canceled.includes(id)
      ? { is: 'canceled' }
      : { is: 'notCanceled', text: result.notCanceled[id] ?? 'Order not found' }
  return { byId: new Map(ids.map((id) => [id, outcome(id)])), canceled: result.canceled, complete: true }
}

const venueOrder = (order: ExchangeOrder): ListedOrder => ({
  id: order.id,
  market: order.market,
  tokenId: order.token,
  side: order.side,
  status: order.status === 'LIVE' || order.status === 'DELAYED' ? 'LIVE' : 'TERMINAL',
  priceMicros: order.priceMicros,
  sizeMicros: order.sizeMicros,
  matchedMicros: order.matchedMicros,
  createdAtMs: order.createdAtMs,
})

/** The account's own of these ids, newest first. */
function byId(exchange: Exchange, account: Account, ids: readonly TradeId[]): readonly ExchangeTrade[] {
  const instants = new Set(ids.flatMap((id) => exchange.trade(id)?.matchedAtMs ?? []))
  return [...instants]
    .toSorted((a, b) => b - a)
    .flatMap((fromMs) => exchange.trades(account, { fromMs, untilMs: fromMs + 1 }))
    .filter((trade) => ids.includes(tradeId(trade.id)))
}

/** Every part the account had in the trades: as a maker, several times where it was, and as the taker. */
function legsOf(trades: readonly ExchangeTrade[], account: Account): Trades {
  const legs = trades.flatMap((trade) => {
    const common = {
      tradeId: tradeId(trade.id),
      market: trade.market,
      matchedAtMs: trade.matchedAtMs,
      status: STATUS[trade.status],
      mined: trade.status === 'MINED' || trade.status === 'CONFIRMED',
      transactionHash: trade.transactionHash,
    }
    const made = trade.makers.map((maker) => ({ ...maker, tokenId: maker.token, role: 'maker' as const }))
    const took = { ...trade.taker, tokenId: trade.taker.token, role: 'taker' as const }
    return [...made, took]
      .filter((part) => part.account === account)
      .map(
        ({ orderId: id, tokenId, side, role, sizeMicros, priceMicros, usdcMicros }): SeenLeg => ({
          ...common,
          orderId: id,
          tokenId,
          side,
          role,
          sizeMicros,
          priceMicros,
          notionalMicros: usdcMicros,
        }),
      )
  })
  return allRead(legs)
}

const STATUS: Readonly<Record<TradeStatus, LegStatus>> = {
  MATCHED_NOT_BROADCASTED: 'PROVISIONAL',
  MATCHED: 'PROVISIONAL',
  MINED: 'PROVISIONAL',
  RETRYING: 'PROVISIONAL',
  CONFIRMED: 'CONFIRMED',
  FAILED: 'FAILED',
}

function bookOf(exchange: Exchange, token: TokenId, coverMicros: SizeMicros): Book {
  const { bids, asks, changedAtMs } = exchange.book(token)
  const depth = (levels: Book['bids']): SizeMicros =>
    size(levels.reduce((total, level) => total + level.sizeMicros, 0))
  return {
    bids: topLevels(bids, coverMicros),
    asks: asks.slice(0, BOOK_LEVELS),
    bidDepthMicros: depth(bids),
    askDepthMicros: depth(asks),
    venueAtMs: changedAtMs,
  }
}

function witnessOf(exchange: Exchange, { market, token }: WitnessTarget): Witness {
  const nowMs = exchange.nowMs()
  const { bids, asks } = exchange.book(token)
  const [bid, ask, record] = [bids[0], asks[0], exchange.publicTrades(market)[0]]
  const mid =
    bid === undefined || ask === undefined
      ? unknown('a side is empty')
      : known(price(Math.round((bid.priceMicros + ask.priceMicros) / 2)), nowMs)
  if (record === undefined) return { midMicros: mid, trade: known(null, nowMs) }
  const priceMicros = record.token === token ? record.priceMicros : price(MICROS - record.priceMicros)
  const stampedAtMs = epochMs(Math.floor(record.minedAtMs / 1000) * 1000)
  return { midMicros: mid, trade: known({ priceMicros, stampedAtMs }, nowMs) }
}

const infoOf = (listed: ListedMarket): MarketInfo => ({
  market: listed.market,
  tokens: listed.tokens,
  version: listed.version,
  negRisk: listed.negRisk,
  accepting: listed.accepting && !listed.closed,
  closed: listed.closed,
  payoutMicros: listed.payoutMicros,
  tickMicros: listed.tickMicros,
  minSizeMicros: listed.minSizeMicros,
  feeRatePpm: listed.feeRatePpm,
  feeExponent: listed.feeExponent,
  gameStartMs: listed.gameStartMs,
  endMs: listed.endMs,
  ...(listed.rewards === undefined ? {} : { rewards: programmeOf(listed.rewards) }),
})

const programmeOf = ({ minSizeMicros, maxSpreadMicros, minAgeSeconds }: RewardRule): RewardProgramme => ({
  minSizeMicros,
  maxSpreadMicros: price(maxSpreadMicros),
  minAgeMs: minAgeSeconds * 1_000,
})
