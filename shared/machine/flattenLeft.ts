import type { Control } from '../domain/control.ts'
import { formatMicros } from '../domain/decimal.ts'
import type { FlattenLeft, MarketState } from './state.ts'

/** The state with what its flatten leaves unsold: kept while the request stands, so that it is told once. */
export function withFlattenLeft(
  { flattenLeft: before, ...state }: MarketState,
  control: Control | null,
  left: FlattenLeft | undefined,
): MarketState {
  const stands = control === null || control.flatten?.seq === before?.seq
  const kept = left ?? (stands ? before : undefined)
  return kept === undefined ? state : { ...state, flattenLeft: kept }
}

/** Another request, or one that now sells down to another floor. */
export const isNewlyLeft = (before: FlattenLeft | undefined, after: FlattenLeft): boolean =>
  before?.seq !== after.seq ||
  before.isGiven !== after.isGiven ||
  (after.isGiven && before.boundMicros !== after.boundMicros)

/** What is left, why, and what to do. */
export function flattenLeftWords({ seq, sizeMicros, boundMicros, isGiven }: FlattenLeft): string {
  const left = `flatten ${seq} leaves ${formatMicros(sizeMicros)} shares`
  if (boundMicros === null && isGiven) return `${left}: the book cannot be read. It goes on trying`
  if (boundMicros === null) {
    return `${left}: no book is believed. It sells once one is; "flatten ${seq} --floor PRICE" sells to the bids there are`
  }
  const bids = `no bid at ${formatMicros(boundMicros)} or above takes them`
  return isGiven
    ? `${left}: ${bids}. It goes on trying; a lower --floor takes lower bids`
    : `${left}: ${bids}. It goes on trying; "flatten ${seq} --floor PRICE" takes lower bids`
}
