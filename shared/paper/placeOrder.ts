import { takerFeeMicros } from '../accounting/takerFee.ts'
import { assert } from '../domain/assert.ts'
import { mulDiv, notional } from '../domain/decimal.ts'
import type { Level, MarketInfo } from '../domain/market.ts'
import { type EpochMs, epochMs, MICROS, price, type SizeMicros, size, usdc } from '../domain/units.ts'
import type { Ladder } from '../engine/publicFeed.ts'
import type { SignedOrder } from '../engine/venue.ts'
import { afterMeal, stillEaten } from './eaten.ts'
import { fillOrder } from './fillOrder.ts'
import { bestOpposite, displayedAt } from './meetLadder.ts'
import { type EatenLevel, MAX_EATEN, MAX_PAPER_ORDERS, type PaperBook, type PaperOrder } from './paperBook.ts'
import { freeMicros, freeShares } from './purse.ts'
import { EARLY_DROP_MS, refusal } from './refusal.ts'
import type { PaperTiming } from './timing.ts'

export interface Arrival {
  readonly signed: SignedOrder
  readonly info: MarketInfo
  /** Displayed when it arrives. */
  readonly ladder: Ladder
  readonly nowMs: EpochMs
  readonly accountMicros: number
  /** Of the account's other markets: its money is one. */
  readonly others: readonly PaperBook[]
}

export type Placed =
  | { readonly is: 'placed'; readonly book: PaperBook; readonly matched: boolean }
  | { readonly is: 'refused'; readonly text: string }

/** What happens to an order when it reaches the venue: refused, or taken at once what it crosses, the rest resting. */
export function placeOrder(book: PaperBook, arrival: Arrival, timing: PaperTiming): Placed {
  const { signed, info, ladder, nowMs } = arrival
  const { draft, id } = signed
  const eaten = stillEaten(book.eaten, ladder)
  const seen = afterMeal(ladder, eaten)
  const best = bestOpposite(seen, draft.side)
  const text = refusal({
    id,
    draft,
    info,
    nowMs,
    crosses: draft.side === 'BUY' ? best <= draft.priceMicros : best >= draft.priceMicros,
    freeMicros:
      draft.side === 'BUY'
        ? freeMicros([book, ...arrival.others], arrival.accountMicros)
        : freeShares(book, nowMs, timing),
  })
  if (text !== null) return { is: 'refused', text }
  assert(book.orders.length < MAX_PAPER_ORDERS, `${MAX_PAPER_ORDERS} orders within the time they are kept`)
  const order: PaperOrder = {
    id,
    side: draft.side,
    priceMicros: draft.priceMicros,
    sizeMicros: draft.sizeMicros,
    matchedMicros: size(0),
    aheadMicros: size(displayedAt(ladder, draft)),
    restedAtMs: nowMs,
    dropsAtMs: epochMs(draft.expiresAtMs - EARLY_DROP_MS),
    caps: [],
    end: null,
    finalAtMs: null,
  }
  const resting = { ...book, eaten, orders: [...book.orders, order] }
  const meal = eat(order, seen)
  if (meal.length === 0) return { is: 'placed', book: resting, matched: false }
  return { is: 'placed', book: take(resting, order, { meal, ladder, info, nowMs }), matched: true }
}

/** The levels it takes, best first, as far as its price and size reach. */
function eat(order: PaperOrder, { bids, asks }: Ladder): readonly Level[] {
  const levels = order.side === 'BUY' ? asks : bids
  const meal: Level[] = []
  let rest: number = order.sizeMicros
  for (const { priceMicros, sizeMicros } of levels) {
    const reaches = order.side === 'BUY' ? priceMicros <= order.priceMicros : priceMicros >= order.priceMicros
    if (!reaches || rest === 0) break
    const taken = Math.min(rest, sizeMicros)
    meal.push({ priceMicros, sizeMicros: size(taken) })
    rest -= taken
  }
  return meal
}

/** One trade at one price, the average, as the venue tells of it; its fee follows from both. */
function take(
  book: PaperBook,
  order: PaperOrder,
  of: {
    readonly meal: readonly Level[]
    readonly ladder: Ladder
    readonly info: MarketInfo
    readonly nowMs: EpochMs
  },
): PaperBook {
  const sizeMicros = size(of.meal.reduce((sum, level) => sum + level.sizeMicros, 0))
  const notionalMicros = usdc(of.meal.reduce((sum, level) => sum + notional(level, 'nearest'), 0))
  const priceMicros = price(mulDiv(notionalMicros, MICROS, sizeMicros, 'nearest'))
  const side: EatenLevel['side'] = order.side === 'BUY' ? 'ask' : 'bid'
  const levels = side === 'ask' ? of.ladder.asks : of.ladder.bids
  const displayed = (at: number): SizeMicros =>
    levels.find((level) => level.priceMicros === at)?.sizeMicros ?? size(0)
  const eaten = of.meal.map((level) => ({
    side,
    priceMicros: level.priceMicros,
    displayedMicros: displayed(level.priceMicros),
    takenMicros: level.sizeMicros,
    atMs: of.nowMs,
  }))
  const next = { ...book, eaten: [...book.eaten, ...eaten].slice(-MAX_EATEN) }
  return fillOrder(next, order, {
    role: 'taker',
    priceMicros,
    sizeMicros,
    notionalMicros,
    feeMicros: takerFeeMicros({ priceMicros, sizeMicros, ...of.info }),
    atMs: of.nowMs,
  })
}
