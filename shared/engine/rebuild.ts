import { emptyPosition, type Position } from '../accounting/position.ts'
import { formatMicros } from '../domain/decimal.ts'
import type { SeenLeg } from '../domain/leg.ts'
import type { MarketInfo } from '../domain/market.ts'
import type { ListedOrder, OpenOrders } from '../domain/openOrders.ts'
import type { Outcome } from '../domain/outcome.ts'
import { flooredOf, toleranceMicros } from '../domain/tolerance.ts'
import {
  type EpochMs,
  epochMs,
  type MarketId,
  type MonotonicMs,
  type OrderId,
  type SizeMicros,
  size,
  type TokenId,
} from '../domain/units.ts'
import { mayBeAt } from '../domain/unreadable.ts'
import { initialState, withPosition } from '../machine/initialState.ts'
import type { MarketState } from '../machine/state.ts'
import { tallyFrom } from '../machine/tally.ts'
import type { HistoryPlace } from '../ports/historyPlace.ts'
import type { Ports } from '../ports/ports.ts'
import { settleByBalance } from '../reconcile/settleByBalance.ts'
import { SHOWN_AFTER_MS, wholeSecond } from '../reconcile/wholeSecond.ts'
import { foldHistory, type HistoryUntil, progressOf, readHistory } from './history.ts'

export interface VenueTruth {
  readonly info: MarketInfo
  /** What the market's fills and adoptions fold to; null when they make no sense together. */
  readonly position: Position | null
  readonly balanceMicros: SizeMicros
  /** What flooring can have lost of the fills. */
  readonly flooredMicros: SizeMicros
  /** Legs that the balance settled, because the operator asked for it. */
  readonly handSettled: readonly SeenLeg[]
  /** Why fills, balance, positions and open orders cannot all be true; null when they agree. */
  readonly conflict: string | null
  /** Keys of records that may be of this market and cannot be read: what they contain is in nothing above. */
  readonly unreadable: readonly string[]
}

/** The truth, and from which instant on fills are not in it; or why it is not known, and how far it was read. */
export type TruthRead =
  | { readonly is: 'known'; readonly truth: VenueTruth; readonly fromMs: EpochMs }
  | {
      readonly is: 'not yet'
      readonly why: string
      readonly place: HistoryPlace | null
      /** Nothing is amiss: there is more of the history than one run reads. */
      readonly reading?: true
      /** A record cannot be read, and was not to be set aside. */
      readonly record?: true
    }

export type Rebuilt =
  | { readonly is: 'begun'; readonly state: MarketState }
  | Extract<TruthRead, { is: 'not yet' }>

/**
 * A market without an item: a first start, or a table that lost its state. The records are rebuilt from the full trade
 * history and held against balance, positions and open orders; what does not agree is for the operator to settle.
 * Not yet while anything cannot be read, is still settling or too young: then nothing is begun, and a long history
 * continues from its place.
 */
export async function rebuild(
  ports: Ports,
  of: { readonly market: MarketId; readonly tokenId: TokenId; readonly wallet: string },
  place: HistoryPlace | null,
  by: MonotonicMs,
): Promise<Rebuilt> {
  const untilMs = epochMs(wholeSecond(ports.clock.nowMs()) - SHOWN_AFTER_MS)
  const read = await readTruth(ports, of, { place, untilMs, by })
  if (read.is !== 'known')
    return read.record === true
      ? { ...read, why: `${read.why}: "npx bot halt", then "npx bot adopt --unreadable"` }
      : read
  const { info, position, conflict, flooredMicros } = read.truth
  const fresh = initialState({ ...of, info, nowMs: ports.clock.nowMs() })
  // The cursor, a minute behind the last read, takes over where the history ends: nothing is lost or counted twice.
  const { fromMs } = read
  const since = { adoptedAtMs: fromMs, tradesReadAtMs: epochMs(fromMs + SHOWN_AFTER_MS) }
  const state = withPosition(
    { ...fresh, ...since, tally: tallyFrom(flooredMicros) },
    position ?? emptyPosition,
  )
  return { is: 'begun', state: conflict === null ? state : { ...state, lost: conflict.slice(0, 500) } }
}

/** Everything the venue can say about what we hold in one market, all of it or nothing: fills from before `untilMs`. */
export async function readTruth(
  ports: Ports,
  { market, tokenId }: { readonly market: MarketId; readonly tokenId: TokenId },
  how: HistoryUntil & { readonly place: HistoryPlace | null },
): Promise<TruthRead> {
  const { venue, store, clock } = ports
  // Decided by the balance, a leg wants the chain's word and not the venue's memory of it.
  if (how.byBalance === true) await venue.refreshBalance(tokenId)
  // First: which kind of share the balance counts depends on it.
  const info = await venue.market(market)
  if (!info.ok) return notYet(`market: ${info.unknown}`, how.place)
  const adoptions = await store.adoptions({ market, tokenId })
  if (!adoptions.ok) return notYet(`adoptions: ${adoptions.unknown}`, how.place)
  const of = { market, tokenId, info: info.value, adoptions: adoptions.value }
  const history = await readHistory(ports, of, how.place, how)
  const { place } = history
  if (history.is === 'reading') return { ...notYet(progressOf(place), place), reading: true }
  if (history.is === 'unknown')
    return { ...notYet(history.why, place), ...(history.record === true ? { record: true } : {}) }
  const { resumeAt } = history
  // Where another run has read further, by a younger end.
  const fromMs = epochMs(Math.max(how.untilMs, place.readUntilMs))
  const aheadMs = epochMs(wholeSecond(clock.nowMs()) + AHEAD_MS)
  const [young, orders, balance, positions] = await Promise.all([
    venue.history({ market, fromMs, untilMs: aheadMs }, how.signed),
    venue.openOrders(how.signed),
    venue.balance(tokenId),
    venue.positions(),
  ])
  if (!young.ok) return notYet(`trades: ${young.unknown}`, resumeAt)
  if (young.value.is !== 'whole' || young.value.trades.legs.some((leg) => leg.tokenId === tokenId))
    return notYet('a trade is too recent to be counted', resumeAt)
  if (!orders.ok) return notYet(`open orders: ${orders.unknown}`, resumeAt)
  if (!orders.value.provesAbsence) return notYet('open orders: the list may be incomplete', resumeAt)
  const records = [...young.value.trades.unreadable, ...orders.value.unreadable].filter((record) =>
    mayBeAt(record, { market, tokens: info.value.tokens }),
  )
  const [record] = records
  if (record !== undefined && how.setAside !== true)
    return { ...notYet(`a record cannot be read: ${record.raw}`, resumeAt), record: true }
  if (!balance.ok) return notYet(`balance: ${balance.unknown}`, resumeAt)
  if (!positions.ok) return notYet(`positions: ${positions.unknown}`, resumeAt)
  // The balance decides: this record is a second opinion, and set aside like any other.
  const held = positions.value.get(tokenId)
  if (held === null && how.setAside !== true)
    return { ...notYet('the record of its position cannot be read', resumeAt), record: true }

  const strangers = await strangersAt(ports, { market, tokenId }, orders.value)
  if (strangers === null) return notYet('the other outcome of the market cannot be read', resumeAt)
  const [stranger] = strangers
  const truth = compare(place, {
    info: info.value,
    unsettled: history.open,
    balanceMicros: balance.value,
    held: held ?? null,
    stranger: stranger?.id ?? null,
    unreadable: records.map(({ key }) => key),
  })
  return { is: 'known', truth, fromMs }
}

/** Open orders of this market that no machine judges: the other outcome's are its own, where it has an item. */
async function strangersAt(
  { store }: Ports,
  { market, tokenId }: Outcome,
  { orders }: OpenOrders,
): Promise<readonly ListedOrder[] | null> {
  const here = orders.filter((order) => order.market === market)
  if (here.every((order) => order.tokenId === tokenId)) return here
  const items = await store.marketItems()
  if (!items.ok) return null
  const isOurs = (token: TokenId | null): boolean =>
    token !== tokenId &&
    items.value.some((item) => item.market === market && item.tokenId === token && token !== null)
  return here.filter((order) => !isOurs(order.tokenId))
}

/** What was read, held against each other. */
function compare(
  place: HistoryPlace,
  now: {
    readonly info: MarketInfo
    readonly unsettled: readonly SeenLeg[]
    readonly balanceMicros: SizeMicros
    /** What the record of its position says; null where there is none that can be read. */
    readonly held: SizeMicros | null
    /** An open order that is in no item. */
    readonly stranger: OrderId | null
    readonly unreadable: readonly string[]
  },
): VenueTruth {
  const { info, balanceMicros } = now
  const handSettled = settleByBalance({
    unsettled: now.unsettled,
    confirmedMicros: place.position?.sizeMicros ?? 0,
    balanceMicros,
    toleranceMicros: toleranceMicros(place.flooredMicros),
  })
  const position = place.position === null ? null : foldHistory(place.position, handSettled, { info })
  const flooredMicros = size(place.flooredMicros + flooredOf(handSettled))
  const conflict = place.withoutId
    ? 'a trade of ours has no usable id'
    : now.stranger !== null
      ? `order ${now.stranger} is open but is in no item`
      : sizeConflict(position, balanceMicros, now.held, toleranceMicros(flooredMicros))
  const unreadable = [...place.unreadable, ...now.unreadable]
  return { info, position, balanceMicros, flooredMicros, handSettled, conflict, unreadable }
}

/** Beyond any difference between the venue's clock and ours that lets us trade. */
const AHEAD_MS = 60_000

const notYet = (why: string, place: HistoryPlace | null): Extract<TruthRead, { is: 'not yet' }> => ({
  is: 'not yet',
  why,
  place,
})

function sizeConflict(
  position: Position | null,
  balance: SizeMicros,
  record: SizeMicros | null,
  slackMicros: SizeMicros,
): string | null {
  if (position === null) return 'the trade history sells more than it bought: shares were acquired elsewhere'
  const held = formatMicros(position.sizeMicros)
  if (Math.abs(position.sizeMicros - balance) > slackMicros) {
    return `fills say ${held} shares, the balance ${formatMicros(balance)}`
  }
  if (record !== null && Math.abs(position.sizeMicros - record) > slackMicros) {
    return `fills say ${held} shares, the positions API ${formatMicros(record)}`
  }
  return null
}
