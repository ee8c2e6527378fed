import type { LegStatus, SeenLeg, Trades } from '../../shared/domain/leg.ts'
import { type Book, type MarketInfo, topLevels, type VenueOrder } from '../../shared/domain/market.ts'
import type { ListedOrder, OpenOrders, UnreadableOrder } from '../../shared/domain/openOrders.ts'
import type { OrderDraft } from '../../shared/domain/order.ts'
import { known, type Read, unknown } from '../../shared/domain/read.ts'
import {
  type EpochMs,
  epochMs,
  type MarketId,
  type MonotonicMs,
  type OrderId,
  type PriceMicros,
  type SizeMicros,
  size,
  type TokenId,
  type TradeId,
  tradeId,
} from '../../shared/domain/units.ts'
import type { Witness, WitnessTrade } from '../../shared/domain/witness.ts'
import type { CancelOutcome, PostOutcome } from '../../shared/machine/decision.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type {
  CancelReport,
  HistoryAsk,
  HistoryPiece,
  Refreshed,
  SignedOrder,
  Signing,
  Venue,
} from '../../shared/ports/venue.ts'
import { id, seenLeg } from './build.ts'
import { historyPiece } from './historyPiece.ts'
import { calmBook, info } from './market.ts'

export type VenueCall = keyof Venue

/** Of the venue every order has every field. */
type Placed = { readonly [K in keyof Told]: NonNullable<Told[K]> }
type Told = ListedOrder & { readonly draft: OrderDraft }

/** The venue drops a GTD order this long before its end. */
const EARLY_MS = 60_000

/**
 * The venue in memory: orders that live, fill when a test says so, end when they expire, and are informed of by hash and
 * by list. A call named in `silent` gets no answer; one in `dropped` did not even arrive.
 */
export class MemoryVenue implements Venue {
  readonly orders = new Map<OrderId, Placed>()
  readonly legs: SeenLeg[] = []
  readonly withoutId: Trades['withoutId'][number][] = []
  readonly unreadableLegs: Trades['unreadable'][number][] = []
  readonly unreadableOrders: UnreadableOrder[] = []
  /** The list of open orders is whole; false: it may lack some. */
  listIsWhole = true
  readonly calls: VenueCall[] = []
  /** Every order that was sent, in order: none may be there twice. */
  readonly posted: SignedOrder[] = []
  readonly balances = new Map<TokenId, SizeMicros>()
  readonly rest = new Map<TokenId, SizeMicros>()
  readonly silent = new Set<VenueCall>()
  /** Live by hash, but not in the list. */
  readonly unlisted = new Set<OrderId>()
  /** How the next post is answered: instead of placing it, or in addition ('placed' first, then this answer). */
  onPost: (order: SignedOrder) => { readonly place: boolean; readonly answer: PostOutcome } | null = () =>
    null
  onCancel: (order: OrderId) => CancelOutcome | null = () => null
  /** What the venue finds when it looks at the chain again. */
  onRefresh: () => void = () => undefined
  /** Runs before each call: where a test lets somebody else come first. */
  before: (call: VenueCall) => void = () => undefined
  signing: (draft: OrderDraft) => string | null = () => null
  book: Book = calmBook
  market_: MarketInfo = info()
  /** Markets that differ from `market_`, and those whose rules cannot be read. */
  readonly markets = new Map<MarketId, MarketInfo>()
  readonly unreadable = new Set<MarketId>()
  skewMs = 0
  readonly #clock: Clock
  #signed = 0x100

  constructor(clock: Clock) {
    this.#clock = clock
  }

  async sign<Draft extends OrderDraft>(draft: Draft): Promise<Signing<Draft>> {
    this.#begin('sign')
    const refused = this.signing(draft)
    if (refused !== null) return { is: 'refused', why: refused }
    this.#signed += 1
    const salt = String(this.#signed)
    return {
      is: 'signed',
      order: { id: id(this.#signed), salt, timestamp: String(this.#clock.nowMs()), draft, wire: null },
    }
  }

  async post(order: SignedOrder, sendBy: MonotonicMs): Promise<PostOutcome> {
    this.#begin('post')
    if (this.#clock.monotonicMs() > sendBy) return { is: 'unsent', why: 'too late' }
    this.posted.push(order)
    const told = this.onPost(order)
    if (told === null || told.place) this.place(order)
    return told?.answer ?? { is: 'accepted', id: order.id }
  }

  /** Puts a signed order on the book: now, or long after it was sent. */
  place({ id: key, draft }: SignedOrder<OrderDraft>): void {
    this.orders.set(key, {
      id: key,
      market: draft.market,
      tokenId: draft.tokenId,
      side: draft.side,
      status: 'LIVE',
      priceMicros: draft.priceMicros,
      sizeMicros: draft.sizeMicros,
      matchedMicros: size(0),
      createdAtMs: this.#clock.nowMs(),
      draft,
    })
  }

  /** A trade takes `sizeMicros` of an order of ours; it settles later unless said otherwise. */
  fill(key: OrderId, sizeMicros: SizeMicros, status: LegStatus = 'PROVISIONAL'): TradeId {
    const order = this.orders.get(key)
    if (order === undefined) throw new Error(`no order ${key} to fill`)
    const trade = tradeId(`trade-${this.legs.length + 1}`)
    const matched = size((order.matchedMicros ?? 0) + sizeMicros)
    this.orders.set(key, {
      ...order,
      matchedMicros: matched,
      status: matched >= order.sizeMicros ? 'TERMINAL' : order.status,
    })
    this.legs.push(
      seenLeg({
        tradeId: trade,
        orderId: key,
        market: order.market,
        tokenId: order.tokenId,
        side: order.side,
        role: order.draft.postOnly ? 'maker' : 'taker',
        sizeMicros,
        priceMicros: order.priceMicros,
        matchedAtMs: epochMs(Math.floor(this.#clock.nowMs() / 1000) * 1000),
        status,
        mined: status === 'CONFIRMED',
      }),
    )
    if (status === 'CONFIRMED') this.#move(order, sizeMicros)
    return trade
  }

  settle(trade: TradeId, status: LegStatus): void {
    const at = this.legs.findIndex((leg) => leg.tradeId === trade)
    const leg = this.legs[at]
    if (leg === undefined) throw new Error(`no trade ${trade} to settle`)
    if (status === 'CONFIRMED' && leg.status !== 'CONFIRMED') this.#move(leg, leg.sizeMicros)
    this.legs[at] = { ...leg, status, mined: status === 'CONFIRMED' }
  }

  async cancel(ids: readonly OrderId[]): Promise<CancelReport> {
    return this.#cancel('cancel', ids)
  }
  async cancelMarket(market: MarketId, _tokens: readonly TokenId[]): Promise<CancelReport> {
    const of = [...this.#live()].filter((order) => order.market === market).map((order) => order.id)
    return this.#cancel('cancelMarket', of)
  }
  async cancelAll(): Promise<CancelReport> {
    return this.#cancel(
      'cancelAll',
      [...this.#live()].map((order) => order.id),
    )
  }

  async trades(sinceMs: EpochMs): Promise<Read<Trades>> {
    return this.#read('trades', () => this.#told((leg) => leg.matchedAtMs >= sinceMs))
  }
  /** Most records of one piece of history. */
  historyRows = 800
  async history(ask: HistoryAsk): Promise<Read<HistoryPiece>> {
    return this.#read('history', () => historyPiece(ask, this.#told(), this.historyRows))
  }
  async tradesById(ids: readonly TradeId[]): Promise<Read<Trades>> {
    return this.#read('tradesById', () => ({
      legs: this.legs.filter((leg) => ids.includes(leg.tradeId)),
      withoutId: [],
      unreadable: [],
    }))
  }
  async openOrders(): Promise<Read<OpenOrders>> {
    return this.#read('openOrders', () => ({
      orders: this.#live().filter((order) => !this.unlisted.has(order.id)),
      unreadable: [...this.unreadableOrders],
      provesAbsence: this.listIsWhole,
    }))
  }
  async order(key: OrderId): Promise<Read<VenueOrder | 'absent'>> {
    return this.#read('order', () => {
      this.#expire()
      const { draft: _, ...order } = this.orders.get(key) ?? { id: undefined, draft: undefined }
      return order.id === undefined ? 'absent' : order
    })
  }
  async books(tokens: readonly TokenId[], coverMicros = size(0)): Promise<ReadonlyMap<TokenId, Read<Book>>> {
    const top = () => ({ ...this.book, bids: topLevels(this.book.bids, coverMicros) })
    const read = this.#read('books', top)
    return new Map(tokens.map((token) => [token, read]))
  }
  async market(market?: MarketId): Promise<Read<MarketInfo>> {
    if (market !== undefined && this.unreadable.has(market)) return unknown(`market: no answer`)
    return this.#read('market', () => (market && this.markets.get(market)) ?? this.market_)
  }
  async balance(token: TokenId): Promise<Read<SizeMicros>> {
    return this.#read('balance', () => this.balances.get(token) ?? size(0))
  }
  async refreshBalance(): Promise<Refreshed> {
    this.#begin('refreshBalance')
    if (this.silent.has('refreshBalance')) return { is: 'unanswered', why: 'no answer' }
    this.onRefresh()
    return { is: 'answered' }
  }
  async positions(): Promise<Read<ReadonlyMap<TokenId, SizeMicros>>> {
    return this.#read('positions', () => new Map(this.rest))
  }
  /** What the second source says; by default nothing. */
  mid: PriceMicros | null = null
  trade: WitnessTrade | null = null
  async witness(): Promise<Witness> {
    const { mid, trade } = this
    const read = this.#read('witness', () => null)
    return {
      midMicros: mid === null || !read.ok ? unknown('no midpoint') : { ...read, value: mid },
      trade: trade === null || !read.ok ? unknown('no trades') : { ...read, value: trade },
    }
  }
  async timeMs(): Promise<Read<EpochMs>> {
    return this.#read('timeMs', () => epochMs(this.#clock.nowMs() + this.skewMs))
  }

  #begin(call: VenueCall): void {
    this.before(call)
    this.calls.push(call)
  }

  #read<T>(call: VenueCall, value: () => T): Read<T> {
    const asOf = this.#clock.nowMs()
    this.#begin(call)
    return this.silent.has(call) ? unknown(`${call}: no answer`) : known(value(), asOf)
  }

  #told(isAsked: (leg: SeenLeg) => boolean = () => true): Trades {
    const { withoutId, unreadableLegs } = this
    return { legs: this.legs.filter(isAsked), withoutId: [...withoutId], unreadable: [...unreadableLegs] }
  }

  #cancel(call: VenueCall, ids: readonly OrderId[]): CancelReport {
    this.#begin(call)
    if (this.silent.has(call)) {
      const byId = new Map(ids.map((key) => [key, { is: 'unknown' as const, why: 'no answer' }]))
      return { byId, canceled: [], complete: false, why: 'no answer' }
    }
    const live = new Set(this.#live().map((order) => order.id))
    const byId = new Map<OrderId, CancelOutcome>()
    for (const key of ids) {
      const told = this.onCancel(key)
      const outcome: CancelOutcome =
        told ?? (live.has(key) ? { is: 'canceled' } : { is: 'notCanceled', text: 'order not found' })
      if (outcome.is === 'canceled') this.end(key)
      byId.set(key, outcome)
    }
    const canceled = [...byId].flatMap(([key, outcome]) => (outcome.is === 'canceled' ? [key] : []))
    return { byId, canceled, complete: true }
  }

  /** The order leaves the book, whatever it has filled. */
  end(key: OrderId): void {
    const order = this.orders.get(key)
    if (order !== undefined) this.orders.set(key, { ...order, status: 'TERMINAL' })
  }

  #expire(): void {
    for (const order of this.orders.values()) {
      if (order.draft.expiresAtMs - EARLY_MS <= this.#clock.nowMs()) this.end(order.id)
    }
  }

  #live(): readonly ListedOrder[] {
    this.#expire()
    return [...this.orders.values()]
      .filter((order) => order.status === 'LIVE')
      .map(({ draft: _, ...order }) => order)
  }

  #move({ side, tokenId }: Pick<SeenLeg, 'side' | 'tokenId'>, sizeMicros: number): void {
    const held = this.balances.get(tokenId) ?? 0
    const next = size(held + (side === 'BUY' ? sizeMicros : -sizeMicros))
    this.balances.set(tokenId, next)
    this.rest.set(tokenId, next)
  }
}
