import type { Book } from '../../shared/domain/market.ts'
import { isClosed, type Order } from '../../shared/domain/order.ts'
import type { Outcome } from '../../shared/domain/outcome.ts'
import type { Read } from '../../shared/domain/read.ts'
import { type EpochMs, type OrderId, size } from '../../shared/domain/units.ts'
import { displayedAt } from '../../shared/paper/applyBook.ts'
import { applyTrades } from '../../shared/paper/applyTrades.ts'
import { emptyPaperAccount, type PaperFill, type PaperOrder } from '../../shared/paper/paperAccount.ts'
import { PAPER_TIMING } from '../../shared/paper/timing.ts'
import type { MarketTrades } from '../../shared/ports/publicFeed.ts'
import type { TickRecord } from '../../shared/ports/telemetry.ts'
import { dropsAt } from '../../shared/simulator/lifetime.ts'

/** Far more than a day of one market posts. */
const MAX_ORDERS = 20_000

/**
 * The orders of a bot as paper would have had them: each behind what was displayed at its price when it was posted, met
 * by the public trades of its life. One that was filled gets the life that it had been given, for paper may fill later.
 */
export class PaperTwin {
  readonly #orders = new Map<OrderId, PaperOrder>()

  /** @param book Others' book at the tick. */
  tick({ results, events }: TickRecord, book: Read<Book>): void {
    for (const result of results) {
      if (result.of === 'post' && result.outcome.is === 'accepted')
        this.#rest(result.order, result.atMs, book)
    }
    for (const event of events) {
      const order = event.is === 'orderEnded' ? this.#orders.get(event.id) : undefined
      if (event.is !== 'orderEnded' || order === undefined || event.how === 'terminal') continue
      const how = event.how === 'canceled' ? 'cancelled' : 'expired'
      this.#orders.set(order.id, { ...order, end: { atMs: event.atMs, how } })
    }
  }

  /** How many of them rested, how many paper filled at least in part, and its fills. */
  fills(
    { market, tokenId }: Outcome,
    known: MarketTrades,
  ): { readonly orders: number; readonly filled: number; readonly fills: readonly PaperFill[] } {
    const all = [...this.#orders.values()].filter(({ restedAtMs }) => restedAtMs >= known.fromMs)
    const trades = known.trades.toSorted((a, b) => a.stampedAtMs - b.stampedAtMs)
    const each = all.map((order) => {
      const lived = within(trades, order.restedAtMs, order.dropsAtMs)
      const book = { ...emptyPaperAccount({ market, tokenId, nowMs: order.restedAtMs }), orders: [order] }
      return applyTrades(book, { ...known, trades: lived }, PAPER_TIMING).fills
    })
    return { orders: all.length, filled: each.filter((fills) => fills.length > 0).length, fills: each.flat() }
  }

  #rest(order: Order, restedAtMs: EpochMs, book: Read<Book>): void {
    // What crosses takes at once: that is no question of a queue. A book that was not read says nothing of one.
    if (!order.postOnly || !book.ok || isClosed(order) || this.#orders.size >= MAX_ORDERS) return
    const { id, side, priceMicros, sizeMicros, expiresAtMs } = order
    this.#orders.set(id, {
      id,
      side,
      priceMicros,
      sizeMicros,
      matchedMicros: size(0),
      aheadMicros: size(displayedAt(book.value, order)),
      restedAtMs,
      dropsAtMs: dropsAt(expiresAtMs),
      caps: [],
      end: null,
      finalAtMs: null,
    })
  }
}

/** Stamps come some seconds after the match. */
const within = (trades: MarketTrades['trades'], fromMs: number, toMs: number): MarketTrades['trades'] =>
  trades.filter(({ stampedAtMs }) => stampedAtMs >= fromMs && stampedAtMs <= toMs + PAPER_TIMING.stampLagMs)
