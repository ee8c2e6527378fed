import { type Adoption, applyAdjustment } from '../accounting/adoption.ts'
import { applyLeg, canApply } from '../accounting/applyLeg.ts'
import { foldOrder } from '../accounting/foldLegs.ts'
import { emptyPosition, type Position } from '../accounting/position.ts'
import { takerFeeMicros } from '../accounting/takerFee.ts'
import { counted } from '../domain/counted.ts'
import { isFeeComputable } from '../domain/fee.ts'
import { legKey, type SeenLeg, type Trades } from '../domain/leg.ts'
import type { MarketInfo } from '../domain/market.ts'
import { flooredOf, toleranceOf } from '../domain/tolerance.ts'
import {
  type EpochMs,
  epochMs,
  type MarketId,
  type MonotonicMs,
  type OrderId,
  type TokenId,
  usdc,
} from '../domain/units.ts'
import { mayBeAt } from '../domain/unreadable.ts'
import { MAX_SET_ASIDE } from '../machine/state.ts'
import type { HistoryPlace } from '../ports/historyPlace.ts'
import type { Ports } from '../ports/ports.ts'
import { longerMs, shorterMs } from '../reconcile/pieceLength.ts'

interface Of {
  readonly market: MarketId
  readonly tokenId: TokenId
  readonly info: MarketInfo
  /** The oldest first: part of the position as the fills are. */
  readonly adoptions: readonly Adoption[]
}

export type HistoryRead = { readonly place: HistoryPlace } & (
  | {
      readonly is: 'whole'
      /** Legs that never settled, left out of the fold because the balance is to settle them. */
      readonly open: readonly SeenLeg[]
      /** Where another attempt continues: never behind a leg of `open`, which `place` does not hold. */
      readonly resumeAt: HistoryPlace
    }
  /** The time was up: the next run continues from the place. */
  | { readonly is: 'reading' }
  | { readonly is: 'unknown'; readonly why: string; readonly record?: true }
)

/** The venue's first year: no fill is older. */
const FIRST_MS = Date.UTC(2020, 0, 1)
/** More pieces than any run has the time for. */
const MAX_PIECES = 200

/** How far a history is read, and what is done about what cannot be read. */
export interface HistoryUntil {
  readonly untilMs: EpochMs
  readonly by: MonotonicMs
  /** What cannot be read is set aside and named; else nothing is known while there is such a record. */
  readonly setAside?: boolean
  /** Legs that never settled are settled by the balance, as the operator asked. */
  readonly byBalance?: boolean
  /** Ids of orders that are ours, whatever else a record says. */
  readonly signed?: ReadonlySet<OrderId>
}

/**
 * Reads our fills of one market that were matched before `untilMs`, oldest first, piece by piece, and folds them: as
 * long as there is time, but one piece at least. `untilMs` is a whole second that lies behind us, so that what is
 * matched meanwhile is in no piece.
 */
export async function readHistory(
  { venue, clock }: Pick<Ports, 'venue' | 'clock'>,
  of: Of,
  from: HistoryPlace | null,
  until: HistoryUntil,
): Promise<HistoryRead> {
  const at = { market: of.market, tokens: of.info.tokens }
  const open: SeenLeg[] = []
  let kept: HistoryPlace | null = null
  let place = from ?? beginning(until.untilMs)
  for (let pieces = 0; pieces < MAX_PIECES && place.readUntilMs < until.untilMs; pieces += 1) {
    if (pieces > 0 && clock.monotonicMs() >= until.by) return { is: 'reading', place: kept ?? place }
    const endMs = epochMs(Math.min(place.readUntilMs + place.windowMs, until.untilMs))
    const asked = { market: of.market, fromMs: place.readUntilMs, untilMs: endMs }
    const piece = await venue.history(asked, until.signed)
    if (!piece.ok) return { is: 'unknown', why: `history: ${piece.unknown}`, place: kept ?? place }
    if (piece.value.is === 'too much') {
      place = { ...place, windowMs: shorterMs(endMs - place.readUntilMs, endMs, piece.value.oldestMs) }
      continue
    }
    const [record] = piece.value.trades.unreadable.filter((each) => mayBeAt(each, at))
    if (record !== undefined && until.setAside !== true)
      return {
        is: 'unknown',
        why: `a record cannot be read: ${record.raw}`,
        record: true,
        place: kept ?? place,
      }
    const trades = { ...piece.value.trades, legs: once(piece.value.trades.legs) }
    const unsettled = trades.legs.filter((leg) => leg.status === 'PROVISIONAL' && leg.tokenId === of.tokenId)
    const why = whyWait(unsettled, until.byBalance === true, clock.nowMs()) ?? unusable(trades, of)
    if (why !== null) return { is: 'unknown', why, place: kept ?? place }
    // What is to be settled at the end is not kept between two runs: they begin before it.
    if (unsettled.length > 0) kept ??= place
    open.push(...unsettled)
    place = fold(place, trades, endMs, of)
  }
  return place.readUntilMs < until.untilMs
    ? { is: 'reading', place: kept ?? place }
    : { is: 'whole', place, open, resumeAt: kept ?? place }
}

/**
 * A leg that comes twice is one leg, for history that moves while it is read repeats records: as it came last, but final
 * once it was final. Taken for two, a settled one would be settled by the balance once more.
 */
function once(legs: readonly SeenLeg[]): readonly SeenLeg[] {
  const byKey = new Map<string, SeenLeg>()
  for (const leg of legs) {
    const before = byKey.get(legKey(leg))
    if (before === undefined || before.status === 'PROVISIONAL' || leg.status !== 'PROVISIONAL')
      byKey.set(legKey(leg), leg)
  }
  return [...byKey.values()]
}

function beginning(untilMs: EpochMs): HistoryPlace {
  const readUntilMs = epochMs(untilMs > FIRST_MS ? FIRST_MS : 0)
  const windowMs = untilMs - readUntilMs
  return {
    readUntilMs,
    windowMs,
    legs: 0,
    position: emptyPosition,
    flooredMicros: 0,
    unreadable: [],
    withoutId: false,
  }
}

/** A trade that has not settled by then is no longer merely late: `adopt --unsettled` may settle it. */
const UNSETTLED_MS = 1_800_000

/** Why books cannot be written yet; null when they can. */
function whyWait(open: readonly SeenLeg[], byBalance: boolean, nowMs: EpochMs): string | null {
  const [first] = open
  if (first === undefined) return null
  const young = open.find((leg) => nowMs - leg.matchedAtMs < UNSETTLED_MS)
  if (young !== undefined) {
    const minutes = Math.ceil((UNSETTLED_MS - (nowMs - young.matchedAtMs)) / 60_000)
    return `a trade is still settling: ${young.tradeId}. Wait; in ${counted(minutes, 'minute')} "npx bot adopt --unsettled" may settle it`
  }
  return byBalance
    ? null
    : `a trade is still settling: ${first.tradeId}. If it never does, "npx bot adopt --unsettled" settles it by the balance`
}

/** Why a piece cannot be folded yet; null when it can. */
function unusable(
  trades: Trades,
  { tokenId, info }: { readonly tokenId: TokenId; readonly info: MarketInfo },
): string | null {
  const legs = trades.legs.filter((leg) => leg.tokenId === tokenId)
  return legs.some((leg) => leg.role === 'taker') && !isFeeComputable(info)
    ? 'the fee cannot be computed, so the cost of the trades is unknown'
    : null
}

function fold(
  place: HistoryPlace,
  trades: Trades,
  readUntilMs: EpochMs,
  { market, tokenId, info, adoptions }: Of,
): HistoryPlace {
  const unreadable = trades.unreadable.filter((record) => mayBeAt(record, { market, tokens: info.tokens }))
  const legs = trades.legs.filter((leg) => leg.tokenId === tokenId)
  const between = adoptions.filter(({ fromMs }) => fromMs > place.readUntilMs && fromMs <= readUntilMs)
  return {
    readUntilMs,
    windowMs: longerMs(place.windowMs, trades.legs.length),
    legs: place.legs + legs.length,
    position: foldHistory(place.position, legs, { info, adoptions: between }),
    flooredMicros: place.flooredMicros + flooredOf(legs),
    unreadable: [...place.unreadable, ...unreadable.map(({ key }) => key)].slice(-MAX_SET_ASIDE),
    withoutId:
      place.withoutId ||
      trades.withoutId.some((each) =>
        mayBeAt({ market: each.market, tokenId: each.tokenId ?? null }, { market, tokens: info.tokens }),
      ),
  }
}

/**
 * Confirmed legs on top of a position, in the order of their matches, and adoptions; null where no order makes sense.
 * An adoption is in the records of its instant, a fill matched at that instant is not. Where the fills before it make no
 * sense, or hold less than it took, the records begin with what it came to.
 */
export function foldHistory(
  before: Position | null,
  legs: readonly SeenLeg[],
  { info, adoptions = [] }: { readonly info: MarketInfo; readonly adoptions?: readonly Adoption[] },
): Position | null {
  let position = before
  let next = 0
  const adopt = (untilMs: number): void => {
    for (let one = adoptions[next]; one !== undefined && one.fromMs <= untilMs; one = adoptions[++next]) {
      position = (position === null ? null : applyAdjustment(position, one)) ?? one.position
    }
  }
  const confirmed = legs
    .filter((leg) => leg.status === 'CONFIRMED')
    .map((leg) => ({
      ...leg,
      feeMicros: leg.role === 'maker' ? usdc(0) : takerFeeMicros({ ...leg, ...info }),
      seenAtMs: leg.matchedAtMs,
    }))
  const slackMicros = toleranceOf(confirmed)
  for (const leg of confirmed.toSorted(foldOrder)) {
    adopt(leg.matchedAtMs)
    position =
      position !== null && canApply(position, leg, slackMicros) ? applyLeg(position, leg).position : null
  }
  adopt(Number.POSITIVE_INFINITY)
  return position
}

/** For people. */
export const progressOf = ({ legs, readUntilMs }: HistoryPlace): string =>
  `its history is being read: ${counted(legs, 'fill')} so far, up to ${new Date(readUntilMs).toISOString()}`
