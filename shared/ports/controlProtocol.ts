import {
  type Control,
  type ControlItem,
  isArmed,
  isRunning,
  isStopActive,
  LEAST_EXPIRY_SLACK_MS,
  MAX_MESSAGE_IDS,
  MAX_MESSAGES,
  mayJoinStop,
  restoredUntilMs,
  type StopReason,
} from '../domain/control.ts'
import type { EpochMs, MarketId } from '../domain/units.ts'
import type { Latched, Store, WriteResult } from './store.ts'

/** The calls of the store that may change the control item. */
export type ControlCall =
  | 'latchMessage'
  | 'latchIfArmed'
  | 'latchCondition'
  | 'latchFlip'
  | 'stopDone'
  | 'resume'
  | 'arm'
  | 'disarm'
  | 'drain'
  | 'endDrain'
  | 'requestFlatten'
  | 'dropFlatten'

/** What is kept: the control item, and next to it the ids of the messages that were counted, the newest last. */
export interface KeptControl {
  readonly control: ControlItem
  readonly ids: readonly string[]
}

/** One step: nothing comes between what it reads and what it writes. Refused, it keeps the very same value. */
export type ControlChange<Answer> = (
  kept: KeptControl,
  nowMs: EpochMs,
) => { readonly kept: KeptControl; readonly answer: Answer }

type ControlProtocol = {
  readonly [Call in ControlCall]: (
    ...given: Parameters<Store[Call]>
  ) => ControlChange<Awaited<ReturnType<Store[Call]>>>
}

/**
 * The control protocol without a table: every store in memory makes these changes, and the table is held to the same
 * histories. The meaning of each call is at the port, `Store`.
 */
export const controlProtocol: ControlProtocol = {
  latchMessage: (reason, id) => counted(reason, id),
  latchIfArmed: (reason, id) => (kept, nowMs) =>
    isArmed(kept.control) || isKnown(kept, id)
      ? counted(reason, id)(kept, nowMs)
      : { kept, answer: { is: 'not armed' } },
  latchCondition:
    ({ restored: _, ...reason }, id) =>
    (kept, nowMs) => {
      const { control } = kept
      if (control === 'absent') return counted(reason, id)(kept, nowMs)
      if (control.halted && control.codes.includes(reason.code)) return { kept, answer: { is: 'already' } }
      return counted(reason, id, mayJoinStop(reason.code) && isStopActive(control))(kept, nowMs)
    },
  latchFlip:
    ({ restored: _, ...reason }, seen) =>
    (kept, nowMs) => {
      const { control } = kept
      const isCurrent = control !== 'absent' && control.haltSeq === seen && control.clearedSeq === seen
      return isCurrent ? counted(reason)(kept, nowMs) : { kept, answer: { is: 'already' } }
    },
  stopDone: (seq, expirySlackMs = LEAST_EXPIRY_SLACK_MS, handSinceMs) =>
    edited((now, nowMs) => {
      const isCurrent = now.haltSeq === seq && now.clearedSeq < seq && now.flatten?.seq !== seq
      const isPast = nowMs > (restoredUntilMs(now, expirySlackMs) ?? Number.NEGATIVE_INFINITY)
      return isCurrent && isPast ? { handSinceMs: handSinceMs ?? nowMs, ...now, doneSeq: seq } : null
    }),
  resume: (seq) =>
    edited((now) => {
      if (!isDoneOf(now, seq)) return null
      const { handSinceMs: _, restoredAtMs: __, ...rest } = now
      return { ...rest, halted: false, clearedSeq: seq, codes: [], messages: [], flatten: null }
    }),
  arm: () => (kept, nowMs) => {
    const before = itemOf(kept)
    if (before.armed || before.halted || isStopActive(before)) return { kept, answer: { is: 'lost' } }
    const begun = halted({ ...before, codes: [], messages: [] }, { code: 'ARMING', text: ARMING }, nowMs)
    const control = { ...begun, armed: true, drain: false }
    return { kept: { ...kept, control }, answer: { is: 'armed', haltSeq: control.haltSeq } }
  },
  disarm: () => edited((now) => ({ ...now, armed: false })),
  drain: (on, market) =>
    edited((now) => (market === undefined ? { ...now, drain: on } : withDrained(now, market, on))),
  endDrain: () => edited((now) => (now.drain && isRunning(now) ? { ...now, armed: false } : null)),
  requestFlatten: (request) =>
    edited((now) => (isDoneOf(now, request.seq) ? { ...now, flatten: request } : null)),
  dropFlatten: (seq) => edited((now) => (now.flatten?.seq === seq ? { ...now, flatten: null } : null)),
}

/** Each market once; none is no list. */
function withDrained({ drainMarkets, ...control }: Control, market: MarketId, on: boolean): Control {
  const drained = drainedMarkets(drainMarkets ?? [], market, on)
  return drained.length === 0 ? control : { ...control, drainMarkets: drained }
}

/** The list after such a request. */
export const drainedMarkets = (
  markets: readonly MarketId[],
  market: MarketId,
  on: boolean,
): readonly MarketId[] => [...markets.filter((each) => each !== market), ...(on ? [market] : [])]

/** What `arm` says of the STOP that it begins with. */
export const ARMING = 'armed: it trades once this STOP is done and resumed'

/** What the first write finds where there is no item. */
const FRESH: Control = {
  armed: false,
  halted: false,
  drain: false,
  haltSeq: 0,
  doneSeq: 0,
  clearedSeq: 0,
  codes: [],
  messages: [],
  flatten: null,
}

const itemOf = ({ control }: KeptControl): Control => (control === 'absent' ? FRESH : control)

const isKnown = ({ ids }: KeptControl, id: string | undefined): boolean =>
  id !== undefined && ids.includes(id)

/** One STOP more, once for each id; or, where it joins, one reason more of the active STOP. */
const counted =
  (reason: StopReason, id?: string, joins = false): ControlChange<Latched> =>
  (kept, nowMs) => {
    if (isKnown(kept, id)) return { kept, answer: { is: 'already' } }
    const control = halted(itemOf(kept), reason, nowMs, joins)
    const ids = id === undefined || joins ? kept.ids : [...kept.ids, id].slice(-MAX_MESSAGE_IDS)
    return { kept: { control, ids }, answer: { is: 'latched', haltSeq: control.haltSeq } }
  }

const halted = (
  before: Control,
  { code, text, restored }: Pick<StopReason, 'code' | 'text' | 'restored'>,
  nowMs: EpochMs,
  joins = false,
): Control => ({
  ...before,
  halted: true,
  haltSeq: before.haltSeq + (joins ? 0 : 1),
  codes: before.codes.includes(code) ? before.codes : [...before.codes, code],
  messages: [...before.messages, `${code}: ${text}`].slice(0, MAX_MESSAGES),
  ...(restored === true ? { restoredAtMs: nowMs } : {}),
})

/** An edit of an operator's, or of a STOP's end; null where its condition refuses, as it does without an item. */
const edited =
  (edit: (now: Control, nowMs: EpochMs) => Control | null): ControlChange<WriteResult> =>
  (kept, nowMs) => {
    const control = kept.control === 'absent' ? null : edit(kept.control, nowMs)
    return control === null
      ? { kept, answer: { is: 'lost' } }
      : { kept: { ...kept, control }, answer: { is: 'written' } }
  }

const isDoneOf = (now: Control, seq: number): boolean =>
  now.haltSeq === seq && now.doneSeq === seq && now.clearedSeq < seq
