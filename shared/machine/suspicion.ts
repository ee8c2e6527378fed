import { formatMicros } from '../domain/decimal.ts'
import type { OpenOrders } from '../domain/openOrders.ts'
import { diedOnBook, hasId, isDead, type Order } from '../domain/order.ts'
import { updated } from '../domain/updated.ts'
import { isManualOrder, manualSinceMs } from './manualTrading.ts'
import type { Sibling } from './sibling.ts'
import type { MarketState, Suspicion } from './state.ts'
import { isExplainedByTrades } from './tally.ts'
import type { Watch, Watched } from './watch.ts'

/**
 * open_orders > allowed: more than one BUY or SELL of the token, or an order of this market that is not ours, in two
 * complete lists far enough apart. The first look already blocks posting. Ours and known dead is the list's lag.
 */
export function watchOpenOrders({ state, seen, settings }: Watched): Watch {
  if (!seen.openOrders.ok) return { state, stop: null }
  const excess = excessOrders(
    state,
    withoutSibling(withoutHandOrders(seen.openOrders.value, seen, settings), seen.sibling),
  )
  const since = state.suspicion.openOrdersSinceMs
  if (excess === null) return { state: suspect(state, { openOrdersSinceMs: null }), stop: null }
  const firstMs = since ?? seen.openOrders.asOf
  return {
    state: suspect(state, { openOrdersSinceMs: firstMs }),
    stop: seen.openOrders.asOf - firstMs >= settings.safety.openOrdersGapMs ? excess : null,
  }
}

/** The person's own orders are shown, and are no reason to STOP. */
function withoutHandOrders(
  list: OpenOrders,
  { control }: Watched['seen'],
  { safety }: Watched['settings'],
): OpenOrders {
  const sinceMs = manualSinceMs(control)
  const orders = list.orders.filter((order) => !isManualOrder(order, sinceMs, safety.maxSkewMs))
  return { ...list, orders }
}

/** Its own machine judges them. */
function withoutSibling(list: OpenOrders, sibling: Sibling | undefined): OpenOrders {
  if (sibling === undefined) return list
  const ids = new Set(sibling.orders?.ok === true ? sibling.orders.value.flatMap((order) => order.ids) : [])
  return {
    ...list,
    orders: list.orders.filter(({ id, tokenId }) => tokenId !== sibling.tokenId && !ids.has(id)),
    unreadable: list.unreadable.filter(
      ({ orderId, tokenId }) => tokenId !== sibling.tokenId && !(orderId !== null && ids.has(orderId)),
    ),
  }
}

function excessOrders(state: MarketState, list: OpenOrders): string | null {
  const ofMarket = list.orders.filter((order) => order.market === state.market)
  // A record that cannot be read is still an open order, and only its id shows whose.
  const odd = list.unreadable.flatMap(({ market, orderId }) =>
    market === state.market && orderId !== null ? [orderId] : [],
  )
  const stranger = [...ofMarket.map(({ id }) => id), ...odd].find(
    (id) => !state.orders.some((order) => hasId(order, id)),
  )
  if (stranger !== undefined) return `order ${stranger} is open on this market and is not ours`
  const undead = ofMarket.find((each) =>
    state.orders.some((order) => hasId(order, each.id) && wasNever(order)),
  )
  if (undead !== undefined) return `order ${undead.id} is open although the venue had refused it`
  for (const side of ['BUY', 'SELL'] as const) {
    const live = ofMarket.filter(
      (each) =>
        (each.side === null || each.side === side) &&
        !state.orders.some((order) => hasId(order, each.id) && isDead(order)),
    )
    if (live.length > 1) return `${live.length} ${side} orders are open, one is allowed`
  }
  return null
}

/** Proven never to have been on the book: if it shows there, the proof was none. */
const wasNever = ({ life }: Order): boolean => life.at === 'DEAD' && !diedOnBook(life)

/**
 * REST positions flapping without trades: two unexplained changes within the window. A change is explained if the new
 * value can be made of what we held lately and the trades since. A missing record is no value.
 */
export function watchPosition({ state, seen, settings }: Watched): Watch {
  const read = seen.restPosition
  if (read === undefined || !read.ok || typeof read.value === 'string' || state.settling)
    return { state, stop: null }
  if (state.handFilled === true) return { state: suspect(state, { flaps: [] }), stop: null }
  // Trades that would explain it are not read yet.
  if (state.catchUp !== undefined) {
    return { state: suspect(state, { flaps: [], restPositionMicros: null }), stop: null }
  }
  const value = read.value
  const { restPositionMicros: last } = state.suspicion
  const { flapWindowMs, positionLagMs } = settings.safety
  const recent = state.suspicion.flaps.filter((atMs) => seen.nowMs - atMs <= flapWindowMs)
  const changed = last !== null && value !== last
  const flaps = changed && !isExplainedByTrades(state, value) ? [...recent, seen.nowMs] : recent
  return {
    state: suspect(state, { flaps: flaps.slice(-2), restPositionMicros: value }),
    stop:
      flaps.length >= 2
        ? `the positions API changed twice without a trade within ${flapWindowMs / 1000} s (now ${formatMicros(value)}; lag allowed ${positionLagMs / 1000} s)`
        : null,
  }
}

export const suspect = (state: MarketState, change: Partial<Suspicion>): MarketState =>
  updated(state, { suspicion: updated(state.suspicion, change) })
