import type { VenueOrder } from '../domain/market.ts'
import { provesAbsenceAt } from '../domain/openOrders.ts'
import { type Death, diedOnBook, hasId, isClosed, isDead, type Order } from '../domain/order.ts'
import type { Read } from '../domain/read.ts'
import type { EpochMs } from '../domain/units.ts'
import { without } from '../domain/without.ts'
import type { MachineEvent } from '../machine/event.ts'
import { isPastExpiry, withAbsence, withoutAbsence } from '../machine/expiryProof.ts'
import { type Facts, happened } from '../machine/facts.ts'
import { hasAllFills } from '../machine/inventory.ts'
import type { Observation } from '../machine/observation.ts'
import { placeOf } from '../machine/place.ts'
import type { MarketState } from '../machine/state.ts'
import { suspect } from '../machine/suspicion.ts'

export interface OrderTiming {
  readonly expirySlackMs: number
  readonly fillSettleMs: number
  readonly settleStuckMs: number
}

/** Complete looks that must agree before an order nobody knows is called dead. */
const ABSENCES_TO_DIE = 2

/**
 * Brings our orders into line with what the venue says of them by hash and in its list.
 *
 * 1. Dead needs proof: terminal by hash, or absent by hash and from two complete lists after expiry and slack; where
 *    the hash cannot be read, a minute later still, after an answered cancel, from two lists of the same credentials.
 * 2. "Not found" alone proves nothing; a failed read proves nothing.
 * 3. Dead never comes alive again: ours and known dead in a list is that list's lag.
 * 4. Closed is dead with every fill it can have in the legs, or a complete trades read begun long enough after death.
 */
export function reconcileOrders(facts: Facts, seen: Observation, timing: OrderTiming): Facts {
  const unlisted = unlistedOrders(facts.state, seen)
  const events: MachineEvent[] = []
  const orders = facts.state.orders.map((order) => {
    if (isClosed(order)) return order
    const lived = live(facts, order, seen, unlisted.length > 0, timing)
    if (!isDead(order)) events.push(...endOf(lived))
    const marked = mark(lived, facts, seen, timing)
    if (marked.stuck === true && order.stuck !== true) events.push({ is: 'orderStuck', id: order.id })
    return marked
  })
  return happened({ ...facts, state: suspect({ ...facts.state, orders }, { unlisted }) }, ...events)
}

/** What the two reads say of the order's life. */
function live(
  facts: Facts,
  order: Order,
  seen: Observation,
  listIsBlind: boolean,
  timing: OrderTiming,
): Order {
  const listed = inList(order, seen.openOrders)
  const byId = lookUp(order, seen)
  const reported = byId?.ok === true && byId.value !== 'absent' ? byId.value : listed

  if (reported !== null && reported.status === 'TERMINAL') {
    const dead = isDead(order) ? order : die(order, 'terminal', seen.nowMs)
    // Only a terminal order's matched size is the last word: what a live one says may still grow.
    return { ...dead, matchedMicros: reported.matchedMicros ?? order.matchedMicros }
  }
  if (isDead(order)) return order
  if (reported !== null) return shown(order)
  if (byId?.ok !== true) return unread(order, facts.state, seen, listIsBlind, timing)

  const absent = !listIsBlind && provesAbsent(facts.state, order, seen)
  // The venue drops it by its own clock: ours alone, should it be ahead, would call it dead too early.
  if (!absent || !seen.openOrders.ok || !seen.skewMs.ok) return order
  const venueMs = seen.openOrders.asOf + Math.min(seen.skewMs.value, 0)
  if (venueMs <= order.expiresAtMs + timing.expirySlackMs) return order
  const absences = order.absences + 1
  return absences >= ABSENCES_TO_DIE
    ? { ...die(order, 'expired', seen.nowMs), absences }
    : { ...order, absences }
}

/** It is on the book: what had spoken for its end is void. */
const shown = (order: Order): Order =>
  order.life.at === 'LIVE' && order.absences === 0 && order.outlived === undefined
    ? order
    : { ...without(order, 'outlived'), life: { at: 'LIVE' }, absences: 0 }

/** Known to be past its date once, an order whose hash cannot be read is proven dead list by list. */
function unread(
  order: Order,
  state: MarketState,
  seen: Observation,
  listIsBlind: boolean,
  { expirySlackMs }: OrderTiming,
): Order {
  const { openOrders: list, skewMs, nowMs } = seen
  const isPast = skewMs.ok && isPastExpiry(order, nowMs + Math.min(skewMs.value, 0), expirySlackMs)
  const proof = order.outlived ?? (isPast ? { sinceMs: nowMs } : null)
  if (proof === null) return order
  if (isNamed(order, list)) return { ...order, outlived: withoutAbsence(proof) }
  const proves =
    list.ok && list.value.by === order.postedBy && !listIsBlind && provesAbsent(state, order, seen)
  const next = proves ? withAbsence(proof, list.asOf) : proof
  return next === 'dead' ? die(order, 'expired', nowMs) : { ...order, outlived: next }
}

/** Closes a dead order whose fills are all in, or calls it stuck. */
function mark(order: Order, facts: Facts, seen: Observation, timing: OrderTiming): Order {
  if (order.life.at !== 'DEAD') return order
  if (isComplete(order, order.life.sinceMs, facts, seen, timing)) return { ...order, closedAtMs: seen.nowMs }
  // Behind, nobody has looked for its fills any further than that.
  const lateMs = (seen.catchUp?.endMs ?? seen.nowMs) - order.life.sinceMs
  return lateMs > timing.settleStuckMs ? { ...order, stuck: true } : order
}

function isComplete(
  order: Order,
  deadSinceMs: EpochMs,
  facts: Facts,
  seen: Observation,
  timing: OrderTiming,
): boolean {
  if (order.matchedMicros !== null) return hasAllFills(facts.state, order, order.matchedMicros)
  return facts.tradesUsable && seen.trades.ok && seen.trades.asOf >= deadSinceMs + timing.fillSettleMs
}

/**
 * Orders that live by hash while a complete list lacks them: until they show or die, that list proves no absence.
 * The very list of the state where that is what still holds.
 */
function unlistedOrders(state: MarketState, seen: Observation): MarketState['suspicion']['unlisted'] {
  const candidates = state.orders.filter((order) => !isDead(order))
  const unlisted = candidates
    .filter((order) => {
      if (isNamed(order, seen.openOrders)) return false
      const byId = lookUp(order, seen)
      // Past its date it no longer has to show.
      if (byId?.ok !== true)
        return order.outlived === undefined && state.suspicion.unlisted.includes(order.id)
      return seen.openOrders.ok && seen.openOrders.value.provesAbsence
        ? shows(byId, 'LIVE')
        : state.suspicion.unlisted.includes(order.id)
    })
    .map((order) => order.id)
  const { unlisted: before } = state.suspicion
  const isSame = unlisted.length === before.length && unlisted.every((id, i) => id === before[i])
  return isSame ? before : unlisted
}

/** The order by hash. Known under two ids it is as alive as either of them, and unknown until both were answered. */
function lookUp(order: Order, seen: Observation): Read<VenueOrder | 'absent'> | undefined {
  const reads = [order.id, ...(order.otherId === undefined ? [] : [order.otherId])].map((id) => seen.byId[id])
  const answered = (status: VenueOrder['status']) => reads.find((read) => shows(read, status))
  const alive = answered('LIVE')
  if (alive !== undefined) return alive
  return reads.every((read) => read?.ok === true) ? (answered('TERMINAL') ?? reads[0]) : undefined
}

const shows = (read: Read<VenueOrder | 'absent'> | undefined, status: VenueOrder['status']): boolean =>
  read?.ok === true && read.value !== 'absent' && read.value.status === status

const inList = (order: Order, list: Observation['openOrders']): VenueOrder | null =>
  list.ok ? (list.value.orders.find((each) => hasId(order, each.id)) ?? null) : null

/** In the list, be it in a record that cannot be read. */
const isNamed = (order: Order, list: Observation['openOrders']): boolean =>
  inList(order, list) !== null ||
  (list.ok && list.value.unreadable.some(({ orderId }) => hasId(order, orderId)))

/** A list that was read whole has no record that is or may be this order. */
const provesAbsent = (state: MarketState, order: Order, seen: Observation): boolean =>
  seen.openOrders.ok &&
  !isNamed(order, seen.openOrders) &&
  provesAbsenceAt(seen.openOrders.value, placeOf(state, seen))

/** By what was observed an order ends in two ways alone. */
const die = (order: Order, how: Extract<Death, 'terminal' | 'expired'>, sinceMs: EpochMs): Order => ({
  ...order,
  life: { at: 'DEAD', sinceMs, how },
})

const endOf = ({ id, life, matchedMicros }: Order): readonly MachineEvent[] =>
  diedOnBook(life) ? [{ is: 'orderEnded', id, how: life.how, atMs: life.sinceMs, matchedMicros }] : []
