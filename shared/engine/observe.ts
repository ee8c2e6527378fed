import type { ControlItem } from '../domain/control.ts'
import { legKey, type SeenLeg, type Trades } from '../domain/leg.ts'
import type { Book, MarketInfo } from '../domain/market.ts'
import type { OpenOrders } from '../domain/openOrders.ts'
import { hasId, isClosed, mayLive, type Order } from '../domain/order.ts'
import { known, type Read, unknown } from '../domain/read.ts'
import type { MarketSettings } from '../domain/settings.ts'
import { type EpochMs, type OrderId, type SizeMicros, size } from '../domain/units.ts'
import { heldMicros, isSellable, restMicros, unclosed } from '../machine/inventory.ts'
import type { LedgerAnswer, Observation } from '../machine/observation.ts'
import type { MarketState } from '../machine/state.ts'
import type { Ports } from '../ports/ports.ts'
import { ownOrders, ownTrades } from '../reconcile/ownRows.ts'
import { legsToPoll } from '../reconcile/readCursor.ts'
import { needsLedger, ofMarket } from '../reconcile/reconcileLegs.ts'
import { lookedAgain, passedLegs } from '../reconcile/secondLook.ts'
import { idsOf } from './cancelOrders.ts'
import { readBalance } from './readBalance.ts'
import { readPiece } from './readPiece.ts'

/**
 * Most legs of one tick that are looked up in the ledger: more than the item holds; the rest makes the read one that
 * did not happen.
 */
const MAX_LOOKUPS = 400
/** Consistent reads under way at once: a batch of them is a few milliseconds. */
const LOOKUPS_AT_ONCE = 25

/** Reads that many markets share: one poll each, not one per market. */
export interface SharedReads {
  /** When the round began: its ticks' time, by which the next one is due. */
  readonly beganAtMs: EpochMs
  readonly control: Read<ControlItem>
  /** Absent: an item outside the configuration could not be read. */
  readonly overAllotted?: boolean
  readonly trades: Read<Trades>
  /** This market's fills are known only up to long ago: it reads its own history instead. */
  readonly isBehind?: boolean
  /** The last hour once more, in the few rounds that ask. */
  readonly older?: Read<Trades>
  readonly openOrders: Read<OpenOrders>
  readonly skewMs: Read<number>
  /** Read again only from time to time: rules of a market seldom change. */
  readonly info: Read<MarketInfo>
}

/**
 * Everything one market's tick looks at, in two rounds: what can be read at once, then what the first round leaves
 * open (orders whose lists disagree, legs the item does not hold).
 */
export async function observe(
  ports: Ports,
  state: MarketState,
  settings: MarketSettings,
  account: SharedReads,
): Promise<Observation> {
  const shared = {
    ...account,
    trades: ownTrades(account.trades, state),
    openOrders: ownOrders(account.openOrders, state),
  }
  const { venue } = ports
  const nowMs = ports.clock.nowMs()
  const asks = asksSanity(state, settings, nowMs)
  const { market, tokenId: token } = state
  const isBehind = shared.isBehind === true
  const [book, { trades, catchUp }, balance, restPosition, witness] = await Promise.all([
    readBook(ports, state),
    readFills(ports, state, shared),
    asks ? readBalance(ports, state, settings.safety.positionLagMs) : {},
    asks ? readPosition(ports, state) : undefined,
    !isBehind && asksWitness(state, settings, nowMs) ? venue.witness({ market, token }) : undefined,
  ])
  const [byId, ledger, missed] = await Promise.all([
    readOrders(ports, ordersInDoubt(state, shared.openOrders)),
    readLedger(ports, state, trades),
    lookAgain(ports, state, isBehind ? undefined : shared.older),
  ])
  return {
    beganAtMs: shared.beganAtMs,
    nowMs: ports.clock.nowMs(),
    control: shared.control,
    ...(shared.overAllotted === undefined ? {} : { overAllotted: shared.overAllotted }),
    trades: withMissed(trades, missed.legs),
    ...(catchUp === undefined ? {} : { catchUp }),
    openOrders: shared.openOrders,
    byId,
    ledger: { ...missed.ledger, ...ledger },
    ...(missed.lookFromMs === undefined ? {} : { lookFromMs: missed.lookFromMs }),
    book,
    info: shared.info,
    skewMs: shared.skewMs,
    ...balance,
    ...(restPosition === undefined ? {} : { restPosition }),
    ...(witness === undefined ? {} : { witness }),
  }
}

/** At an interval, and in every tick that may sell: what is settling now can be sellable once this tick has read. */
const asksSanity = (state: MarketState, settings: MarketSettings, nowMs: EpochMs): boolean =>
  nowMs - state.sanityReadAtMs >= settings.safety.sanityEveryMs || isSellable(state)

/**
 * Once in each stretch of the sanity reads, while an order rests or shares are held. The last trades read tells when the
 * last tick was; the token when its stretch begins, so that the markets of a stack do not all ask at once.
 */
function asksWitness(state: MarketState, { safety }: MarketSettings, nowMs: EpochMs): boolean {
  if (heldMicros(state) === 0 && !state.orders.some(mayLive)) return false
  const beginsMs = Number(state.tokenId.slice(-LAST_DIGITS)) % safety.sanityEveryMs
  const stretch = (atMs: EpochMs): number => Math.floor((atMs - beginsMs) / safety.sanityEveryMs)
  return stretch(nowMs) > stretch(state.tradesReadAtMs)
}

/** A million of them are more than there are milliseconds in a stretch. */
const LAST_DIGITS = 6

/** With the bids that value what is held, and what may come to be held before the next look. */
async function readBook({ venue }: Ports, state: MarketState): Promise<Read<Book>> {
  const { tokenId } = state
  const pending = unclosed(state, 'BUY').reduce((sum, order) => sum + restMicros(state, order), 0)
  const books = await venue.books([tokenId], size(heldMicros(state) + pending))
  return books.get(tokenId) ?? unknown('the answer lacks the book')
}

async function readPosition(
  { venue }: Ports,
  { tokenId }: MarketState,
): Promise<Read<SizeMicros | 'no row'>> {
  const positions = await venue.positions()
  if (!positions.ok) return positions
  const row = positions.value.get(tokenId)
  return row === null
    ? unknown('the record of its position cannot be read')
    : known(row ?? 'no row', positions.asOf)
}

/** From the account's read or, where the market is behind, from its own history. */
async function readFills(
  ports: Ports,
  state: MarketState,
  { trades, isBehind }: SharedReads,
): Promise<Pick<Observation, 'trades' | 'catchUp'>> {
  if (isBehind !== true) return { trades: await withPolled(ports, state, trades) }
  const piece = await readPiece(ports, state)
  return { ...piece, trades: await withPolled(ports, state, piece.trades) }
}

/**
 * Adds the legs that are too old for the cursor. Where they cannot be read each stays as it is, a question of its own
 * that is told after half an hour, as it does while the batch of another tick is asked for: the trades beside it stand.
 */
async function withPolled({ venue }: Ports, state: MarketState, trades: Read<Trades>): Promise<Read<Trades>> {
  const ids = legsToPoll(state)
  if (ids.length === 0 || !trades.ok) return trades
  const polled = await venue.tradesById(ids, new Set(state.orders.flatMap(idsOf)))
  if (!polled.ok) return trades
  return known(
    {
      legs: [...trades.value.legs, ...polled.value.legs],
      withoutId: [...trades.value.withoutId, ...polled.value.withoutId],
      unreadable: [...trades.value.unreadable, ...polled.value.unreadable],
    },
    trades.asOf,
  )
}

/** Orders the list does not settle: not listed, an outcome open, dead with an unknown matched size. */
export function ordersInDoubt(state: MarketState, list: Read<OpenOrders>): readonly Order[] {
  const isListed = (order: Order): boolean =>
    list.ok && list.value.orders.some((each) => hasId(order, each.id))
  return state.orders.filter((order) => {
    if (isClosed(order)) return false
    if (order.life.at === 'DEAD') return order.matchedMicros === null
    return order.life.at !== 'LIVE' || !isListed(order)
  })
}

async function readOrders({ venue }: Ports, orders: readonly Order[]): Promise<Observation['byId']> {
  const ids: OrderId[] = orders.flatMap((order) => [order.id, ...(order.otherId ? [order.otherId] : [])])
  return Object.fromEntries(await Promise.all(ids.map(async (id) => [id, await venue.order(id)] as const)))
}

async function readLedger(
  ports: Ports,
  state: MarketState,
  trades: Read<Trades>,
): Promise<Observation['ledger']> {
  if (!trades.ok) return {}
  const legs = ofMarket(trades.value, state)
    .legs.filter((leg) => needsLedger(state, leg))
    .slice(0, MAX_LOOKUPS)
  return Object.fromEntries(await askAll(ports, state, legs))
}

interface Missed {
  readonly legs: readonly SeenLeg[]
  readonly ledger: Observation['ledger']
  readonly lookFromMs?: EpochMs | null
}

/** Fills behind the cursor that the ledger does not know, or not so; empty where nothing can be told. */
async function lookAgain(ports: Ports, state: MarketState, older: Read<Trades> | undefined): Promise<Missed> {
  if (older?.ok !== true) return { legs: [], ledger: {} }
  const batch = passedLegs(state, older.value)
  const answers = await askAll(ports, state, batch.legs)
  const { missed, nextMs } = lookedAgain(batch, answers)
  const asked = missed.flatMap((leg) => {
    const answer = answers.get(legKey(leg))
    return answer === undefined ? [] : [[legKey(leg), answer] as const]
  })
  return { legs: missed, ledger: Object.fromEntries(asked), lookFromMs: nextMs }
}

/** In the order of the legs, some at once. */
async function askAll(
  ports: Ports,
  state: MarketState,
  legs: readonly SeenLeg[],
): Promise<ReadonlyMap<string, Read<LedgerAnswer>>> {
  const answers = new Map<string, Read<LedgerAnswer>>()
  for (let from = 0; from < legs.length; from += LOOKUPS_AT_ONCE) {
    const part = legs.slice(from, from + LOOKUPS_AT_ONCE)
    const told = await Promise.all(part.map((leg) => askLedger(ports, state, leg)))
    for (const [index, leg] of part.entries()) answers.set(legKey(leg), told[index] ?? unknown('not asked'))
  }
  return answers
}

function withMissed(trades: Read<Trades>, missed: readonly SeenLeg[]): Read<Trades> {
  if (!trades.ok || missed.length === 0) return trades
  const keys = new Set(trades.value.legs.map(legKey))
  const legs = [...trades.value.legs, ...missed.filter((leg) => !keys.has(legKey(leg)))]
  return { ...trades, value: { ...trades.value, legs } }
}

async function askLedger(
  { store, clock }: Ports,
  state: MarketState,
  leg: SeenLeg,
): Promise<Read<LedgerAnswer>> {
  const asOf = clock.nowMs()
  const isHeld = state.orders.some((order) => hasId(order, leg.orderId))
  const [fill, order] = await Promise.all([
    store.ledgerFill(state.market, legKey(leg)),
    isHeld ? known('held' as const, asOf) : store.ledgerOrder(state.market, leg.orderId),
  ])
  if (!fill.ok) return fill
  if (!order.ok) return order
  return known(
    {
      fold: fill.value === 'absent' ? 'absent' : fill.value.status,
      order: order.value === 'absent' ? 'absent' : 'ours',
    },
    asOf,
  )
}
