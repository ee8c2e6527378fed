import { size } from '../../shared/domain/units.ts'
import type { ExchangeOrder } from './exchange.ts'
import type { Floor } from './floor.ts'
import type { BookOrder } from './priceLevel.ts'

/**
 * An order as its owner was informed of it at a moment. Fills that were hidden then are not in it: an order whose last fill
 * nobody was informed of had been canceled, as far as anybody knew.
 */
export function orderView(floor: Floor, order: BookOrder, atMs: number): ExchangeOrder {
  const hasEnded = order.closedAtMs !== null && order.closedAtMs <= atMs
  const unseen = order.tradeIds.filter((id) => !isSeen(floor, id, atMs))
  const unseenMicros = unseen.reduce((sum, id) => sum + partOf(floor, id, order), 0)
  const status = unseenMicros > 0 && order.status === 'MATCHED' ? 'CANCELED' : order.status
  return {
    ...order.request,
    market: order.market,
    priceMicros: order.priceMicros,
    sizeMicros: order.sizeMicros,
    matchedMicros: size(order.matchedMicros - unseenMicros),
    status: hasEnded ? status : order.pending ? 'DELAYED' : 'LIVE',
    createdAtMs: order.createdAtMs,
    ...(hasEnded && status === order.status && order.endDetail !== undefined
      ? { endDetail: order.endDetail }
      : {}),
    closedAtMs: hasEnded ? order.closedAtMs : null,
    tradeIds: unseen.length === 0 ? [...order.tradeIds] : order.tradeIds.filter((id) => !unseen.includes(id)),
  }
}

function isSeen(floor: Floor, tradeId: string, atMs: number): boolean {
  const record = floor.trades.get(tradeId)
  return record === undefined || (record.facts.matchedAtMs <= atMs && record.visibleAtMs <= atMs)
}

/** What the order had in a trade. */
function partOf(floor: Floor, tradeId: string, order: BookOrder): number {
  const facts = floor.trades.get(tradeId)?.facts
  if (facts === undefined) return 0
  return [facts.taker, ...facts.makers]
    .filter((part) => part.orderId === order.request.id)
    .reduce((sum, part) => sum + part.sizeMicros, 0)
}
