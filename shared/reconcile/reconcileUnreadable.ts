import type { UnreadableLeg } from '../domain/leg.ts'
import type { UnreadableOrder } from '../domain/openOrders.ts'
import { hasId } from '../domain/order.ts'
import type { OrderId } from '../domain/units.ts'
import { mayBeAt, type UnreadableRecord } from '../domain/unreadable.ts'
import { without } from '../domain/without.ts'
import type { MachineEvent } from '../machine/event.ts'
import { type Facts, happened } from '../machine/facts.ts'
import type { Observation } from '../machine/observation.ts'
import { placeOf } from '../machine/place.ts'
import { MAX_UNREADABLE_PAGED, type MarketState } from '../machine/state.ts'
import { readCursorMs } from './readCursor.ts'

/**
 * Records of ours that cannot be read: each is reported once, and a fill among them is an open question of this market alone.
 * Until it is answered nothing is posted here and the cursor stays; what else was read counts, and the bot is not blind.
 */
export function reconcileUnreadable(facts: Facts, seen: Observation): Facts {
  const before = facts.state.unreadable
  const trades = unreadableLegs(facts.state, seen)
  const orders = unreadableOrders(facts.state, seen)
  const paged = before?.told ?? []
  const isUnread = !seen.trades.ok || !seen.openOrders.ok
  const keys = [...trades, ...orders].map(({ key }) => key)
  // A list that was not read does not end what it showed.
  const now = [...new Set([...(isUnread ? paged : []), ...keys])].slice(0, MAX_UNREADABLE_PAGED)
  const readAtMs = seen.trades.ok && trades.length > 0 ? seen.trades.asOf : before?.tradesReadAtMs
  const next: Facts = {
    ...facts,
    tradesUsable: facts.tradesUsable && trades.length === 0,
    state:
      now.length === 0
        ? without(facts.state, 'unreadable')
        : {
            ...facts.state,
            unreadable: { told: now, ...(readAtMs === undefined ? {} : { tradesReadAtMs: readAtMs }) },
          },
  }
  const fresh = (record: { readonly key: string }): boolean =>
    now.includes(record.key) && !paged.includes(record.key)
  return happened(
    next,
    ...trades.filter(fresh).map((record) => eventOf('fill', record)),
    ...orders.filter(fresh).map((record) => eventOf('order', record)),
  )
}

const eventOf = (of: 'fill' | 'order', { raw, market, tokenId }: UnreadableRecord): MachineEvent => ({
  is: 'unreadable',
  of,
  raw,
  ...(market === null && tokenId === null ? { ofAccount: true } : {}),
})

/** Fills that may be this market's: by an order of its own, or by what the record says; those set aside are answered. */
export function unreadableLegs(state: MarketState, seen: Observation): readonly UnreadableLeg[] {
  if (!seen.trades.ok) return []
  const place = placeOf(state, seen)
  const sinceMs = Math.max(state.adoptedAtMs, readCursorMs(state))
  return seen.trades.value.unreadable.filter((record) => {
    if (state.setAside?.includes(record.key) === true) return false
    if (isOurs(state, record)) return true
    return mayBeAt(record, place) && (record.matchedAtMs === null || record.matchedAtMs >= sinceMs)
  })
}

function unreadableOrders(state: MarketState, seen: Observation): readonly UnreadableOrder[] {
  if (!seen.openOrders.ok) return []
  const place = placeOf(state, seen)
  return seen.openOrders.value.unreadable.filter((record) => isOurs(state, record) || mayBeAt(record, place))
}

const isOurs = ({ orders }: MarketState, { orderId }: { readonly orderId: OrderId | null }): boolean =>
  orders.some((order) => hasId(order, orderId))
