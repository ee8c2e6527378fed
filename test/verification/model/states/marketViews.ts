import type { ControlItem } from '../../../../shared/domain/control.ts'
import { legKey, type SeenLeg, type Trades } from '../../../../shared/domain/leg.ts'
import type { VenueOrder } from '../../../../shared/domain/market.ts'
import { type ListedOrder, type OpenOrders, wholeList } from '../../../../shared/domain/openOrders.ts'
import { known, type Read, unknown } from '../../../../shared/domain/read.ts'
import { type MarketId, price, size, usdc } from '../../../../shared/domain/units.ts'
import { ordersInDoubt } from '../../../../shared/engine/observe.ts'
import type { LedgerAnswer, Observation } from '../../../../shared/machine/observation.ts'
import { legsToPoll, readCursorMs } from '../../../../shared/reconcile/readCursor.ts'
import { needsLedger, ofMarket } from '../../../../shared/reconcile/reconcileLegs.ts'
import { RUNNING } from '../../../support/runningControl.ts'
import { type BookName, bookNamed, type Domain, INFO, MODEL_SETTINGS, type ReadFault } from './domain.ts'
import { balanceMicros, type ControlMode, type TrueOrder, type TrueTrade, type World } from './world.ts'

/** One way a tick can see the world. */
export interface TickView {
  readonly label: string
  readonly seen: Observation
  readonly fault: ReadFault | null
  /** Nothing failed, and the market can be quoted in. */
  readonly calm: boolean
}

const MARKET: MarketId = MODEL_SETTINGS.market

/** Every way: the truth under each book, and each fault under the first. A fault that changes nothing is no other way. */
export function marketViews(world: World, domain: Domain): readonly TickView[] {
  const [first = 'calm'] = domain.books
  const truths = domain.books.map((book): TickView => {
    const calm = book !== 'empty' && book !== 'unread'
    return { label: `${book} book`, seen: observe(world, domain, book, null), fault: null, calm }
  })
  const faulty = domain.reads
    .filter((fault) => isPossible(fault, world))
    .map(
      (fault): TickView => ({ label: fault, seen: observe(world, domain, first, fault), fault, calm: false }),
    )
  return [...truths, ...faulty]
}

function isPossible(fault: ReadFault, world: World): boolean {
  const { orders, trades, state } = world
  const doubted = () => ordersInDoubt(state, readList(world, null))
  switch (fault) {
    case 'trades as last shown':
      return trades.some((trade) => !trade.hidden && trade.shown !== trade.status)
    case 'trades of all time':
      return trades.some((trade) => trade.matchedAtMs < readCursorMs(state))
    case 'ledger unread':
      return trades.some((trade) => !trade.hidden && needsLedger(state, legOf(trade)))
    case 'list lacks a live order':
      return orders.some((order) => order.at === 'live')
    case 'list still shows a dead order':
      return orders.some((order) => isStale(order, world))
    case 'order unread':
      return doubted().length > 0
    case 'order not found':
    case 'order without its matched size':
      return doubted().some((each) => orders.some((o) => o.id === each.id && o.at !== 'in flight'))
    case 'trades unread':
    case 'a trade without an id':
    case 'list unread':
    case 'list shows a stranger':
    case 'balance unread':
    case 'balance short':
    case 'position odd':
    case 'market unread':
    case 'clock skewed':
    case 'control unread':
    case 'ledger cannot be written':
      return true
  }
}

function observe(world: World, domain: Domain, book: BookName, fault: ReadFault | null): Observation {
  const { nowMs } = world
  const openOrders = readList(world, fault)
  const trades = readTrades(world, fault)
  const odd = fault === 'position odd' ? oddMicros(world) : balanceMicros(world)
  return {
    nowMs,
    control: fault === 'control unread' ? unknown('timed out') : known(controlOf(world.control), nowMs),
    trades,
    openOrders,
    byId: readOrders(world, openOrders, fault),
    ledger: readLedger(world, trades, fault),
    book: book === 'unread' ? unknown('timed out') : known(bookNamed(book), nowMs),
    info: fault === 'market unread' ? unknown('timed out') : known(INFO, nowMs),
    skewMs: known(fault === 'clock skewed' ? 60_000 : 0, nowMs),
    ...(fault === 'balance short' ? { balanceRefresh: { atMs: nowMs, answered: true } } : {}),
    balance:
      fault === 'balance unread'
        ? unknown('timed out')
        : known(size(fault === 'balance short' ? 0 : balanceMicros(world)), nowMs),
    // Where it is not what is explored, the position has no record, which is no value.
    restPosition: known(domain.reads.includes('position odd') ? size(odd) : 'absent', nowMs),
  }
}

/** Holdings that no trades of ours could make, and never the same twice in a row. */
const ODD_MICROS = [77_000_000_000, 88_000_000_000] as const
const oddMicros = ({ state }: World): number =>
  state.suspicion.restPositionMicros === ODD_MICROS[0] ? ODD_MICROS[1] : ODD_MICROS[0]

function readTrades(world: World, fault: ReadFault | null): Read<Trades> {
  if (fault === 'trades unread') return unknown('timed out')
  const { trades, state, nowMs } = world
  const cursorMs = fault === 'trades of all time' ? 0 : readCursorMs(state)
  const polled = new Set<string>(legsToPoll(state))
  const asShown = fault === 'trades as last shown'
  const legs = trades
    .filter((trade) => !trade.hidden && (trade.matchedAtMs >= cursorMs || polled.has(trade.id)))
    .filter((trade) => !asShown || trade.shown !== null)
    .map((trade) => legOf(asShown && trade.shown !== null ? { ...trade, status: trade.shown } : trade))
  const withoutId =
    fault === 'a trade without an id' ? [{ raw: '{"id":""}', market: MARKET, orderId: null }] : []
  return known({ legs, withoutId, unreadable: [] }, nowMs)
}

export const legOf = (trade: TrueTrade): SeenLeg => ({
  tradeId: trade.id,
  orderId: trade.order,
  market: MARKET,
  tokenId: MODEL_SETTINGS.tokenId,
  side: trade.side,
  role: 'maker',
  sizeMicros: trade.sizeMicros,
  priceMicros: trade.priceMicros,
  notionalMicros: usdc((trade.priceMicros * trade.sizeMicros) / 1_000_000),
  matchedAtMs: trade.matchedAtMs,
  status: trade.status,
  mined: false,
})

function readList(world: World, fault: ReadFault | null): Read<OpenOrders> {
  if (fault === 'list unread') return unknown('timed out')
  const live = fault === 'list lacks a live order' ? [] : world.orders.filter(({ at }) => at === 'live')
  const stale =
    fault === 'list still shows a dead order' ? world.orders.filter((order) => isStale(order, world)) : []
  const list = [...live, ...stale].map((order): ListedOrder => ({ ...asRead(order), status: 'LIVE' }))
  return known(
    wholeList(fault === 'list shows a stranger' ? [...list, strangerAt(world)] : list),
    world.nowMs,
  )
}

/** Dead at the venue, and we have not heard of it for certain. */
const isStale = (order: TrueOrder, { state }: World): boolean =>
  order.at === 'terminal' && state.orders.some((each) => each.id === order.id)

const strangerAt = ({ nowMs }: World): ListedOrder => ({
  id: '0xstranger' as VenueOrder['id'],
  market: MARKET,
  tokenId: MODEL_SETTINGS.tokenId,
  side: 'BUY',
  status: 'LIVE',
  priceMicros: price(300_000),
  sizeMicros: size(7_000_000),
  matchedMicros: size(0),
  createdAtMs: nowMs,
})

const asRead = (order: TrueOrder): ListedOrder => ({
  id: order.id,
  market: MARKET,
  tokenId: MODEL_SETTINGS.tokenId,
  side: order.side,
  status: order.at === 'terminal' ? 'TERMINAL' : 'LIVE',
  priceMicros: order.priceMicros,
  sizeMicros: order.sizeMicros,
  matchedMicros: size(order.matchedMicros),
  createdAtMs: order.createdAtMs,
})

function readOrders(world: World, list: Read<OpenOrders>, fault: ReadFault | null): Observation['byId'] {
  const read = (id: TrueOrder['id']): Read<VenueOrder | 'absent'> => {
    if (fault === 'order unread') return unknown('timed out')
    const order = world.orders.find((each) => each.id === id && each.at !== 'in flight')
    if (order === undefined || fault === 'order not found') return known('absent', world.nowMs)
    const told = asRead(order)
    const bare = fault === 'order without its matched size' ? { ...told, matchedMicros: null } : told
    return known(bare, world.nowMs)
  }
  const ids = ordersInDoubt(world.state, list).flatMap(({ id, otherId }) =>
    otherId === undefined ? [id] : [id, otherId],
  )
  return Object.fromEntries(ids.map((id) => [id, read(id)]))
}

function readLedger(world: World, trades: Read<Trades>, fault: ReadFault | null): Observation['ledger'] {
  if (!trades.ok) return {}
  const { state, ledgerFills, ledgerOrders, nowMs } = world
  const answer = (leg: SeenLeg): Read<LedgerAnswer> => {
    if (fault === 'ledger unread') return unknown('timed out')
    const ours =
      state.orders.some(({ id, otherId }) => id === leg.orderId || otherId === leg.orderId) ||
      ledgerOrders.includes(leg.orderId)
    return known({ fold: ledgerFills[legKey(leg)] ?? 'absent', order: ours ? 'ours' : 'absent' }, nowMs)
  }
  const asked = ofMarket(trades.value, state).legs.filter((leg) => needsLedger(state, leg))
  return Object.fromEntries(asked.map((leg) => [legKey(leg), answer(leg)]))
}

export function controlOf(mode: ControlMode): ControlItem {
  switch (mode) {
    case 'running':
      return RUNNING
    case 'draining':
      return { ...RUNNING, drain: true }
    case 'halted':
      return { ...RUNNING, halted: true, haltSeq: 1 }
    case 'flattening':
      return {
        ...RUNNING,
        halted: true,
        haltSeq: 1,
        doneSeq: 1,
        flatten: { seq: 1, markets: [MARKET], floorMicros: price(10_000) },
      }
    case 'not armed':
      return 'absent'
  }
}
