import { hasId, type Order } from '../domain/order.ts'
import { idsOf } from '../engine/cancelOrders.ts'
import { isPastExpiry, UNREAD_MARGIN_MS } from '../machine/expiryProof.ts'
import type { Ports } from '../ports/ports.ts'

/**
 * Why an order that may be live cannot be given up yet, whatever the operator says; null: it is past any life that it can
 * have by both clocks, a cancel naming it was answered, and a complete list lacks it. What then misses for a proof, its
 * hash read or lists of the credentials that posted it, is the operator's word.
 */
export async function whyNotWrittenOff(
  { venue, clock }: Ports,
  orders: readonly Order[],
  slackMs: number,
): Promise<string | null> {
  const time = await venue.timeMs()
  if (!time.ok) return `the venue's clock cannot be read: ${time.unknown}`
  const earlierMs = Math.min(clock.nowMs(), time.value)
  const young = orders.find((order) => !isPastExpiry(order, earlierMs, slackMs))
  if (young !== undefined) {
    const end = new Date(young.expiresAtMs + slackMs + UNREAD_MARGIN_MS).toISOString()
    return `order ${young.id} may be live until ${end}: wait`
  }
  const ids = orders.flatMap(idsOf)
  const { byId } = await venue.cancel(ids)
  for (const id of ids) {
    const outcome = byId.get(id)
    if (outcome?.is === 'canceled') return `order ${id} has just been cancelled: try again in a minute`
    if (outcome?.is !== 'notCanceled') return `the cancel of order ${id} was not answered: try again`
  }
  const list = await venue.openOrders(new Set(ids))
  if (!list.ok) return `the open orders cannot be read: ${list.unknown}`
  if (!list.value.provesAbsence) return 'the list of open orders may be incomplete'
  const listed = orders.find((order) => list.value.orders.some(({ id }) => hasId(order, id)))
  return listed === undefined ? null : `order ${listed.id} is in the list of open orders: cancel it`
}
