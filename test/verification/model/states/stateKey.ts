import { hash } from 'node:crypto'
import { legKey } from '../../../../shared/domain/leg.ts'
import { hasId, isClosed, type Order } from '../../../../shared/domain/order.ts'
import { tallyOf } from '../../../../shared/machine/tally.ts'
import { type Domain, LONG_MS, STEP_MS, UNIT_MICROS } from './domain.ts'
import { legOf } from './marketViews.ts'
import type { TrueTrade, World } from './world.ts'

/**
 * A short name that two worlds share exactly if they have the same future: ids are replaced by roles, instants by
 * ages. An age beyond the last bound on time keeps only its place among the others that old. Left out is what no
 * decision of this domain depends on: cost and profit, texts, closed orders without fills that a read can still show.
 */
export const stateKey = (world: World, domain: Domain): string =>
  hash('md5', rawKey(world, domain).join('|'), 'base64')

export function rawKey(world: World, domain: Domain): readonly unknown[] {
  const { state, nowMs } = world
  const age = ages(world, domain)
  const { suspicion } = state
  const orders = state.orders.filter((order) => !isOver(order, world, domain))
  const parts = [
    world.control,
    world.contradicted ? 'x' : '',
    state.exitOnly.join(),
    ...heldKey(world, domain),
    readsMatter(world, domain) ? age(state.tradesReadAtMs) : '',
    state.lastGoodMid === null ? '-' : state.lastGoodMid.priceMicros,
    state.lastGoodMid === null || !midsAge(domain) ? '' : nowMs - state.lastGoodMid.atMs >= STEP_MS,
    ...memoryKey(world, domain),
    suspicion.openOrdersSinceMs === null ? '' : `o${age(suspicion.openOrdersSinceMs)}`,
    suspicion.balanceShortSinceMs === null ? '' : `b${age(suspicion.balanceShortSinceMs)}`,
    suspicion.balanceRetryUsed ? 'r' : '',
    isHeldTooLong(world, domain) ? 't' : '',
    `f${suspicion.failedLegs.filter((atMs) => nowMs - atMs < LONG_MS).length}`,
    nowMs < suspicion.entryBackoffUntilMs
      ? `w${Math.ceil((suspicion.entryBackoffUntilMs - nowMs) / STEP_MS)}`
      : '',
    `n${Math.min(suspicion.refusals?.BUY?.inRow ?? 0, LONGEST_PAUSE_AT)}`,
    // The pauses of a SELL are shorter than any step.
    nowMs < (suspicion.exitBackoffUntilMs ?? 0) ? 'v' : '',
    state.orders.some((order) => justCancelled(order, world)) ? 'j' : '',
    ...orders.map((order) => orderKey(order, world, domain, age)),
    ...world.orders
      .filter((order) => order.at !== 'terminal' && !state.orders.some((each) => hasId(each, order.id)))
      .map((order) => `?${order.side}${order.at}`),
    ...world.trades
      .filter((trade) => isDistinct(trade, world, domain))
      .map((trade) => tradeKey(trade, orders, world, domain, age))
      .toSorted(),
    ...(domain.reads.includes('position odd') ? positionKey(world, age) : []),
  ]
  return parts
}

/** After this many refusals of a BUY in a row the pause is the longest one. */
const LONGEST_PAUSE_AT = 5

/** Read in every tick, the trades leave no age behind: what was not shown is newer, but where trades show late. */
const readsMatter = (world: World, { reads, hiddenTrades, tellsFillsApart }: Domain): boolean =>
  tellsFillsApart ||
  reads.includes('trades unread') ||
  (hiddenTrades > 0 && world.trades.some((trade) => trade.shown === null))

/** What the item remembers for the ticks that cannot read it. */
const memoryKey = ({ state }: World, { reads }: Domain): readonly string[] => [
  reads.includes('market unread') && state.rules === undefined ? 'n' : '',
  reads.includes('balance unread') ? `v${units(state.vouchedMicros ?? 0)}` : '',
]

/** How old the last good mid is asks only who cannot read the market. */
const midsAge = ({ books, reads }: Domain): boolean =>
  books.includes('unread') || reads.includes('market unread')

/** Whether the time stop would sell: it is shorter than any step, so that no position has a third age. */
const isHeldTooLong = ({ state, nowMs }: World, { settings: { quote } }: Domain): boolean =>
  quote.takerExit && state.heldSinceMs !== null && nowMs - state.heldSinceMs > quote.timeStopMs

/** A trade that still has a future of its own, or is to be told apart from others that have none. */
export function isDistinct(trade: TrueTrade, world: World, domain: Domain): boolean {
  if (domain.tellsFillsApart || trade.hidden || trade.shown !== trade.status) return true
  if (trade.status === 'PROVISIONAL') return true
  const order = world.state.orders.find((each) => hasId(each, trade.order))
  return order !== undefined && !isClosed(order)
}

function heldKey(world: World, domain: Domain): readonly string[] {
  if (domain.tellsFillsApart) return [units(world.baseMicros), units(world.state.folded.sizeMicros)]
  const settled = world.trades
    .filter((trade) => trade.status === 'CONFIRMED' && !isDistinct(trade, world, domain))
    .reduce(
      (sum, { side, sizeMicros }) => sum + (side === 'BUY' ? sizeMicros : -sizeMicros),
      world.baseMicros,
    )
  return [units(settled)]
}

type Age = (atMs: number) => string

/** Steps up to the last bound; the older ones by rank. */
function ages(world: World, domain: Domain): Age {
  const { state, nowMs } = world
  // Only pruning compares one old instant with another.
  const ranks = domain.tellsFillsApart
  const instants = [
    state.tradesReadAtMs,
    // One that is over is pruned sooner or later, and nothing but room depends on when.
    ...state.orders
      .filter((order) => !isOver(order, world, domain))
      .flatMap((order) => [order.intendedAtMs, order.closedAtMs ?? order.intendedAtMs]),
    ...world.trades.map((trade) => trade.matchedAtMs),
  ]
  const old = [...new Set(instants.filter((atMs) => nowMs - atMs >= 3 * STEP_MS))].toSorted((a, b) => b - a)
  return (atMs) => {
    const steps = Math.floor((nowMs - atMs) / STEP_MS)
    if (!ranks) return String(Math.min(steps, 3))
    return steps < 3 ? String(steps) : `3${old.indexOf(atMs as (typeof old)[number])}`
  }
}

/** Closed, and no fill of it has a future: nothing depends on it any more. */
const isOver = (order: Order, world: World, domain: Domain): boolean =>
  isClosed(order) &&
  !world.trades.some((trade) => hasId(order, trade.order) && isDistinct(trade, world, domain))

/** Explains a balance that a SELL is refused for. */
const justCancelled = ({ side, life }: Order, { nowMs }: World): boolean =>
  side === 'SELL' && life.at === 'DEAD' && life.how !== 'rejected' && nowMs - life.sinceMs < STEP_MS

function orderKey(order: Order, world: World, domain: Domain, age: Age): string {
  const { state, nowMs } = world
  const name = `${order.side}${units(order.sizeMicros)}@${order.priceMicros}`
  // What it was is told by its fills.
  if (isClosed(order)) return `${order.side}c${domain.tellsFillsApart ? age(order.closedAtMs ?? 0) : ''}`
  const real = world.orders.find((each) => hasId(order, each.id))
  const { life } = order
  // A closed order's times are over; of an unclosed one its birth says when it ends, and its death when it is stuck.
  return [
    name,
    order.purpose === 'flatten' ? 'F' : order.purpose === 'takerExit' ? 'T' : '',
    age(order.intendedAtMs),
    life.at === 'DEAD' ? `${life.how}${Math.min(3, Math.floor((nowMs - life.sinceMs) / STEP_MS))}` : life.at,
    order.cancelAsked === undefined ? '' : 'k',
    order.matchedMicros === null ? '' : `m${units(order.matchedMicros)}`,
    ...outlivedKey(order),
    order.absences > 0 ? `a${Math.min(order.absences, 2)}` : '',
    order.stuck === true ? 's' : '',
    order.otherId === undefined ? '' : 'i',
    state.suspicion.unlisted.includes(order.id) ? 'u' : '',
    real === undefined ? '-' : `${real.at}${units(real.matchedMicros)}/${real.fills}`,
  ].join(',')
}

/** Any two steps are further apart than two lists must be. */
const outlivedKey = ({ outlived }: Order): readonly string[] =>
  outlived === undefined
    ? []
    : [
        'z',
        outlived.cancelAnsweredAtMs === undefined ? '' : 'c',
        outlived.absentAtMs === undefined ? '' : 'l',
      ]

/** How long ago a leg must have matched to be polled by its id. */
const POLLED_MS = 3_600_000

function tradeKey(
  trade: TrueTrade,
  orders: readonly Order[],
  world: World,
  domain: Domain,
  age: Age,
): string {
  const { state, nowMs } = world
  const key = legKey(legOf(trade))
  const kept = state.legs.find((leg) => leg.tradeId === trade.id)
  return [
    orders.findIndex((order) => hasId(order, trade.order)),
    trade.side,
    units(trade.sizeMicros),
    domain.tellsFillsApart || trade.hidden ? age(trade.matchedAtMs) : '',
    trade.status,
    trade.hidden ? 'h' : '',
    trade.shown ?? '-',
    kept === undefined ? '-' : kept.status,
    domain.tellsFillsApart ? (world.ledgerFills[key] ?? '-') : '',
    world.ledgerOrders.includes(trade.order) ? 'L' : '',
    domain.tellsFillsApart && trade.matchedAtMs < state.foldedUntilMs ? 'u' : '',
    state.tradesReadAtMs - trade.matchedAtMs > POLLED_MS ? 'p' : '',
    nowMs - trade.matchedAtMs > POLLED_MS ? 'q' : '',
  ].join(',')
}

/** The largest position of this model; no number of its trades comes near to the odd ones. */
const MOST_HELD_MICROS = 4 * UNIT_MICROS

/**
 * What explains a position: the least and the most that trades since can make of the holdings up to each age, for the
 * oldest are forgotten first; and the last one, which says whether the next is new.
 */
function positionKey({ state, nowMs }: World, age: Age): readonly string[] {
  const { boughtMicros, soldMicros } = tallyOf(state)
  const current = state.inventoryHistory.at(-1)
  const spans: string[] = []
  let [least, most] = [MOST_HELD_MICROS, 0]
  for (const held of state.inventoryHistory.toReversed()) {
    const { confirmedMicros, withProvisionalMicros: settling } = held
    least = Math.min(least, settling, confirmedMicros + (held.soldMicros ?? 0) - soldMicros)
    most = Math.max(most, settling, confirmedMicros - (held.boughtMicros ?? 0) + boughtMicros)
    const steps = Math.min(3, Math.floor((nowMs - held.atMs) / STEP_MS))
    spans[steps] = `${units(Math.max(least, 0))}~${units(Math.min(most, MOST_HELD_MICROS))}`
  }
  return [
    String(state.suspicion.restPositionMicros),
    state.suspicion.flaps.map(age).join(),
    // A holding that adds nothing to the younger ones adds nothing to what they explain.
    [0, 1, 2, 3].map((steps) => spans[steps] ?? '').join(),
    `${units(current?.confirmedMicros ?? 0)}~${units(current?.withProvisionalMicros ?? 0)}`,
  ]
}

const units = (micros: number): string => String(micros / UNIT_MICROS)
