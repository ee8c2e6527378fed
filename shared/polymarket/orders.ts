import type { VenueOrder } from '../domain/market.ts'
import { known, type Read, unknown } from '../domain/read.ts'
import type { OrderId } from '../domain/units.ts'
import type { Answer } from './ask.ts'
import { parseOrderRow } from './orderRow.ts'
import { type Pager, parseClobPage, readStable, type Unknown } from './pages.ts'
import { askRead, describe, type Session } from './session.ts'
import { isObject } from './wire.ts'

/**
 * Every open order of the account. The client has no call for one page of orders; its own paging sends exactly
 * one request here, because what it is handed back is always an empty last page.
 */
export async function readOpenOrders(session: Session): Promise<Read<readonly VenueOrder[]>> {
  const asOf = session.clock.nowMs()
  const pager: Pager = {
    limits: session.limits,
    parse: parseClobPage,
    fetch: (cursor, budget) =>
      askRead(session, () => session.client.getOpenOrders({}, false, cursor ?? undefined), budget),
  }
  const read = await readStable(pager, interpretOrders)
  return read.ok ? known(read.value, asOf) : read
}

/** All rows or nothing. An order repeated by shifting pages is one order, as last read. */
export function interpretOrders(
  rows: readonly unknown[],
): { ok: true; value: readonly VenueOrder[]; identity: string } | Unknown {
  const orders = new Map<OrderId, VenueOrder>()
  for (const row of rows) {
    const order = parseOrderRow(row)
    if (typeof order === 'string') return unknown(order)
    orders.set(order.id, order)
  }
  return { ok: true, value: [...orders.values()], identity: [...orders.keys()].sort().join() }
}

/** One order by its hash, of whatever status. */
export async function readOrder(session: Session, id: OrderId): Promise<Read<VenueOrder | 'absent'>> {
  const asOf = session.clock.nowMs()
  const answer = await askRead(session, () => session.client.getOrder(id))
  const order = interpretOrder(answer, id)
  return typeof order === 'object' && 'unknown' in order ? order : known(order, asOf)
}

/** The venue says "no such order" in four ways: null, "", nothing at all, and 404 with an error of its own. */
export function interpretOrder(answer: Answer, id: OrderId): VenueOrder | 'absent' | Unknown {
  if (answer.is !== 'answer') return unknown(describe(answer))
  const { status, body } = answer
  const value = body.is === 'json' ? body.value : undefined
  if (status === 404 && isObject(value) && typeof value['error'] === 'string') return 'absent'
  if (status !== 200 || body.is === 'text') return unknown(describe(answer))
  if (body.is === 'empty' || value === null || value === '') return 'absent'
  const order = parseOrderRow(value)
  if (typeof order === 'string') return unknown(order)
  return order.id === id.toLowerCase() ? order : unknown(`asked for order ${id}, got ${order.id}`)
}
