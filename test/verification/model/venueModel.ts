import type { SeenLeg } from '../../../shared/domain/leg.ts'
import { type ListedOrder, type OpenOrders, wholeList } from '../../../shared/domain/openOrders.ts'
import { epochMs, orderId, price, size, tradeId, usdc } from '../../../shared/domain/units.ts'
import { MARKET, TOKEN } from './modelSettings.ts'
import type { Applied, ModelLeg, ModelOrder, Op, VenueState, World } from './world.ts'

/** The venue refuses a shorter life than this, which bounds how late a lost POST can still land. */
const SHORTEST_LIFE_MS = 180_000
/** It drops a GTD order this long before its stated end. */
const EARLY_MS = 60_000

type VenueOp = Extract<
  Op,
  {
    do:
      | 'post'
      | 'cancel'
      | 'cancelMarket'
      | 'trades'
      | 'history'
      | 'tradesById'
      | 'openOrders'
      | 'order'
      | 'balance'
      | 'positions'
  }
>

/** The Venue port as one atomic step each: what the venue does when the request arrives, and what it answers. */
export function applyToVenue(world: World, op: VenueOp): Applied {
  const { venue } = world
  switch (op.do) {
    case 'post':
      return post(world, op)
    case 'cancel':
      return cancel(world, op.ids)
    case 'cancelMarket':
      return cancel(
        world,
        venue.orders.filter((order) => order.live).map((order) => order.id),
      )
    case 'trades':
      return {
        world,
        result: known(
          world,
          tradesOf(venue, (leg) => leg.matchedAtMs >= op.sinceMs),
        ),
      }
    case 'history': {
      const within = (leg: ModelLeg): boolean => leg.matchedAtMs >= op.fromMs && leg.matchedAtMs < op.untilMs
      return { world, result: known(world, { is: 'whole', trades: tradesOf(venue, within) }) }
    }
    case 'tradesById':
      return {
        world,
        result: known(
          world,
          tradesOf(venue, (leg) => op.ids.includes(leg.tradeId)),
        ),
      }
    case 'openOrders':
      return { world, result: known(world, listOf(venue)) }
    case 'order': {
      const order = venue.orders.find((each) => each.id === op.id)
      return { world, result: known(world, order === undefined ? 'absent' : told(venue)(order)) }
    }
    case 'balance':
      return { world, result: known(world, size(settledMicros(venue))) }
    case 'positions': {
      const heldMicros = settledMicros(venue)
      const records = new Map(heldMicros > 0 ? [[venue.tokenId ?? TOKEN, size(heldMicros)]] : [])
      // JSON would drop what a map holds, and histories are told apart by their JSON.
      return { world, result: known(world, Object.assign(records, { toJSON: () => heldMicros })) }
    }
  }
}

/** What a read that lags still shows. */
export const lagging = (world: World): World => ({
  ...world,
  venue: { ...world.venue, ...world.venue.before },
})

export function canLand(order: { readonly draft: { readonly expiresAtMs: number } }, nowMs: number): boolean {
  return order.draft.expiresAtMs >= nowMs + SHORTEST_LIFE_MS
}

function post(world: World, { order }: Extract<Op, { do: 'post' }>): Applied {
  const { venue, nowMs } = world
  const { draft } = order
  if (venue.orders.some((each) => each.id === order.id)) {
    return { world, result: { is: 'unknown', why: 'order is invalid. Duplicated.' } }
  }
  if (!canLand(order, nowMs)) return refused(world, 'expiration', 'expires too soon')
  if (draft.side === 'SELL' && freeMicros(venue) < draft.sizeMicros) {
    return refused(world, 'balance', 'not enough balance / allowance')
  }
  const placed: ModelOrder = {
    id: order.id,
    purpose: draft.purpose,
    side: draft.side,
    priceMicros: draft.priceMicros,
    sizeMicros: draft.sizeMicros,
    matchedMicros: 0,
    createdAtMs: nowMs,
    expiresAtMs: draft.expiresAtMs,
    live: true,
  }
  return {
    world: changed(world, { orders: [...venue.orders, placed] }),
    result: { is: 'accepted', id: order.id },
  }
}

const refused = (world: World, code: string, text: string): Applied => ({
  world,
  result: { is: 'rejected', code, text },
})

function cancel(world: World, ids: readonly string[]): Applied {
  const { venue } = world
  const canceled = venue.orders.filter((order) => order.live && ids.includes(order.id)).map(({ id }) => id)
  const orders =
    canceled.length === 0
      ? venue.orders
      : venue.orders.map((order) => (canceled.includes(order.id) ? { ...order, live: false } : order))
  const byId = new Map(
    ids.map((id) => [
      id,
      canceled.includes(id) ? { is: 'canceled' } : { is: 'notCanceled', text: 'not found or already gone' },
    ]),
  )
  const next = canceled.length === 0 ? world : changed(world, { orders })
  return { world: next, result: { byId, canceled, complete: true } }
}

/** Fills part of a live order, at its limit; the leg is provisional until it is settled. */
export function fill(world: World, id: string, sizeMicros: number, sameTrade: boolean): World {
  const { venue } = world
  const order = venue.orders.find((each) => each.id === id)
  if (order === undefined) return world
  const matchedMicros = order.matchedMicros + sizeMicros
  const number = venue.legs.filter((each) => each.orderId === id).length
  const leg: ModelLeg = {
    // One trade can fill two of our orders, but each of them once.
    tradeId: sameTrade ? `T${number}` : `t${number}-${id}`,
    orderId: id,
    side: order.side,
    role: order.purpose === 'flatten' ? 'taker' : 'maker',
    sizeMicros,
    priceMicros: order.priceMicros,
    // The venue tells match times in whole seconds.
    matchedAtMs: Math.floor(world.nowMs / 1000) * 1000,
    status: 'PROVISIONAL',
  }
  const orders = venue.orders.map((each) =>
    each.id === id ? { ...each, matchedMicros, live: matchedMicros < each.sizeMicros } : each,
  )
  return changed(world, { orders, legs: [...venue.legs, leg] })
}

export function settle(world: World, leg: ModelLeg, status: 'CONFIRMED' | 'FAILED'): World {
  const { venue, ghost } = world
  const legs = venue.legs.map((each) => (each === leg ? { ...each, status } : each))
  const settled = changed(world, { legs })
  if (status === 'FAILED') return settled
  const boughtMicros = ghost.boughtMicros + (leg.side === 'BUY' ? leg.sizeMicros : 0)
  const soldMicros = ghost.soldMicros + (leg.side === 'SELL' ? leg.sizeMicros : 0)
  return { ...settled, ghost: { ...ghost, boughtMicros, soldMicros } }
}

/** The venue's own doing as time passes: orders are dropped a minute before their end. */
export function expire(world: World): World {
  const { venue, nowMs } = world
  const isOver = (order: ModelOrder): boolean => order.live && order.expiresAtMs - EARLY_MS <= nowMs
  if (!venue.orders.some(isOver)) return world
  return changed(world, {
    orders: venue.orders.map((order) => (isOver(order) ? { ...order, live: false } : order)),
  })
}

/** Shares in the wallet. */
export const settledMicros = ({ legs }: VenueState): number =>
  legs.reduce(
    (total, leg) =>
      leg.status === 'CONFIRMED' ? total + (leg.side === 'BUY' ? leg.sizeMicros : -leg.sizeMicros) : total,
    0,
  )

/** Shares no open or unsettled SELL has a claim on. */
function freeMicros(venue: VenueState): number {
  const resting = venue.orders
    .filter((order) => order.live && order.side === 'SELL')
    .reduce((total, order) => total + order.sizeMicros - order.matchedMicros, 0)
  const selling = venue.legs
    .filter((leg) => leg.side === 'SELL' && leg.status === 'PROVISIONAL')
    .reduce((total, leg) => total + leg.sizeMicros, 0)
  return settledMicros(venue) - resting - selling
}

const changed = (world: World, change: Partial<VenueState>): World => ({
  ...world,
  venue: {
    ...world.venue,
    ...change,
    before: { orders: world.venue.orders, legs: world.venue.legs },
  },
})

const tradesOf = (venue: VenueState, wanted: (leg: ModelLeg) => boolean) => ({
  legs: venue.legs.filter(wanted).map(seen(venue)),
  withoutId: [],
  unreadable: [],
})

const seen =
  ({ tokenId = TOKEN }: VenueState) =>
  (leg: ModelLeg): SeenLeg => ({
    tradeId: tradeId(leg.tradeId),
    orderId: orderId(leg.orderId),
    market: MARKET,
    tokenId,
    side: leg.side,
    role: leg.role,
    sizeMicros: size(leg.sizeMicros),
    priceMicros: price(leg.priceMicros),
    notionalMicros: usdc(Math.round((leg.priceMicros * leg.sizeMicros) / 1_000_000)),
    matchedAtMs: epochMs(leg.matchedAtMs),
    status: leg.status,
    mined: leg.status === 'CONFIRMED',
  })

const listOf = (venue: VenueState): OpenOrders =>
  wholeList(venue.orders.filter((order) => order.live).map(told(venue)))

const told =
  ({ tokenId = TOKEN }: VenueState) =>
  (order: ModelOrder): ListedOrder => ({
    id: orderId(order.id),
    market: MARKET,
    tokenId,
    side: order.side,
    status: order.live ? 'LIVE' : 'TERMINAL',
    priceMicros: price(order.priceMicros),
    sizeMicros: size(order.sizeMicros),
    matchedMicros: size(order.matchedMicros),
    createdAtMs: epochMs(order.createdAtMs),
  })

const known = (world: World, value: unknown) => ({ ok: true, value, asOf: world.nowMs })
