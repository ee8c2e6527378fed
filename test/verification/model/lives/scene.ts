import type { Book, Level } from '../../../../shared/domain/market.ts'
import { epochMs, price, size } from '../../../../shared/domain/units.ts'
import { START_MS } from '../modelSettings.ts'
import type { World } from '../world.ts'

/** What the venue shows of a market besides our own orders and fills, and how its reads fare. */
export interface Scene {
  readonly book: BookName
  /** The book does not change, and a second public source says otherwise. */
  readonly isContradicted: boolean
  /** The market's rules can be read. */
  readonly hasCatalogue: boolean
  /** `stale`: a cache that shows none of our shares until it is asked to look again. */
  readonly balance: 'true' | 'stale' | 'dust short' | 'unread'
  readonly openOrders: 'read' | 'unread'
  readonly byHash: 'read' | 'unread'
  readonly posts: 'taken' | 'refused'
  /** `replaced`: those that are used now did not post what rests. */
  readonly credentials: 'same' | 'replaced'
}

/** Of the others. The mid of a book that is believed; null: nothing is decided by its price. */
const BOOKS = {
  calm: { bids: [[480_000, 500]], asks: [[520_000, 500]], midMicros: 500_000 },
  lower: { bids: [[460_000, 500]], asks: [[500_000, 500]], midMicros: 480_000 },
  thin: {
    bids: [
      [480_000, 2],
      [120_000, 500],
    ],
    asks: [[520_000, 500]],
    midMicros: 500_000,
  },
  wide: { bids: [[100_000, 500]], asks: [[600_000, 500]], midMicros: null },
  oneSided: { bids: [[50_000, 500]], asks: [], midMicros: null },
  empty: { bids: [], asks: [], midMicros: null },
  unread: { bids: [], asks: [], midMicros: null },
} as const satisfies Record<string, Shape>
export type BookName = keyof typeof BOOKS

type Row = readonly [priceMicros: number, shares: number]
interface Shape {
  readonly bids: readonly Row[]
  readonly asks: readonly Row[]
  readonly midMicros: number | null
}

export const CALM: Scene = {
  book: 'calm',
  isContradicted: false,
  hasCatalogue: true,
  balance: 'true',
  openOrders: 'read',
  byHash: 'read',
  posts: 'taken',
  credentials: 'same',
}

/** The price that the second source names where it speaks against the book. */
export const AGAINST_MICROS = 300_000

/** The others' mid, where their book is one to believe. */
export const midOf = ({ book, isContradicted }: Pick<Scene, 'book' | 'isContradicted'>): number | null =>
  isContradicted ? null : BOOKS[book].midMicros

/** What the others' bids pay for that many shares. */
export function paidMicros({ book }: Pick<Scene, 'book'>, sizeMicros: number): number {
  let leftMicros = sizeMicros
  let total = 0
  for (const [priceMicros, shares] of BOOKS[book].bids) {
    const taken = Math.min(leftMicros, shares * 1_000_000)
    leftMicros -= taken
    total += (taken * priceMicros) / 1_000_000
  }
  return total
}

/** Anybody bids at this price or above. */
export const isBid = ({ book }: Scene, priceMicros: number): boolean =>
  BOOKS[book].bids.some(([bidMicros]) => bidMicros >= priceMicros)

/** The whole book as it is displayed, our own orders in it. */
export function displayed({ book }: Scene, { venue, nowMs }: World, isStill: boolean): Book {
  const shape: Shape = BOOKS[book]
  const own = (side: 'BUY' | 'SELL'): readonly Row[] =>
    venue.orders
      .filter((order) => order.live && order.side === side)
      .map((order) => [order.priceMicros, (order.sizeMicros - order.matchedMicros) / 1_000_000])
  const bids = levels([...shape.bids, ...own('BUY')], -1)
  const asks = levels([...shape.asks, ...own('SELL')], 1)
  const depth = (of: readonly Level[]) => size(of.reduce((sum, level) => sum + level.sizeMicros, 0))
  return {
    bids,
    asks,
    bidDepthMicros: depth(bids),
    askDepthMicros: depth(asks),
    venueAtMs: epochMs(isStill ? START_MS : nowMs),
  }
}

function levels(rows: readonly Row[], direction: 1 | -1): readonly Level[] {
  const sizes = new Map<number, number>()
  for (const [priceMicros, shares] of rows) sizes.set(priceMicros, (sizes.get(priceMicros) ?? 0) + shares)
  return [...sizes]
    .toSorted(([a], [b]) => (a - b) * direction)
    .map(([priceMicros, shares]) => ({
      priceMicros: price(priceMicros),
      sizeMicros: size(Math.round(shares * 1_000_000)),
    }))
}
