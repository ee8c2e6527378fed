import {
  type Control,
  type ControlItem,
  type FlattenRequest,
  isRunning,
  isStopStanding,
  restoredUntilMs,
  type StopReason,
} from '../../shared/domain/control.ts'
import type { EpochMs } from '../../shared/domain/units.ts'

const MAX_MESSAGES = 10

const FRESH: Control = {
  armed: false,
  halted: true,
  drain: false,
  haltSeq: 0,
  doneSeq: 0,
  clearedSeq: 0,
  codes: [],
  messages: [],
  flatten: null,
}

/** What a write of the control item leaves, where no table stands behind it; null where its condition refuses. */
type Edited = Control | null

/** One STOP more; or one reason more of the STOP that stands. */
export function latched(
  item: ControlItem,
  reason: Pick<StopReason, 'code' | 'text' | 'restored'>,
  nowMs: EpochMs,
  joins = false,
): Control {
  const before = item === 'absent' ? FRESH : item
  return {
    ...before,
    halted: true,
    haltSeq: before.haltSeq + (joins ? 0 : 1),
    codes: before.codes.includes(reason.code) ? before.codes : [...before.codes, reason.code],
    messages: [...before.messages, `${reason.code}: ${reason.text}`].slice(0, MAX_MESSAGES),
    ...(reason.restored === true ? { restoredAtMs: nowMs } : {}),
  }
}

/** Not before the longest life of an order has passed, where the table was restored. */
export function stopIsDone(now: Control, seq: number, nowMs: EpochMs, expirySlackMs: number): Edited {
  const stands = now.haltSeq === seq && now.clearedSeq < seq && now.flatten?.seq !== seq
  const isPast = nowMs > (restoredUntilMs(now, expirySlackMs) ?? Number.NEGATIVE_INFINITY)
  return stands && isPast ? { handSinceMs: nowMs, ...now, doneSeq: seq } : null
}

export function resumed(control: Control, seq: number): Edited {
  if (!isDoneOf(control, seq)) return null
  const { handSinceMs: _, restoredAtMs: __, ...now } = control
  return { ...now, halted: false, clearedSeq: seq, codes: [], messages: [], flatten: null }
}

/** Armed, with a STOP of its own. */
export function armed(item: ControlItem, nowMs: EpochMs): Edited {
  if (item !== 'absent' && (item.armed || item.halted || isStopStanding(item))) return null
  const before = item === 'absent' ? FRESH : item
  const begun = latched({ ...before, codes: [], messages: [] }, { code: 'ARMING', text: 'armed' }, nowMs)
  return { ...begun, armed: true, drain: false }
}

export const disarmed = (now: Control): Edited => ({ ...now, armed: false })

export const drainEnded = (now: Control): Edited =>
  now.drain && isRunning(now) ? { ...now, armed: false } : null

export const flattenAsked = (now: Control, request: FlattenRequest): Edited =>
  isDoneOf(now, request.seq) ? { ...now, flatten: request } : null

export const flattenDropped = (now: Control, seq: number): Edited =>
  now.flatten?.seq === seq ? { ...now, flatten: null } : null

const isDoneOf = (now: Control, seq: number): boolean =>
  now.haltSeq === seq && now.doneSeq === seq && now.clearedSeq < seq
