import type { Control } from '../domain/control.ts'
import { formatMicros } from '../domain/decimal.ts'
import { updated } from '../domain/updated.ts'
import { without } from '../domain/without.ts'
import type { Changed } from './event.ts'
import type { FlattenLeft, MarketState } from './state.ts'

/** The state with what its flatten leaves unsold: kept while the request is active, and reported once. */
export function withFlattenLeft(
  state: MarketState,
  control: Control | null,
  left: FlattenLeft | undefined,
): Changed {
  const { flattenLeft: before } = state
  const isActive = control === null || control.flatten?.seq === before?.seq
  const kept = left ?? (isActive ? before : undefined)
  return {
    state: kept === undefined ? without(state, 'flattenLeft') : updated(state, { flattenLeft: kept }),
    events: left !== undefined && isNewlyLeft(before, left) ? [{ is: 'flattenLeft', left }] : [],
  }
}

/** Another request, or one that now sells down to another floor. */
const isNewlyLeft = (before: FlattenLeft | undefined, after: FlattenLeft): boolean =>
  before?.seq !== after.seq ||
  before.isGiven !== after.isGiven ||
  (after.isGiven && before.boundMicros !== after.boundMicros)

/** What is left, why, and what to do. */
export function flattenLeftWords({ seq, sizeMicros, boundMicros, isGiven }: FlattenLeft): string {
  const left = `flatten ${seq} leaves ${formatMicros(sizeMicros)} shares`
  if (boundMicros === null && isGiven) return `${left}: the book cannot be read. It keeps trying`
  if (boundMicros === null) {
    return `${left}: the book is not believed. It sells once the book is believed again; "npx bot flatten ${seq} --floor PRICE" sells to the current bids`
  }
  const bids = `no bid at ${formatMicros(boundMicros)} or above takes them`
  return isGiven
    ? `${left}: ${bids}. It keeps trying; a lower --floor accepts lower bids`
    : `${left}: ${bids}. It keeps trying; "npx bot flatten ${seq} --floor PRICE" accepts lower bids`
}
