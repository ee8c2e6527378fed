import {
  type Control,
  type FlattenRequest,
  MAX_DRAINED,
  MAX_MESSAGE_IDS,
  MAX_MESSAGES,
  STOP_CODES,
  type StopCode,
} from '../domain/control.ts'
import { epochMs, type MarketId, MICROS, marketId, price } from '../domain/units.ts'
import type { Attributes } from './requests.ts'

export const MAX_MESSAGE_CHARS = 500

/** Beyond any count of STOPs; more is a typing error, and adding to it would leave the safe integers. */
export const MAX_SEQ = 1_000_000_000

/** The three counters of STOPs, in the only order they can have: cleared <= done <= halt. */
export interface Counters {
  readonly haltSeq: number
  readonly doneSeq: number
  readonly clearedSeq: number
}

/**
 * Reads the control item whatever a person has typed into it, and never throws: what cannot be understood halts.
 * Broken counters read as a flag set by hand (`halted`, `haltSeq = clearedSeq`), because that is what they are; the run that
 * sees it first latches it as a STOP, and that write repairs them.
 */
export function parseControl(item: Attributes): Control {
  const counters = validCounters(item)
  const drained = marketListIn(item['drainMarkets'])
  return {
    armed: item['armed'] === true,
    halted: counters === null || item['halted'] !== false,
    // Anything typed here means that the operator wanted no entries.
    drain: (item['drain'] !== undefined && item['drain'] !== false) || drained === null,
    ...(drained === null || drained.length === 0 ? {} : { drainMarkets: drained }),
    ...(counters ?? handHalted(item)),
    codes: codesIn(item),
    messages: messagesIn(item),
    flatten: flattenIn(item),
    ...handSinceIn(item, counters),
    ...restoredIn(item),
  }
}

/** Markets drained by themselves; null: what is there is no list of them. */
export function marketListIn(stored: unknown): readonly MarketId[] | null {
  if (stored === undefined) return []
  if (!Array.isArray(stored) || stored.length > MAX_DRAINED) return null
  return stored.every((each) => typeof each === 'string') ? stored.map(marketId) : null
}

/** The counters, where all three are present and can be true at once, and the schema is one we know. */
export function validCounters(item: Attributes): Counters | null {
  const { haltSeq, doneSeq, clearedSeq, schema } = item
  if (!isSeq(schema) || !isSeq(haltSeq) || !isSeq(doneSeq) || !isSeq(clearedSeq)) return null
  return clearedSeq <= doneSeq && doneSeq <= haltSeq ? { haltSeq, doneSeq, clearedSeq } : null
}

/** The highest number that broken counters still show; a repaired `haltSeq` goes above it. */
export function highestSeq(item: Attributes): number {
  return Math.max(0, ...[item['haltSeq'], item['doneSeq'], item['clearedSeq']].filter(isSeq))
}

function handHalted(item: Attributes): Counters {
  const seq = highestSeq(item)
  return { haltSeq: seq, doneSeq: seq, clearedSeq: seq }
}

const isSeq = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= MAX_SEQ

/** An unknown code reads as INVARIANT: dropped, it would let a halt flatten by itself that must not. */
function codesIn(item: Attributes): readonly StopCode[] {
  const stored = item['codes']
  if (stored === undefined) return []
  if (!(stored instanceof Set) && !Array.isArray(stored)) return ['INVARIANT']
  const codes = [...stored].map((code): StopCode => STOP_CODES.find((known) => known === code) ?? 'INVARIANT')
  return STOP_CODES.filter((known) => codes.includes(known))
}

function messagesIn(item: Attributes): readonly string[] {
  const stored = item['messages']
  if (!Array.isArray(stored)) return []
  return stored
    .filter((message) => typeof message === 'string')
    .slice(0, MAX_MESSAGES)
    .map((message) => message.slice(0, MAX_MESSAGE_CHARS))
}

/** Ids of the messages that were counted, the newest last. */
export function messageIdsIn(item: Attributes): readonly string[] {
  const stored = item['messageIds']
  if (!Array.isArray(stored)) return []
  return stored.filter((id) => typeof id === 'string').slice(-MAX_MESSAGE_IDS)
}

export const withNewest = (ids: readonly string[], id: string): readonly string[] =>
  [...ids.filter((each) => each !== id), id].slice(-MAX_MESSAGE_IDS)

/**
 * Only of this halt: what a `resume` of older code has left behind began before its end. A halt that older code ended
 * has none: there it is the latch of the STOP that was done, as its message says. Done, no order rested that was
 * created before it; what rests by now and is in none of our records came later.
 */
function handSinceIn(item: Attributes, counters: Counters | null): Pick<Control, 'handSinceMs'> {
  const { handSinceMs, handClearedSeq, clearedSeq } = item
  const isOfThisHalt = isSeq(handClearedSeq) && handClearedSeq === clearedSeq
  if (typeof handSinceMs === 'number' && Number.isSafeInteger(handSinceMs) && isOfThisHalt) {
    return { handSinceMs: epochMs(handSinceMs) }
  }
  if (counters === null || counters.doneSeq <= counters.clearedSeq) return {}
  const latchedAtMs = messagesIn(item)
    .slice(0, counters.doneSeq - counters.clearedSeq)
    .map(timeOf)
    .findLast((atMs) => atMs !== null)
  return latchedAtMs == null ? {} : { handSinceMs: epochMs(latchedAtMs) }
}

/** A message begins with the instant of its latch. */
function timeOf(message: string): number | null {
  const atMs = Date.parse(/^\d{4}-\d\d-\d\dT[\d:.]+Z/.exec(message)?.[0] ?? '')
  return Number.isSafeInteger(atMs) ? atMs : null
}

/** What is not an instant is none: it would hold every STOP forever. */
function restoredIn({ restoredAtMs }: Attributes): Pick<Control, 'restoredAtMs'> {
  return typeof restoredAtMs === 'number' && Number.isSafeInteger(restoredAtMs)
    ? { restoredAtMs: epochMs(restoredAtMs) }
    : {}
}

/** A request that is not whole is none: no order is posted on a guess. */
function flattenIn(item: Attributes): FlattenRequest | null {
  const stored: unknown = item['flatten']
  if (typeof stored !== 'object' || stored === null) return null
  const { seq, markets, floorMicros }: Attributes = { ...stored }
  if (!isSeq(seq)) return null
  if (!Array.isArray(markets) || !markets.every((market) => typeof market === 'string')) return null
  const request = { seq, markets: markets.map(marketId) }
  if (floorMicros === undefined) return request
  return isSeq(floorMicros) && floorMicros <= MICROS ? { ...request, floorMicros: price(floorMicros) } : null
}
