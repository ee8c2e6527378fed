import type { Book, Level } from '../../../shared/domain/market.ts'
import { type ListedOrder, wholeList } from '../../../shared/domain/openOrders.ts'
import type { Read } from '../../../shared/domain/read.ts'
import { epochMs, MICROS, price, size } from '../../../shared/domain/units.ts'
import type { MarketItem } from '../../../shared/ports/store.ts'
import { ASK_MICROS, BID_MICROS, SIBLING_TOKEN, START_MS } from './modelSettings.ts'
import { type Applied, controlOf, type Half, type ModelOrder, type Op, type World } from './world.ts'

/** Two outcomes of one market: each half of the world is one of its own, and the account reads show both. */

/** The same world, as the other outcome sees it. */
export function swapped(world: World): World {
  const { sibling, item, venue, ghost } = world
  if (sibling === undefined) return world
  const { intents, boughtMicros, soldMicros } = ghost
  return {
    ...world,
    item: sibling.item,
    venue: sibling.venue,
    ghost: { ...ghost, ...sibling.ghost },
    sibling: { item, venue, ghost: { intents, boughtMicros, soldMicros } },
  }
}

/** Both views of it, each with those of the requests in flight that are its own. */
export function halvesOf(world: World): readonly World[] {
  if (world.sibling === undefined) return [world]
  const own = (isSibling: boolean): World['inFlight'] =>
    world.inFlight.filter(({ op }) => op.do !== 'post' || isOfSibling(op) === isSibling)
  return [
    { ...world, inFlight: own(false) },
    { ...swapped(world), inFlight: own(true) },
  ]
}

/** Whose a request is. */
export function isOfSibling(op: Op): boolean {
  switch (op.do) {
    case 'post':
      return op.order.draft.tokenId === SIBLING_TOKEN
    case 'commit':
    case 'renew':
    case 'putUnlatched':
    case 'look':
    case 'release':
      return op.lease.tokenId === SIBLING_TOKEN
    case 'acquire':
    case 'claim':
    case 'balance':
    case 'books':
    case 'haltCheck':
      return op.sibling === true
    default:
      return false
  }
}

type ApplyToOne = (world: World, op: Op) => Applied

/** One request, at the half that it is for, or at both. */
export function applyToPair(world: World, op: Op, applyToOne: ApplyToOne): Applied {
  const both = (): readonly [unknown, unknown] => [
    applyToOne(world, op).result,
    applyToOne(swapped(world), op).result,
  ]
  switch (op.do) {
    case 'marketItems':
      return { world, result: joined<readonly MarketItem[]>(both(), (a, b) => [...a, ...b]) }
    case 'trades':
    case 'tradesById':
      return { world, result: joined<Legs>(both(), joinLegs) }
    case 'history':
      return {
        world,
        result: joined<{ trades: Legs }>(both(), (a, b) => ({ ...a, trades: joinLegs(a.trades, b.trades) })),
      }
    case 'openOrders':
      return {
        world,
        result: joined<{ orders: readonly ListedOrder[] }>(both(), (a, b) =>
          wholeList([...a.orders, ...b.orders]),
        ),
      }
    case 'positions':
      return { world, result: joined<Map<string, number>>(both(), joinRows) }
    case 'order':
      return {
        world,
        result: joined<unknown>(both(), (a, b) => (a === 'absent' ? b : a)),
      }
    case 'cancel':
    case 'cancelMarket':
      return cancelled(world, op, applyToOne)
    case 'books':
      return { world, result: known(world, bookOf(isOfSibling(op) ? swapped(world) : world)) }
    case 'haltCheck':
      return { world, result: looked(world, isOfSibling(op)) }
    default:
      return isOfSibling(op) ? atSibling(world, (half) => applyToOne(half, op)) : applyToOne(world, op)
  }
}

function atSibling(world: World, apply: (half: World) => Applied): Applied {
  const { world: after, result } = apply(swapped(world))
  return { world: swapped(after), result }
}

interface Legs {
  readonly legs: readonly unknown[]
}

const joinLegs = (a: Legs, b: Legs): Legs => ({ ...a, legs: [...a.legs, ...b.legs] })

const joinRows = (a: Map<string, number>, b: Map<string, number>): Map<string, number> =>
  // JSON would drop what a map holds, and histories are told apart by their JSON.
  Object.assign(new Map([...a, ...b]), { toJSON: () => [...a, ...b] })

function joined<T>([own, other]: readonly [unknown, unknown], join: (own: T, other: T) => T): Read<T> {
  const [a, b] = [own as Read<T>, other as Read<T>]
  if (!a.ok) return a
  return b.ok ? { ...a, value: join(a.value, b.value) } : b
}

interface Report {
  readonly byId: ReadonlyMap<string, { readonly is: string }>
  readonly canceled: readonly string[]
}

function cancelled(world: World, op: Op, applyToOne: ApplyToOne): Applied {
  const own = applyToOne(world, op)
  const other = atSibling(own.world, (half) => applyToOne(half, op))
  const [a, b] = [own.result as Report, other.result as Report]
  const byId = new Map(
    [...a.byId].map(([id, answer]) => [id, b.byId.get(id)?.is === 'canceled' ? b.byId.get(id) : answer]),
  )
  return {
    world: other.world,
    result: { byId, canceled: [...a.canceled, ...b.canceled], complete: true },
  }
}

function looked(world: World, isSibling: boolean): unknown {
  const { item } = isSibling ? swapped(world) : world
  return { control: known(world, controlOf(world)), sibling: known(world, item.state) }
}

/** The others' book, the same for both outcomes, and our own orders as the venue shows them on it. */
function bookOf(world: World): Book {
  const resting = (orders: readonly ModelOrder[]) => orders.filter(({ live }) => live)
  const own = resting(world.venue.orders).map((order) => ({ ...order, shown: order.priceMicros }))
  const mirrored = resting(world.sibling?.venue.orders ?? []).map((order) => ({
    ...order,
    side: order.side === 'BUY' ? 'SELL' : 'BUY',
    shown: MICROS - order.priceMicros,
  }))
  const levels = (side: string, others: number): readonly Level[] => {
    const sizes = new Map([[others, OTHERS_MICROS]])
    for (const order of [...own, ...mirrored]) {
      if (order.side !== side) continue
      sizes.set(order.shown, (sizes.get(order.shown) ?? 0) + order.sizeMicros - order.matchedMicros)
    }
    return [...sizes]
      .map(([priceMicros, sizeMicros]) => ({ priceMicros: price(priceMicros), sizeMicros: size(sizeMicros) }))
      .toSorted((a, b) => (side === 'BUY' ? b.priceMicros - a.priceMicros : a.priceMicros - b.priceMicros))
  }
  const [bids, asks] = [levels('BUY', BID_MICROS), levels('SELL', ASK_MICROS)]
  return {
    bids,
    asks,
    bidDepthMicros: size(bids.reduce((sum, level) => sum + level.sizeMicros, 0)),
    askDepthMicros: size(asks.reduce((sum, level) => sum + level.sizeMicros, 0)),
    venueAtMs: epochMs(START_MS),
  }
}

const OTHERS_MICROS = 500_000_000

/** Of an outcome that has never traded. */
export const halfOf = ({ item, venue }: World): Half => ({
  item,
  venue: { ...venue, tokenId: SIBLING_TOKEN },
  ghost: { intents: {}, boughtMicros: 0, soldMicros: 0 },
})

const known = (world: World, value: unknown) => ({ ok: true, value, asOf: world.nowMs })
