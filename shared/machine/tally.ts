import type { Leg } from '../domain/leg.ts'
import { flooringMicros, toleranceMicros } from '../domain/tolerance.ts'
import { type EpochMs, type SizeMicros, size } from '../domain/units.ts'
import { confirmedMicros, provisionalMicros } from './inventory.ts'
import { type InventoryPoint, MAX_INVENTORY_HISTORY, type MarketState, type Tally } from './state.ts'

/** Points kept of one lag: the tally distinguishes what changes in between, whatever the number of fills. */
const POINTS_A_LAG = 16

const empty: Tally = {
  boughtMicros: size(0),
  soldMicros: size(0),
  flooredMicros: size(0),
  evenAtMicros: size(0),
}

/** The tally of books that begin with a history of fills. */
export const tallyFrom = (flooredMicros: SizeMicros): Tally => ({ ...empty, flooredMicros })

/** The state's tally; of an item from before there was one, what its legs come to. */
export const tallyOf = (state: Pick<MarketState, 'tally' | 'legs'>): Tally =>
  state.tally ?? state.legs.reduce(count, empty)

/** The tally with one leg more. */
export const count = (tally: Tally, leg: Leg): Tally => ({
  ...tally,
  boughtMicros: size(tally.boughtMicros + (leg.side === 'BUY' ? leg.sizeMicros : 0)),
  soldMicros: size(tally.soldMicros + (leg.side === 'SELL' ? leg.sizeMicros : 0)),
  flooredMicros: size(tally.flooredMicros + flooringMicros(leg)),
})

/** How far the venue's count of our shares may be from our fills. */
export function shareToleranceMicros(state: MarketState): SizeMicros {
  const { flooredMicros, evenAtMicros } = tallyOf(state)
  return toleranceMicros(flooredMicros - evenAtMicros)
}

/**
 * The history with what is held now: the holdings of one lag, and the one before them, which we still had when the
 * lag began. Points closer together than a slot are left out, so that no number of fills overflows it.
 */
export function rememberHolding(
  state: MarketState,
  nowMs: EpochMs,
  lagMs: number,
): readonly InventoryPoint[] {
  const { inventoryHistory: known } = state
  const point = pointOf(state, nowMs)
  const last = known.at(-1)
  const isNew = last === undefined || (!isSame(last, point) && isDue(last, nowMs, lagMs))
  const points = isNew ? [...known, point] : known
  const recent = points.findLastIndex((each) => nowMs - each.atMs > lagMs)
  const from = Math.max(recent, points.length - MAX_INVENTORY_HISTORY, 0)
  return from === 0 ? points : points.slice(from)
}

const isDue = (last: InventoryPoint, nowMs: EpochMs, lagMs: number): boolean =>
  last.boughtMicros === undefined || nowMs - last.atMs >= lagMs / POINTS_A_LAG

/** Of older code, only what it knew. */
const isSame = (a: InventoryPoint, b: InventoryPoint): boolean =>
  a.confirmedMicros === b.confirmedMicros &&
  a.withProvisionalMicros === b.withProvisionalMicros &&
  (a.boughtMicros ?? b.boughtMicros) === b.boughtMicros &&
  (a.soldMicros ?? b.soldMicros) === b.soldMicros

function pointOf(state: MarketState, atMs: EpochMs): InventoryPoint {
  const tally = tallyOf(state)
  const confirmed = confirmedMicros(state)
  const [buying, selling] = [provisionalMicros(state, 'BUY'), provisionalMicros(state, 'SELL')]
  return {
    atMs,
    confirmedMicros: confirmed,
    withProvisionalMicros: size(confirmed + buying - selling),
    boughtMicros: size(tally.boughtMicros - buying),
    soldMicros: size(tally.soldMicros - selling),
  }
}

/**
 * Whether trades explain that the venue shows such a position: it lies between what was confirmed before the lag less
 * what was sold since, and the same plus what was bought since. Any of those legs may be in it already, or not yet.
 */
export function isExplainedByTrades(state: MarketState, valueMicros: number): boolean {
  const { boughtMicros, soldMicros } = tallyOf(state)
  const spans = state.inventoryHistory.map((point) => ({
    least: Math.min(point.confirmedMicros - soldSince(point, soldMicros), point.withProvisionalMicros),
    most: Math.max(point.confirmedMicros + boughtSince(point, boughtMicros), point.withProvisionalMicros),
  }))
  const slack = shareToleranceMicros(state)
  return (
    valueMicros >= Math.min(...spans.map(({ least }) => least)) - slack &&
    valueMicros <= Math.max(...spans.map(({ most }) => most)) + slack
  )
}

const boughtSince = (point: InventoryPoint, boughtMicros: number): number =>
  boughtMicros - (point.boughtMicros ?? boughtMicros)

const soldSince = (point: InventoryPoint, soldMicros: number): number =>
  soldMicros - (point.soldMicros ?? soldMicros)
