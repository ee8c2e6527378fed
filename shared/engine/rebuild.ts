import { applyLeg, canApply } from '../accounting/applyLeg.ts'
import { foldOrder } from '../accounting/foldLegs.ts'
import { emptyPosition, type Position } from '../accounting/position.ts'
import { takerFeeMicros } from '../accounting/takerFee.ts'
import { formatMicros } from '../domain/decimal.ts'
import { isFeeComputable } from '../domain/fee.ts'
import { type Leg, legKey, type SeenLeg } from '../domain/leg.ts'
import type { MarketInfo } from '../domain/market.ts'
import { known, type Read, unknown } from '../domain/read.ts'
import { flooredOf, toleranceMicros } from '../domain/tolerance.ts'
import { type EpochMs, epochMs, type MarketId, type SizeMicros, type TokenId, usdc } from '../domain/units.ts'
import { mayBeAt, type UnreadableRow } from '../domain/unreadable.ts'
import { initialState, withPosition } from '../machine/initialState.ts'
import type { MarketState } from '../machine/state.ts'
import { tallyFrom } from '../machine/tally.ts'
import type { Ports } from './ports.ts'
import { settleByBalance } from './settleByBalance.ts'

export interface VenueTruth {
  readonly info: MarketInfo
  /** What the whole history of the market's fills folds to; null when it makes no sense as one. */
  readonly position: Position | null
  readonly balanceMicros: SizeMicros
  /** What flooring can have lost of the fills. */
  readonly flooredMicros: SizeMicros
  /** Legs that the balance settled, because the operator asked for it. */
  readonly handSettled: readonly SeenLeg[]
  /** Why fills, balance, positions and open orders cannot all be true; null when they agree. */
  readonly conflict: string | null
  /** Rows that may be of this market and cannot be read: what they tell is in nothing above. */
  readonly unreadable: readonly UnreadableRow[]
}

/**
 * A market without an item: a first start, or a table that lost its state. The books are rebuilt from the full trade
 * history and held against balance, positions and open orders; what does not agree is for the operator to settle.
 * Unknown while anything cannot be read or is still settling: then nothing is begun.
 */
export async function rebuild(
  ports: Ports,
  of: { readonly market: MarketId; readonly tokenId: TokenId; readonly wallet: string },
): Promise<Read<MarketState>> {
  const truth = await readTruth(ports, of.market, of.tokenId)
  if (!truth.ok) return truth
  const { info, position, conflict, flooredMicros, unreadable } = truth.value
  const [row] = unreadable
  if (row !== undefined)
    return unknown(`a row cannot be read (${row.raw}): "halt", then "adopt --unreadable"`)
  const nowMs = ports.clock.nowMs()
  const fresh = initialState({ ...of, info, nowMs })
  const state = withPosition({ ...fresh, tally: tallyFrom(flooredMicros) }, position ?? emptyPosition)
  return known(conflict === null ? state : { ...state, lost: conflict.slice(0, 500) }, truth.asOf)
}

/**
 * Everything the venue can say about what we hold in one market, all of it or nothing. Rows that cannot be read are
 * named beside it; those of other markets are none of ours.
 */
export async function readTruth(
  { venue, clock }: Ports,
  market: MarketId,
  tokenId: TokenId,
  unsettled: 'wait' | 'byBalance' = 'wait',
): Promise<Read<VenueTruth>> {
  const asOf = clock.nowMs()
  // Decided by the balance, a leg wants the chain's word and not the venue's memory of it.
  if (unsettled === 'byBalance') await venue.refreshBalance(tokenId)
  // First: which kind of share the balance counts depends on it.
  const info = await venue.market(market)
  if (!info.ok) return unknown(`market: ${info.unknown}`)
  const [trades, orders, balance, positions] = await Promise.all([
    venue.trades(epochMs(0)),
    venue.openOrders(),
    venue.balance(tokenId),
    venue.positions(),
  ])
  if (!trades.ok) return unknown(`trades: ${trades.unknown}`)
  if (!orders.ok) return unknown(`open orders: ${orders.unknown}`)
  if (!orders.value.provesAbsence) return unknown('open orders: the list may lack some')
  if (!balance.ok) return unknown(`balance: ${balance.unknown}`)
  if (!positions.ok) return unknown(`positions: ${positions.unknown}`)

  const told = trades.value.legs.filter((leg) => leg.market === market && leg.tokenId === tokenId)
  const waits = whyWait(told, unsettled, asOf)
  if (waits !== null) return unknown(waits)
  const handSettled = settled(told, info.value, balance.value)
  const legs = [...told.filter((leg) => leg.status !== 'PROVISIONAL'), ...handSettled]
  if (legs.some((leg) => leg.role === 'taker') && !isFeeComputable(info.value)) {
    return unknown('the fee cannot be computed: what the trades did cost is not known')
  }
  const position = foldHistory(legs, info.value)
  const flooredMicros = flooredOf(legs)
  const stranger = orders.value.orders.find((order) => order.market === market)
  const row = positions.value.get(tokenId)
  return known(
    {
      info: info.value,
      position,
      balanceMicros: balance.value,
      flooredMicros,
      handSettled,
      conflict: trades.value.withoutId.some((each) => each.market === null || each.market === market)
        ? 'a trade of ours has no usable id'
        : stranger !== undefined
          ? `order ${stranger.id} is open and in no item`
          : sizeConflict(position, balance.value, row, toleranceMicros(flooredMicros)),
      unreadable: [...trades.value.unreadable, ...orders.value.unreadable].filter((each) =>
        mayBeAt(each, { market, tokens: info.value.tokens }),
      ),
    },
    asOf,
  )
}

/** A trade that has not settled by then is no longer merely late: `adopt --unsettled` may settle it. */
const UNSETTLED_MS = 1_800_000

/** Why books cannot be written yet; null when they can. */
function whyWait(legs: readonly SeenLeg[], unsettled: 'wait' | 'byBalance', nowMs: EpochMs): string | null {
  const open = legs.filter((leg) => leg.status === 'PROVISIONAL')
  const [first] = open
  if (first === undefined) return null
  const young = open.find((leg) => nowMs - leg.matchedAtMs < UNSETTLED_MS)
  if (young !== undefined) {
    const minutes = Math.ceil((UNSETTLED_MS - (nowMs - young.matchedAtMs)) / 60_000)
    return `a trade is still settling: ${young.tradeId}. Wait; in ${minutes} minutes "adopt --unsettled" may settle it`
  }
  return unsettled === 'byBalance'
    ? null
    : `a trade is still settling: ${first.tradeId}. If it never does, "adopt --unsettled" settles it by the balance`
}

const settled = (legs: readonly SeenLeg[], info: MarketInfo, balanceMicros: SizeMicros): readonly SeenLeg[] =>
  settleByBalance({
    unsettled: legs.filter((leg) => leg.status === 'PROVISIONAL'),
    confirmedMicros: foldHistory(legs, info)?.sizeMicros ?? 0,
    balanceMicros,
    toleranceMicros: toleranceMicros(flooredOf(legs)),
  })

function sizeConflict(
  position: Position | null,
  balance: SizeMicros,
  row: SizeMicros | undefined,
  slackMicros: SizeMicros,
): string | null {
  if (position === null) return 'the trade history sells more than it bought: shares came from elsewhere'
  const held = formatMicros(position.sizeMicros)
  if (Math.abs(position.sizeMicros - balance) > slackMicros) {
    return `fills say ${held} shares, the balance ${formatMicros(balance)}`
  }
  if (row !== undefined && Math.abs(position.sizeMicros - row) > slackMicros) {
    return `fills say ${held} shares, the positions API ${formatMicros(row)}`
  }
  return null
}

function foldHistory(legs: readonly SeenLeg[], info: MarketInfo): Position | null {
  let position = emptyPosition
  // A leg told twice is one leg: history that moves while it is read repeats rows.
  const once = [...new Map(legs.map((leg) => [legKey(leg), leg])).values()]
  const confirmed: readonly Leg[] = once
    .filter((leg) => leg.status === 'CONFIRMED')
    .map((leg) => ({
      ...leg,
      feeMicros: leg.role === 'maker' ? usdc(0) : takerFeeMicros({ ...leg, ...info }),
      seenAtMs: leg.matchedAtMs,
    }))
  for (const leg of confirmed.toSorted(foldOrder)) {
    if (!canApply(position, leg)) return null
    position = applyLeg(position, leg).position
  }
  return position
}
