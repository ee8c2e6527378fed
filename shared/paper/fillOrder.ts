import { assert } from '../domain/assert.ts'
import { notional } from '../domain/decimal.ts'
import {
  type EpochMs,
  type PriceMicros,
  type SizeMicros,
  size,
  tradeId,
  type UsdcMicros,
  usdc,
} from '../domain/units.ts'
import { MAX_PAPER_FILLS, type PaperBook, type PaperFill, type PaperOrder, restOf } from './paperBook.ts'

export interface Filling {
  readonly role: 'maker' | 'taker'
  readonly priceMicros: PriceMicros
  readonly sizeMicros: SizeMicros
  readonly atMs: EpochMs
  /** Where it is not price x size: of a taker over several levels. */
  readonly notionalMicros?: UsdcMicros
  readonly feeMicros?: UsdcMicros
}

/** Books one fill: the order, the fill under a name of its own, money and shares. A whole fill ends the order. */
export function fillOrder(book: PaperBook, order: PaperOrder, of: Filling): PaperBook {
  assert(of.sizeMicros > 0 && of.sizeMicros <= restOf(order), `order ${order.id} is filled beyond its size`)
  assert(book.fills.length < MAX_PAPER_FILLS, `${MAX_PAPER_FILLS} fills within the time they are kept`)
  const filled = book.filled + 1
  const fill: PaperFill = {
    tradeId: tradeId(`paper-${book.market.slice(2, 12)}-${filled}`),
    orderId: order.id,
    side: order.side,
    role: of.role,
    sizeMicros: of.sizeMicros,
    priceMicros: of.priceMicros,
    notionalMicros: of.notionalMicros ?? notional(of, 'nearest'),
    feeMicros: of.feeMicros ?? usdc(0),
    matchedAtMs: of.atMs,
  }
  const sign = order.side === 'BUY' ? 1 : -1
  const matched = size(order.matchedMicros + of.sizeMicros)
  const isWhole = matched === order.sizeMicros
  const after: PaperOrder = {
    ...order,
    matchedMicros: matched,
    // One that was cancelled or dropped keeps that end: the fill was before it.
    end: order.end ?? (isWhole ? { atMs: of.atMs, how: 'filled' } : null),
    finalAtMs: isWhole ? of.atMs : order.finalAtMs,
    caps: isWhole ? [] : order.caps,
  }
  return {
    ...book,
    filled,
    fills: [...book.fills, fill],
    cashMicros: usdc(book.cashMicros - sign * fill.notionalMicros - fill.feeMicros),
    sharesMicros: size(book.sharesMicros + sign * of.sizeMicros),
    orders: book.orders.map((each) => (each.id === order.id ? after : each)),
  }
}
