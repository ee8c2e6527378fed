import { allRead } from '../../shared/domain/leg.ts'
import type { Book, MarketInfo, RewardProgramme } from '../../shared/domain/market.ts'
import { complement, type InOutcome, mirroredLadder, placed, placedIn } from '../../shared/domain/oneBook.ts'
import { type ListedOrder, wholeList } from '../../shared/domain/openOrders.ts'
import { known, unknown } from '../../shared/domain/read.ts'
import {
  epochMs,
  type MarketId,
  type OrderId,
  orderId,
  price,
  size,
  type TokenId,
} from '../../shared/domain/units.ts'
import type { CancelOutcome, PostOutcome } from '../../shared/machine/decision.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { CancelReport, SignedOrder, Venue } from '../../shared/ports/venue.ts'
import { arrive } from '../../shared/simulator/arrive.ts'
import type { Latency } from '../../shared/simulator/latency.ts'
import { dropsAt, endOfLife } from '../../shared/simulator/lifetime.ts'
import { postedDraft } from '../../shared/simulator/postedOrder.ts'
import { withOurOrders } from '../../shared/simulator/withOurOrders.ts'
import { refusedPost } from '../exchange/refusedPost.ts'
import type { TapeHeader } from '../tape/format.ts'
import type { ReplayAccount } from './account.ts'
import type { TapeMarket } from './tapeMarket.ts'
import type { TapeOrder } from './tapeOrder.ts'

export interface ReplayVenueOptions {
  readonly market: TapeMarket
  readonly header: TapeHeader
  readonly account: ReplayAccount
  readonly clock: Clock
  readonly latency: Latency
  /** The ids the tape is played under; the first token is the tape's own. */
  readonly as: { readonly market: MarketId; readonly tokens: readonly [TokenId, TokenId] }
}

/**
 * The engine's venue over a tape. An order reaches the book, and a cancel takes effect, only after its latency:
 * what the tape does meanwhile happens to us as it would have.
 */
export function createReplayVenue(of: ReplayVenueOptions): Venue {
  const { market, clock, as } = of
  const orders = new Map<string, TapeOrder>()
  let signed = 0
  const now = () => clock.nowMs()

  const cancel = async (ids: readonly OrderId[]): Promise<CancelReport> => {
    if (of.latency.cancel > 0) await clock.sleep(of.latency.cancel)
    const canceled: OrderId[] = []
    const byId = new Map<OrderId, CancelOutcome>()
    for (const id of ids) {
      const order = orders.get(id)
      if (order !== undefined && order.end === null) {
        market.ours.end(order, 'cancelled', now())
        canceled.push(id)
        byId.set(id, { is: 'canceled' })
      } else
        byId.set(id, { is: 'notCanceled', text: order === undefined ? 'Order not found' : 'already gone' })
    }
    return { byId, canceled, complete: true }
  }
  const cancelLive = async (): Promise<CancelReport> => {
    const report = await cancel(market.ours.live.map(({ id }) => id))
    return { ...report, byId: new Map() }
  }
  return {
    ...accountReads(of),
    sign: async (draft) => {
      signed += 1
      const id = orderId(`0x${signed.toString(16).padStart(64, '0')}`)
      return {
        is: 'signed',
        order: { id, salt: String(signed), timestamp: String(now()), draft, wire: null },
      }
    },
    post: async (order, sendBy) => {
      if (clock.monotonicMs() > sendBy) return { is: 'unsent', why: 'the deadline has passed' }
      if (of.latency.book > 0) await clock.sleep(of.latency.book)
      return place(of, orders, order)
    },
    cancel,
    cancelMarket: cancelLive,
    cancelAll: cancelLive,
    openOrders: async () => known(wholeList(market.ours.live.map((order) => listed(of, order))), now()),
    order: async (id) => {
      const order = orders.get(id)
      return known(order === undefined ? ('absent' as const) : listed(of, order), now())
    },
    books: async (tokens, coverMicros) =>
      new Map(
        tokens.map((token) => [
          token,
          as.tokens.includes(token)
            ? known(bookOf(of, inOutcome(of, token), coverMicros), now())
            : unknown('the tape holds the books of another market'),
        ]),
      ),
    market: async () => known(infoOf(of), now()),
    // A tape is one source: what it says of the book is what it says of its trades.
    witness: async () => ({
      midMicros: unknown('a tape has no other source'),
      trade: unknown('a tape has no other source'),
    }),
    timeMs: async () => known(now(), now()),
  }
}

type AccountReads = Pick<
  Venue,
  'trades' | 'history' | 'tradesById' | 'balance' | 'refreshBalance' | 'positions'
>

/** What the venue reports our fills and shares. */
function accountReads({ account, clock, as, market }: ReplayVenueOptions): AccountReads {
  const now = () => clock.nowMs()
  const heldMicros = (token: TokenId) => size(account.shares(token, market.ours.live, now()).settled)
  return {
    trades: async (sinceMs) => known(allRead(account.legs(sinceMs, now())), now()),
    history: async ({ fromMs, untilMs }) => {
      const legs = account.legs(fromMs, now()).filter((leg) => leg.matchedAtMs < untilMs)
      return known({ is: 'whole', trades: allRead(legs) }, now())
    },
    tradesById: async (ids) => known(allRead(account.legsById(ids, now())), now()),
    balance: async (token) => known(heldMicros(token), now()),
    refreshBalance: async () => ({ is: 'answered' }),
    positions: async () => {
      const held = as.tokens.map((token) => [token, heldMicros(token)] as const)
      return known(new Map(held.filter(([, micros]) => micros > 0)), now())
    },
  }
}

/** Orders of both outcomes that would trade with each other: the bot never sends them, and a replay has no way to fill them. */
const SELF_TRADE = 'the order would trade with another order of this account'

/** What happens to an order when it arrives. */
function place(of: ReplayVenueOptions, orders: Map<string, TapeOrder>, signed: SignedOrder): PostOutcome {
  const { market, clock, header, account } = of
  const { draft, id } = signed
  const nowMs = clock.nowMs()
  const { live } = market.ours
  const own = inOutcome(of, draft.tokenId)
  const { side, priceMicros } = placed({ ...own, ...draft })
  if (market.ours.meets(side, priceMicros)) return refusedPost(SELF_TRADE)
  const ladder = market.book.levels()
  const left = own.isOther === true ? mirroredLadder(ladder) : ladder
  const balance =
    draft.side === 'BUY' ? account.usdc(live, nowMs) : account.shares(draft.tokenId, live, nowMs)
  const rules = { ...infoOf(of), accepting: market.status.accepting && !market.isOver }
  const arrived = arrive(postedDraft(id, draft), { rules, nowMs, left, balance })
  if (arrived.is === 'refused') return refusedPost(arrived.text)
  const life = { restedAtMs: nowMs, dropsAtMs: dropsAt(draft.expiresAtMs) }
  const order: TapeOrder = {
    id,
    draft,
    ...own,
    side,
    price: priceMicros,
    ahead: 0,
    rest: draft.sizeMicros,
    sizeMicros: draft.sizeMicros,
    createdAtMs: nowMs,
    dueEnd: endOfLife(life, header.gameStartMs === null ? null : epochMs(header.gameStartMs)),
    matchedMicros: 0,
    end: null,
  }
  orders.set(id, order)
  if (arrived.is === 'taken') market.ours.take(order, arrived)
  if (order.end === null) market.ours.rest(order)
  return { is: 'accepted', id }
}

const inOutcome = ({ as }: ReplayVenueOptions, token: TokenId): InOutcome =>
  token === as.tokens[1] ? { isOther: true } : {}

/** The book of an outcome, with bids that cover as much. */
function bookOf({ market }: ReplayVenueOptions, of: InOutcome, coverMicros = 0): Book {
  const book =
    of.isOther === true
      ? mirroredBook(market.book.view({ bidMicros: 0, askMicros: coverMicros }))
      : market.book.view({ bidMicros: coverMicros, askMicros: 0 })
  const ours = market.ours.live.map((order) => ({
    ...placedIn({ ...order, side: order.draft.side, priceMicros: order.draft.priceMicros }, of),
    restMicros: size(order.sizeMicros - order.matchedMicros),
  }))
  return withOurOrders(book, ours, coverMicros)
}

const mirroredBook = (book: Book): Book => ({
  ...book,
  ...mirroredLadder(book),
  bidDepthMicros: book.askDepthMicros,
  askDepthMicros: book.bidDepthMicros,
})

const listed = ({ as }: ReplayVenueOptions, order: TapeOrder): ListedOrder => ({
  id: order.id,
  market: as.market,
  tokenId: order.draft.tokenId,
  side: order.draft.side,
  status: order.end === null ? 'LIVE' : 'TERMINAL',
  priceMicros: order.draft.priceMicros,
  sizeMicros: size(order.sizeMicros),
  matchedMicros: size(order.matchedMicros),
  createdAtMs: epochMs(order.createdAtMs),
})

function infoOf({ market, header, as }: ReplayVenueOptions): MarketInfo {
  const { payoutMicros } = market.status
  return {
    market: as.market,
    tokens: as.tokens,
    version: 'v1',
    negRisk: false,
    accepting: market.status.accepting && !market.status.closed,
    closed: market.status.closed,
    payoutMicros: payoutMicros === null ? null : [price(payoutMicros), complement(payoutMicros)],
    tickMicros: price(market.tickMicros),
    minSizeMicros: size(header.minSizeMicros),
    feeRatePpm: header.feeRatePpm,
    feeExponent: header.feeExponent,
    gameStartMs: header.gameStartMs === null ? null : epochMs(header.gameStartMs),
    endMs: header.endMs === null ? null : epochMs(header.endMs),
    ...(header.rewards === null ? {} : { rewards: programmeOf(header.rewards) }),
  }
}

const programmeOf = (rewards: NonNullable<TapeHeader['rewards']>): RewardProgramme => ({
  minSizeMicros: size(rewards.minSizeMicros),
  maxSpreadMicros: price(rewards.maxSpreadMicros),
  minAgeMs: rewards.minAgeMs ?? 0,
})
