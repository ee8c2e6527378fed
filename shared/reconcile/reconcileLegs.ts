import { takerFeeMicros } from '../accounting/takerFee.ts'
import type { StopCode, StopReason } from '../domain/control.ts'
import {
  type Leg,
  type LegStatus,
  type LegWithoutId,
  legKey,
  type SeenLeg,
  type Trades,
} from '../domain/leg.ts'
import { hasId, type Order } from '../domain/order.ts'
import type { Read } from '../domain/read.ts'
import { type EpochMs, epochMs, usdc } from '../domain/units.ts'
import { mayBeAt } from '../domain/unreadable.ts'
import { without } from '../domain/without.ts'
import { type Facts, happened, stop } from '../machine/facts.ts'
import { canFold, fitsOrder } from '../machine/inventory.ts'
import { isManualFill } from '../machine/manualTrading.ts'
import type { Observation } from '../machine/observation.ts'
import { MAX_LEGS, type MarketState } from '../machine/state.ts'
import { stopOfFill } from '../machine/stopConditions.ts'
import { count, shareToleranceMicros, tallyOf } from '../machine/tally.ts'
import { isLeftBehind, readCursorMs } from './readCursor.ts'
import { unreadableLegs } from './reconcileUnreadable.ts'

/** Times of failed settlements kept for the day: far above any limit on them. */
const MAX_FAILURES = 100

/**
 * Brings our legs into line with the trades the venue reports.
 *
 * 1. A leg is ours and counted once: by trade id and order id together.
 * 2. A final status never goes back to provisional; one that changes into the other is a STOP.
 * 3. A leg that no order of ours can explain is a STOP and never enters the inventory.
 * 4. A leg that the ledger has folded is not counted again; an order that left the item keeps its size there.
 */
export function reconcileLegs(facts: Facts, seen: Observation, settledAt: 'CONFIRMED' | 'MINED'): Facts {
  if (!seen.trades.ok) return facts
  const { state } = facts
  const trades = ofMarket(seen.trades.value, state, seen.ledger)
  const unjudged = trades.legs.find((leg) => needsLedger(state, leg) && seen.ledger[legKey(leg)]?.ok !== true)
  // A leg that cannot be judged makes the whole read one that did not happen: the next one finds it again.
  if (unjudged !== undefined) return { ...facts, tradesUsable: false }

  const cursorMs = readCursorMs(state)
  let next: Facts = { ...facts, tradesUsable: true }
  for (const raw of trades.withoutId) next = stop(next, tradeIdUnknown(raw, seen.nowMs))
  next = judgeHandSettled(next, seen.trades.value.legs, seen.nowMs)
  for (const leg of trades.legs.toSorted(readOrder)) {
    next = reconcileLeg(next, settle(leg, settledAt), seen, cursorMs)
  }
  // A leg that had to be left out must be read again: the cursor stays where it was.
  if (!next.tradesUsable || unreadableLegs(state, seen).length > 0) return next
  // A piece of the past, read once more, takes nothing back.
  const readAtMs = seen.catchUp === undefined ? 0 : state.tradesReadAtMs
  const tradesReadAtMs = epochMs(Math.max(readAtMs, seen.trades.asOf))
  return { ...next, state: { ...next.state, tradesReadAtMs } }
}

/** A leg the item does not hold is looked up in the ledger if it may be folded already, or its order is not in the item. */
export function needsLedger(state: MarketState, leg: SeenLeg): boolean {
  if (isInItem(state, leg)) return false
  return leg.matchedAtMs < state.foldedUntilMs || orderOf(state, leg) === undefined
}

/**
 * Legs of this market since we have been trading it; other markets of the account are not ours to judge. What an
 * order in the item filled is ours whatever the venue's clock says. What is older than this market's own cursor and
 * not in the item was read because of another market: it was judged when it was new, unless a second look has found that
 * the ledger does not know it, and says so in `ledger`.
 */
export function ofMarket(trades: Trades, state: MarketState, ledger: Observation['ledger'] = {}): Trades {
  const cursorMs = readCursorMs(state)
  const place = { market: state.market, tokens: state.rules?.tokens ?? null }
  const isOurs = (leg: SeenLeg): boolean =>
    isInItem(state, leg) ||
    ((leg.matchedAtMs >= cursorMs || ledger[legKey(leg)]?.ok === true) &&
      (leg.matchedAtMs >= state.adoptedAtMs || orderOf(state, leg) !== undefined))
  return {
    legs: trades.legs.filter((leg) => leg.market === state.market && isOurs(leg)),
    withoutId: trades.withoutId.filter(
      (raw) =>
        mayBeAt({ market: raw.market, tokenId: raw.tokenId ?? null }, place) ||
        state.orders.some((order) => hasId(order, raw.orderId)),
    ),
    unreadable: trades.unreadable,
  }
}

/** @param cursorMs From when this tick had to read: a new leg from before that is a late fill. */
function reconcileLeg(facts: Facts, leg: SeenLeg, seen: Observation, cursorMs: EpochMs): Facts {
  const { state } = facts
  const known = state.legs.find((each) => legKey(each) === legKey(leg))
  if (known !== undefined) return update(facts, known, leg, seen.nowMs)

  const answer = seen.ledger[legKey(leg)]
  const ledger = answer?.ok === true ? answer.value : undefined
  if (ledger !== undefined && ledger.fold !== 'absent') {
    return isReversed(leg, ledger.fold) ? stop(facts, reversed(leg, seen.nowMs)) : facts
  }
  const order = orderOf(state, leg) ?? ledger?.left
  const isOurs = order !== undefined || ledger?.order === 'ours'
  if (!isOurs && isManualFill(leg, seen.control)) return withHandFill(facts, leg)
  const broken = stopOfFill({ leg, order, isOurs, state })
  if (broken === null) return insert(facts, leg, seen.nowMs, cursorMs)
  // What was not read may have failed: it would have given its size back. The next read finds this leg again.
  const isOpen = stopOfFill({ leg, order, isOurs, state: withoutUnread(state, seen.trades) }) === null
  return isOpen
    ? { ...facts, tradesUsable: false }
    : stop(facts, impossible(leg, broken.why, seen.nowMs, broken.code))
}

/** The item without the unsettled legs that only their ids ask for, where that was not answered. */
function withoutUnread(state: MarketState, trades: Read<Trades>): MarketState {
  const read = new Set(trades.ok ? trades.value.legs.map(legKey) : [])
  const isUnread = (leg: Leg): boolean =>
    leg.status === 'PROVISIONAL' && isLeftBehind(state, leg.matchedAtMs) && !read.has(legKey(leg))
  return { ...state, legs: state.legs.filter((leg) => !isUnread(leg)) }
}

/** Reported once, and not booked: only `adopt` knows what the person meant by it. */
function withHandFill(facts: Facts, { tradeId }: SeenLeg): Facts {
  if (facts.state.handFilled === true) return facts
  return happened({ ...facts, state: { ...facts.state, handFilled: true } }, { is: 'handFill', tradeId })
}

/** What a person settled by the balance ends with the venue's own word; the other word is a STOP until it is adopted. */
function judgeHandSettled(facts: Facts, legs: readonly SeenLeg[], nowMs: EpochMs): Facts {
  const { handSettled } = facts.state
  if (handSettled === undefined) return facts
  const final = new Map(legs.filter((leg) => leg.status !== 'PROVISIONAL').map((leg) => [legKey(leg), leg]))
  const open = handSettled.filter((each) => final.get(legKey(each))?.status !== each.status)
  const contrary = open.flatMap((each) => final.get(legKey(each)) ?? [])
  const state =
    open.length === 0 ? without(facts.state, 'handSettled') : { ...facts.state, handSettled: open }
  return contrary.reduce((next, leg) => stop(next, contradicted(leg, nowMs)), { ...facts, state })
}

/** Final once, and final again as something else. */
export const isReversed = ({ status }: SeenLeg, fold: LegStatus): boolean =>
  fold !== 'PROVISIONAL' && status !== 'PROVISIONAL' && status !== fold

function update(facts: Facts, known: Leg, leg: SeenLeg, nowMs: EpochMs): Facts {
  if (known.sizeMicros !== leg.sizeMicros || known.side !== leg.side || known.tokenId !== leg.tokenId) {
    return stop(facts, impossible(leg, 'its size, side or token changed after we had seen it', nowMs))
  }
  if (known.status === leg.status || leg.status === 'PROVISIONAL') return facts
  const now: Leg = { ...known, ...leg, feeMicros: known.feeMicros, seenAtMs: known.seenAtMs }
  const changed = replace(facts.state, now)
  if (known.status !== 'PROVISIONAL') {
    const next = stop(facts, reversed(leg, nowMs))
    // The records follow the venue as far as they can; the operator settles the rest.
    return isFoldable(changed) && fits(changed, leg) ? withFill(next, changed, now) : next
  }
  if (!isFoldable(changed)) return stop(facts, impossible(leg, 'it sells more than we hold', nowMs))
  return withFill(facts, leg.status === 'FAILED' ? noteFailure(changed, nowMs) : changed, now)
}

function insert(facts: Facts, leg: SeenLeg, nowMs: EpochMs, cursorMs: EpochMs): Facts {
  const { state } = facts
  const feeMicros =
    leg.role === 'maker'
      ? usdc(0)
      : takerFeeMicros({ ...leg, feeRatePpm: state.feeRatePpm, feeExponent: state.feeExponent })
  const fill: Leg = { ...leg, feeMicros, seenAtMs: nowMs }
  const next = { ...state, legs: [...state.legs, fill], tally: count(tallyOf(state), fill) }
  if (!isFoldable(next)) return stop(facts, impossible(leg, 'it sells more than we hold', nowMs))
  // The item has a bound; a leg left out now is found again by the next read, and nothing is posted meanwhile.
  if (next.legs.length > MAX_LEGS) return { ...facts, tradesUsable: false }
  const counted = withFill(facts, leg.status === 'FAILED' ? noteFailure(next, nowMs) : next, fill)
  return leg.matchedAtMs < cursorMs
    ? happened(counted, { is: 'lateFill', tradeId: leg.tradeId, orderId: leg.orderId })
    : counted
}

/** Sales beyond what is held by no more than the tolerance are dust, and no contradiction. */
const isFoldable = (state: MarketState): boolean => canFold(state, shareToleranceMicros(state))

const withFill = (facts: Facts, state: MarketState, leg: Leg): Facts =>
  happened({ ...facts, state }, { is: 'fill', leg })

const settle = (leg: SeenLeg, settledAt: 'CONFIRMED' | 'MINED'): SeenLeg =>
  settledAt === 'MINED' && leg.mined && leg.status === 'PROVISIONAL' ? { ...leg, status: 'CONFIRMED' } : leg

/** A settlement that failed gave its size back; a fill that uses it again may find it gone. */
function fits(state: MarketState, leg: SeenLeg): boolean {
  const order = orderOf(state, leg)
  return order === undefined || fitsOrder(state, order)
}

/**
 * What failed first: it gives its size back before the trade that settles in its place needs it. Then as they were
 * matched: within the venue's whole second a BUY first, for nothing is sold before it is bought.
 */
const readOrder = (a: SeenLeg, b: SeenLeg): number =>
  Number(b.status === 'FAILED') - Number(a.status === 'FAILED') ||
  a.matchedAtMs - b.matchedAtMs ||
  text(a.side, b.side) ||
  text(legKey(a), legKey(b))

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const isInItem = (state: MarketState, leg: SeenLeg): boolean =>
  state.legs.some((known) => legKey(known) === legKey(leg))

const orderOf = (state: MarketState, leg: SeenLeg): Order | undefined =>
  state.orders.find((order) => hasId(order, leg.orderId))

const replace = (state: MarketState, leg: Leg): MarketState => ({
  ...state,
  legs: state.legs.map((each) => (legKey(each) === legKey(leg) ? leg : each)),
})

const noteFailure = (state: MarketState, nowMs: EpochMs): MarketState => ({
  ...state,
  suspicion: { ...state.suspicion, failedLegs: [...state.suspicion.failedLegs, nowMs].slice(-MAX_FAILURES) },
})

const tradeIdUnknown = (raw: LegWithoutId, atMs: EpochMs): StopReason => ({
  code: 'TRADE_ID_UNKNOWN',
  text: `a trade of ours has no usable id: ${raw.raw.slice(0, 200)}`,
  atMs,
})

const ofFill = (
  leg: SeenLeg,
  says: string,
  atMs: EpochMs,
  code: StopCode = 'FILL_IMPOSSIBLE',
): StopReason => ({
  code,
  text: `fill ${leg.tradeId} of order ${leg.orderId}${says}`,
  market: leg.market,
  atMs,
})
const impossible = (leg: SeenLeg, why: string, atMs: EpochMs, code?: StopCode): StopReason =>
  ofFill(leg, `: ${why}`, atMs, code)
const reversed = (leg: SeenLeg, atMs: EpochMs): StopReason =>
  ofFill(leg, ` was final and is now ${leg.status}`, atMs)
const contradicted = (leg: SeenLeg, atMs: EpochMs): StopReason =>
  ofFill(leg, ` was settled by hand and is now ${leg.status}: "npx bot adopt" again`, atMs)
