import { assert } from '../../shared/domain/assert.ts'
import type { EpochMs, MarketId, PriceMicros, SizeMicros } from '../../shared/domain/units.ts'
import type { Task } from './eventQueue.ts'
import type { EndDetail, PlaceRequest, RestingStatus } from './exchange.ts'
import type { Form } from './form.ts'

/** An order the venue knows, forever; while it rests, `level` is where. */
export interface BookOrder {
  readonly request: PlaceRequest
  readonly market: MarketId
  readonly form: Form
  /** In terms of its own token. */
  readonly priceMicros: PriceMicros
  /** In terms of the first token: its place in the one book. */
  readonly bookPriceMicros: number
  readonly createdAtMs: EpochMs
  readonly tradeIds: string[]
  sizeMicros: SizeMicros
  matchedMicros: number
  status: RestingStatus
  endDetail?: EndDetail
  level: PriceLevel | null
  /** Displayed size of the crowd that trades before this order does. */
  aheadMicros: number
  /** What it holds back of its account's balance: micro-dollars of a BUY, shares of a SELL. */
  heldMicros: number
  expiry: { readonly atMs: number; readonly task: Task } | null
  /** When it ceased to live; null while it does. */
  closedAtMs: EpochMs | null
  /** Accepted, and held back from the book for a while. */
  pending: boolean
}

export const remainingMicros = (order: BookOrder): number => order.sizeMicros - order.matchedMicros

/** A piece of the queue at one price: an order, or (null) the crowd. */
export interface QueuePiece {
  readonly order: BookOrder | null
  readonly sizeMicros: number
}

/**
 * One price on one side: what the crowd displays, and orders in the order they came.
 * Invariant: along the queue `aheadMicros` never falls, and never exceeds `crowdMicros`.
 */
export class PriceLevel {
  readonly priceMicros: number
  readonly orders = new Set<BookOrder>()
  crowdMicros = 0
  /** Sum of what the orders still want. */
  openMicros = 0

  constructor(priceMicros: number) {
    this.priceMicros = priceMicros
  }

  isEmpty(): boolean {
    return this.crowdMicros === 0 && this.orders.size === 0
  }

  displayedMicros(): number {
    return this.crowdMicros + this.openMicros
  }

  join(order: BookOrder): void {
    order.level = this
    order.aheadMicros = this.crowdMicros
    this.orders.add(order)
    this.openMicros += remainingMicros(order)
  }

  leave(order: BookOrder): void {
    assert(this.orders.delete(order), `order ${order.request.id} does not rest at ${this.priceMicros}`)
    order.level = null
    this.openMicros -= remainingMicros(order)
  }

  /** Called before the order's `matchedMicros` grows, as a filled order leaves with nothing. */
  fill(order: BookOrder, sizeMicros: number): void {
    assert(sizeMicros > 0 && sizeMicros <= remainingMicros(order), `order ${order.request.id} overfilled`)
    order.matchedMicros += sizeMicros
    this.openMicros -= sizeMicros
  }

  /** Less than is ahead of an order caps what is ahead of it: others cancelled, we cannot know where. */
  setCrowd(sizeMicros: number): void {
    if (sizeMicros < this.crowdMicros) {
      for (const order of this.orders) order.aheadMicros = Math.min(order.aheadMicros, sizeMicros)
    }
    this.crowdMicros = sizeMicros
  }

  /** The crowd's oldest orders traded: everybody behind them moves up. */
  takeCrowd(sizeMicros: number): void {
    assert(sizeMicros <= this.crowdMicros, `the crowd shows less than ${sizeMicros} at ${this.priceMicros}`)
    this.crowdMicros -= sizeMicros
    for (const order of this.orders) order.aheadMicros = Math.max(0, order.aheadMicros - sizeMicros)
  }

  /** Who trades first, then next: the crowd ahead of each order, the order, the crowd that came last. */
  *queue(): Generator<QueuePiece> {
    let crowdMicros = 0
    for (const order of this.orders) {
      if (order.aheadMicros > crowdMicros) {
        yield { order: null, sizeMicros: order.aheadMicros - crowdMicros }
        crowdMicros = order.aheadMicros
      }
      yield { order, sizeMicros: remainingMicros(order) }
    }
    if (this.crowdMicros > crowdMicros) yield { order: null, sizeMicros: this.crowdMicros - crowdMicros }
  }
}
