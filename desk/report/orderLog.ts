import type { Leg } from '../../shared/domain/leg.ts'
import { isClosed, isDead, type Order, type OrderPurpose } from '../../shared/domain/order.ts'
import { type OrderId, orderId } from '../../shared/domain/units.ts'
import { EARLY_DROP_MS } from '../../shared/domain/venueRules.ts'
import type { MachineEvent } from '../../shared/machine/event.ts'
import type { TickRecord } from '../../shared/ports/telemetry.ts'
import { Bounded } from './bounded.ts'
import { MAX_DRAWN, type ReplayQuote, type ReplayRun } from './result.ts'

interface Known {
  /** Hashes hold the client's salt and differ from run to run: a document numbers the orders. */
  readonly id: OrderId
  readonly order: Order
  readonly fromMs: number
  end: { readonly atMs: number; readonly how: ReplayQuote['end'] } | null
}

/** Orders as the bot itself came to know of them: posted by its act, ended as its reads showed. */
export class OrderLog {
  private readonly known = new Map<OrderId, Known>()

  tick({ results, after, seen, events }: TickRecord): void {
    for (const result of results) {
      if (result.of !== 'post' || result.outcome.is === 'unsent' || result.outcome.is === 'rejected') continue
      this.add(result.order, result.atMs)
    }
    // Stored before they were sent, by a run that saw no answer.
    for (const order of after.orders) if (!isDead(order)) this.add(order, order.intendedAtMs)
    for (const event of events) {
      const known = event.is === 'orderEnded' ? this.known.get(event.id) : undefined
      if (event.is !== 'orderEnded' || known === undefined || known.end !== null) continue
      const how = endOf(event, known.order)
      const latestMs = how === 'expired' ? known.order.expiresAtMs - EARLY_DROP_MS : seen.nowMs
      known.end = { atMs: Math.min(event.atMs, latestMs), how }
    }
  }

  /** The order behind a leg; one that this record never saw posted is known by its leg alone. */
  of(leg: Leg): { readonly id: OrderId; readonly purpose: OrderPurpose } {
    const known = this.known.get(leg.orderId)
    if (known !== undefined) return { id: known.id, purpose: known.order.purpose }
    return { id: orderId('order-0'), purpose: leg.side === 'BUY' ? 'entry' : 'exit' }
  }

  finish(
    legs: readonly Leg[],
    endMs: number,
  ): { readonly quotes: Bounded<ReplayQuote>; readonly orders: ReplayRun['orders'] } {
    const filled = new Map<OrderId, { sizeMicros: number; lastMs: number }>()
    for (const leg of legs) {
      const sum = filled.get(leg.orderId) ?? { sizeMicros: 0, lastMs: 0 }
      sum.sizeMicros += leg.sizeMicros
      sum.lastMs = Math.max(sum.lastMs, leg.matchedAtMs)
      filled.set(leg.orderId, sum)
    }
    const quotes = new Bounded<ReplayQuote>(MAX_DRAWN)
    const orders = { entries: 0, entriesFilled: 0, exits: 0, exitsFilled: 0 }
    for (const [hash, { id, order, fromMs, end }] of this.known) {
      const { purpose, side, priceMicros, sizeMicros } = order
      const of = filled.get(hash)
      const filledMicros = Math.min(sizeMicros, of?.sizeMicros ?? 0)
      orders[side === 'BUY' ? 'entries' : 'exits'] += 1
      if (filledMicros > 0) orders[side === 'BUY' ? 'entriesFilled' : 'exitsFilled'] += 1
      const isWhole = filledMicros === sizeMicros
      const toMs = isWhole ? (of?.lastMs ?? endMs) : (end?.atMs ?? endMs)
      quotes.push({
        id,
        purpose,
        side,
        priceMicros,
        sizeMicros,
        filledMicros,
        fromMs,
        // The venue's times of trades are whole seconds: one may seem to lie before its order.
        toMs: Math.max(fromMs, Math.min(toMs, endMs)),
        end: isWhole ? 'filled' : (end?.how ?? 'open'),
      })
    }
    return { quotes, orders }
  }

  private add(order: Order, fromMs: number): void {
    if (this.known.has(order.id) || isClosed(order)) return
    const id = orderId(`order-${this.known.size + 1}`)
    this.known.set(order.id, { id, order, fromMs, end: null })
  }
}

function endOf(
  { how, atMs, matchedMicros }: Extract<MachineEvent, { is: 'orderEnded' }>,
  { sizeMicros, expiresAtMs }: Order,
): ReplayQuote['end'] {
  if (how === 'canceled') return 'cancelled'
  if (how === 'expired' || atMs >= expiresAtMs - EARLY_DROP_MS) return 'expired'
  return matchedMicros !== null && matchedMicros >= sizeMicros ? 'filled' : 'wiped'
}
