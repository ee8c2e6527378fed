import { legKey, type SeenLeg, type Trades } from '../domain/leg.ts'
import type { OpenOrders } from '../domain/openOrders.ts'
import { hasId, isClosed, type Order } from '../domain/order.ts'
import type { Outcome } from '../domain/outcome.ts'
import type { Read } from '../domain/read.ts'
import type { MarketSettings } from '../domain/settings.ts'
import type { EpochMs, OrderId, TokenId } from '../domain/units.ts'
import type { Observation } from '../machine/observation.ts'
import type { Sibling } from '../machine/sibling.ts'
import type { MarketState } from '../machine/state.ts'
import type { Ports } from '../ports/ports.ts'
import { ownOrders, ownTrades } from '../reconcile/ownRecords.ts'
import { needsLedger, ofMarket } from '../reconcile/reconcileLegs.ts'
import { afterSecondLook, passedLegs } from '../reconcile/secondLook.ts'
import { askLedger } from './askLedger.ts'
import { readBalance } from './readBalance.ts'
import { type OwnAsks, readOwn } from './readOwn.ts'
import { withPolled } from './readPolled.ts'

/**
 * Most legs of one tick that are looked up in the ledger: more than the item holds; the rest makes the read one that
 * did not happen.
 */
const MAX_LOOKUPS = 400

/** Reads that many markets share: one poll each, not one per market. */
export interface SharedReads
  extends Pick<
    Observation,
    'control' | 'overAllotted' | 'stackRoomMicros' | 'trades' | 'openOrders' | 'skewMs' | 'info'
  > {
  /** When the round began: its ticks' time, by which the next one is due. */
  readonly beganAtMs: EpochMs
  /** The last hour once more, in the few rounds that ask. */
  readonly older?: Read<Trades>
  /** The other token of the market, where it is ours; absent: it is not. */
  readonly siblingToken?: TokenId
}

/** The reads that a tick shares with the other markets, begun and perhaps not answered yet. */
export interface BegunReads extends OwnAsks {
  readonly shared: Promise<SharedReads>
  readonly siblingOrders?: SiblingOrdersOf
}

/** What the market's other outcome has open, or had when the book was read, once it has had its turn; null: it has no item. */
export type SiblingOrdersOf = (sibling: Outcome, bookAtMs: EpochMs) => Promise<Sibling['orders']>

/**
 * Everything one market's tick looks at. All that depends on the item alone is asked in one round, in parallel with the reads of
 * the account; a quiet tick needs no more. A second round asks what the first leaves open: orders whose lists disagree,
 * legs the item does not hold.
 *
 * The answers of a round are pictures of different instants, in any order. So nothing is concluded from two of them
 * that only holds if they are of one: a balance that lacks shares, a changed position and a strange order count only
 * once they last, what is sold is the lesser of balance and fills, and an order dead by its hash waits for its fills.
 */
export async function observe(
  ports: Ports,
  state: MarketState,
  settings: MarketSettings,
  begun: BegunReads,
): Promise<Observation> {
  const [own, account] = await Promise.all([readOwn(ports, state, settings, begun), begun.shared])
  const { piece, polled, book, ...sanity } = own
  const { siblingToken } = account
  const ofAll = withPolled(piece?.trades ?? account.trades, polled, state, piece?.catchUp)
  const trades = ownTrades(ofAll, state, siblingToken)
  const openOrders = ownOrders(account.openOrders, state, siblingToken)
  const { beganAtMs, control, overAllotted, stackRoomMicros, older, info, skewMs } = account
  const inDoubt = ordersInDoubt(state, openOrders)
  const [byId, ledger, missed, balance] = await Promise.all([
    readOrders(ports, inDoubt),
    readLedger(ports, state, trades),
    lookAgain(
      ports,
      state,
      begun.isBehind || older === undefined ? undefined : ownTrades(older, state, siblingToken),
    ),
    // An exit that ends in this tick may be followed by another, and before each of them the balance is read.
    sanity.balance === undefined && inDoubt.some(({ side }) => side === 'SELL')
      ? readBalance(ports, state, settings.safety.positionLagMs)
      : {},
  ])
  return {
    beganAtMs,
    nowMs: ports.clock.nowMs(),
    control,
    ...(overAllotted === undefined ? {} : { overAllotted }),
    ...(stackRoomMicros === undefined ? {} : { stackRoomMicros }),
    trades: withMissed(trades, missed.legs),
    ...(piece === undefined ? {} : { catchUp: piece.catchUp }),
    openOrders,
    byId,
    ledger: { ...(polled?.ok === true ? polled.value.ledger : {}), ...missed.ledger, ...ledger },
    ...(missed.lookFromMs === undefined ? {} : { lookFromMs: missed.lookFromMs }),
    book,
    info,
    skewMs,
    ...(siblingToken === undefined ? {} : { sibling: { tokenId: siblingToken, orders: null } }),
    ...sanity,
    ...balance,
  }
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
  return Object.fromEntries(await askLedger(ports, state, legs))
}

interface Missed {
  readonly legs: readonly SeenLeg[]
  readonly ledger: Observation['ledger']
  readonly lookFromMs?: EpochMs | null
}

/** Fills behind the cursor that the ledger does not know, or not so; empty where nothing is known. */
async function lookAgain(ports: Ports, state: MarketState, older: Read<Trades> | undefined): Promise<Missed> {
  if (older?.ok !== true) return { legs: [], ledger: {} }
  const batch = passedLegs(state, older.value)
  const answers = await askLedger(ports, state, batch.legs)
  const { missed, nextMs } = afterSecondLook(batch, answers)
  const asked = missed.flatMap((leg) => {
    const answer = answers.get(legKey(leg))
    return answer === undefined ? [] : [[legKey(leg), answer] as const]
  })
  return { legs: missed, ledger: Object.fromEntries(asked), lookFromMs: nextMs }
}

function withMissed(trades: Read<Trades>, missed: readonly SeenLeg[]): Read<Trades> {
  if (!trades.ok || missed.length === 0) return trades
  const keys = new Set(trades.value.legs.map(legKey))
  const legs = [...trades.value.legs, ...missed.filter((leg) => !keys.has(legKey(leg)))]
  return { ...trades, value: { ...trades.value, legs } }
}
