import { mayBeLive } from '../../../../shared/domain/order.ts'
import { epochMs, type SizeMicros, size, tradeId } from '../../../../shared/domain/units.ts'
import { type Domain, type Fill, LONG_MS, MIN_SIZE_MICROS, STEP_MS, UNIT_MICROS } from './domain.ts'
import { isDistinct } from './stateKey.ts'
import { heldMicros, ownedMicros, type TrueOrder, type TrueTrade, type World } from './world.ts'

/** One step of the exploration: where it leads, in words, and whether nothing went wrong in it. */
export interface Move {
  readonly label: string
  readonly to: World
  readonly calm: boolean
}

/** The venue refuses an order that would end within this. */
const MIN_LIFE_MS = 180_000
/** It drops one this long before its stated end. */
const EARLY_MS = 60_000

/** What can happen outside of our own ticks. */
export function venueMoves(world: World, domain: Domain): readonly Move[] {
  return [
    pass(world, STEP_MS, 'two minutes pass'),
    ...(domain.longStep ? [pass(world, LONG_MS, 'a day passes')] : []),
    ...world.orders.flatMap((order) => orderMoves(world, order, domain)),
    ...world.trades.flatMap((trade) => tradeMoves(world, trade, domain)),
    ...operatorMoves(world, domain),
  ]
}

function pass(world: World, ms: number, label: string): Move {
  const nowMs = epochMs(world.nowMs + ms)
  const orders = world.orders.flatMap((order): readonly TrueOrder[] => {
    if (order.at === 'in flight') return nowMs > order.expiresAtMs - MIN_LIFE_MS ? [] : [order]
    const ends = order.at === 'live' && nowMs >= order.expiresAtMs - EARLY_MS
    return [ends ? { ...order, at: 'terminal' } : order]
  })
  // The trades API shows a trade before two minutes are over.
  const trades = world.trades.map((trade) => (trade.hidden ? { ...trade, hidden: false } : trade))
  return { label, to: { ...world, nowMs, orders, trades }, calm: true }
}

function orderMoves(world: World, order: TrueOrder, domain: Domain): readonly Move[] {
  const name = `the ${order.side}`
  if (order.at === 'in flight') {
    return [{ label: `${name} lands at last`, to: withOrder(world, { ...order, at: 'live' }), calm: true }]
  }
  if (order.at !== 'live') return []
  const dropped: readonly Move[] = domain.drops
    ? [{ label: `the venue drops ${name}`, to: withOrder(world, { ...order, at: 'terminal' }), calm: false }]
    : []
  return [...dropped, ...fillMoves(world, order, domain)]
}

function fillMoves(world: World, order: TrueOrder, domain: Domain): readonly Move[] {
  const rest = order.sizeMicros - order.matchedMicros
  const isLast = order.fills === domain.fillsPerOrder - 1
  const room = order.side === 'SELL' ? ownedMicros(world) : domain.maxUnits * UNIT_MICROS - heldMicros(world)
  if (world.trades.filter((trade) => isDistinct(trade, world, domain)).length >= domain.maxTrades) return []
  const sizes = new Set(domain.fills.map((fill) => sizeOf(fill, rest)))
  const hides = world.trades.filter((trade) => trade.hidden).length < domain.hiddenTrades
  return [...sizes]
    .filter((micros) => micros > 0 && micros <= Math.min(rest, room) && order.fills < domain.fillsPerOrder)
    .filter((micros) => !isLast || micros === rest || domain.fillsPerOrder === 1 || micros === UNIT_MICROS)
    .flatMap((micros) => [
      fill(world, order, size(micros), false),
      ...(hides ? [fill(world, order, size(micros), true)] : []),
    ])
}

const sizeOf = (fill: Fill, rest: number): number =>
  fill === 'dust' ? UNIT_MICROS : fill === 'minimum' ? MIN_SIZE_MICROS : rest

function fill(world: World, order: TrueOrder, sizeMicros: SizeMicros, hidden: boolean): Move {
  const matchedMicros = order.matchedMicros + sizeMicros
  const trade: TrueTrade = {
    id: tradeId(`trade-${world.nextId}`),
    order: order.id,
    side: order.side,
    priceMicros: order.priceMicros,
    sizeMicros,
    matchedAtMs: world.nowMs,
    status: 'PROVISIONAL',
    hidden,
    shown: null,
  }
  const filled: TrueOrder = {
    ...order,
    matchedMicros,
    fills: order.fills + 1,
    at: matchedMicros === order.sizeMicros ? 'terminal' : 'live',
  }
  return {
    label: `${sizeMicros / 1_000_000} shares of the ${order.side} match${hidden ? ', unseen by the trades API' : ''}`,
    to: { ...withOrder(world, filled), trades: [...world.trades, trade], nextId: world.nextId + 1 },
    calm: true,
  }
}

function tradeMoves(world: World, trade: TrueTrade, domain: Domain): readonly Move[] {
  const to = (change: Partial<TrueTrade>): World => ({
    ...world,
    trades: world.trades.map((each) => (each.id === trade.id ? { ...each, ...change } : each)),
  })
  const name = `the ${trade.side} of ${trade.sizeMicros / 1_000_000}`
  const moves: Move[] = []
  if (trade.hidden) {
    moves.push({ label: `${name} shows in the trades API`, to: to({ hidden: false }), calm: true })
  }
  if (trade.status === 'PROVISIONAL') {
    moves.push({ label: `${name} settles`, to: to({ status: 'CONFIRMED' }), calm: true })
    if (domain.failures) moves.push({ label: `${name} fails`, to: to({ status: 'FAILED' }), calm: false })
  }
  const spoken = trade.status === 'CONFIRMED' && trade.shown === 'CONFIRMED'
  if (domain.reversals && spoken && !world.contradicted && (trade.side === 'SELL' || isWhole(world, trade))) {
    moves.push({ label: `${name}, settled, is taken back`, to: to({ status: 'FAILED' }), calm: false })
  }
  return moves
}

/** The chain takes nothing back that has been sold on. */
const isWhole = (world: World, trade: TrueTrade): boolean => ownedMicros(world) >= trade.sizeMicros

function operatorMoves(world: World, { operator }: Domain): readonly Move[] {
  const { control, state } = world
  const lives = state.orders.some(mayBeLive)
  const isHeld = heldMicros(world) >= MIN_SIZE_MICROS || lives
  return operator.flatMap((move): readonly Move[] => {
    const go = (to: World['control'], calm: boolean): readonly Move[] => [
      { label: `operator: ${move}`, to: { ...world, control: to }, calm },
    ]
    switch (move) {
      case 'halt':
        return control === 'running' || control === 'draining' || control === 'flattening'
          ? go('halted', false)
          : []
      // A STOP is over, and can be resumed from or flattened in, once no order may be live.
      case 'resume':
        return control === 'halted' && !lives && !world.contradicted ? go('running', true) : []
      case 'flatten':
        return control === 'halted' && !lives ? go('flattening', false) : []
      case 'drain':
        return control === 'running' ? go('draining', false) : []
      case 'disarm':
        return control === 'draining' && !isHeld ? go('not armed', false) : []
      case 'arm':
        return control === 'not armed' && !lives ? go('running', true) : []
      case 'lose control':
        return control === 'not armed' ? [] : go('not armed', false)
      default:
        throw new Error(`no such move: ${move satisfies never}`)
    }
  })
}

export const withOrder = (world: World, order: TrueOrder): World => ({
  ...world,
  orders: world.orders.map((each) => (each.id === order.id ? order : each)),
})
