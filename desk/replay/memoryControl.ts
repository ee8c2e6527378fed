import {
  type Control,
  type ControlItem,
  isArmed,
  isRunning,
  isStopStanding,
  LEAST_EXPIRY_SLACK_MS,
  mayJoinStop,
  restoredUntilMs,
} from '../../shared/domain/control.ts'
import { known } from '../../shared/domain/read.ts'
import type { Clock } from '../../shared/engine/clock.ts'
import type { Armed, Latched, Store, Wrote } from '../../shared/engine/store.ts'

const MAX_MESSAGES = 10
const MAX_MESSAGE_IDS = 32
const WRITTEN = { is: 'written' } as const
const LOST = { is: 'lost' } as const

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

type ControlStore = Pick<
  Store,
  | 'control'
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
>

/** The control item without a table, under the conditions of the real one's writes. */
export function createMemoryControl(clock: Clock): ControlStore {
  let control: ControlItem = 'absent'
  let ids: readonly string[] = []

  const edit = (change: (now: Control) => Control | null): Wrote => {
    const next = control === 'absent' ? null : change(control)
    if (next === null) return LOST
    control = next
    return WRITTEN
  }
  const isKnown = (id: string | undefined): boolean => id !== undefined && ids.includes(id)
  const latch = (code: Control['codes'][number], text: string, id?: string, restored?: true): Latched => {
    if (isKnown(id)) return { is: 'already' }
    if (id !== undefined) ids = [...ids, id].slice(-MAX_MESSAGE_IDS)
    const latched = halted(control === 'absent' ? FRESH : control, code, text)
    control = restored === true ? { ...latched, restoredAtMs: clock.nowMs() } : latched
    return { is: 'latched', haltSeq: latched.haltSeq }
  }
  const join = (now: Control, code: Control['codes'][number], text: string): Latched => {
    control = { ...halted(now, code, text), haltSeq: now.haltSeq }
    return { is: 'latched', haltSeq: now.haltSeq }
  }
  return {
    control: async () => known(control, clock.nowMs()),
    latchMessage: async ({ code, text, restored }, id) => latch(code, text, id, restored),
    latchIfArmed: async ({ code, text, restored }, id) =>
      isArmed(control) || isKnown(id) ? latch(code, text, id, restored) : { is: 'not armed' },
    latchCondition: async ({ code, text }, id) => {
      if (control === 'absent') return latch(code, text, id)
      if (isKnown(id) || (control.halted && control.codes.includes(code))) return { is: 'already' }
      const joins = mayJoinStop(code) && isStopStanding(control)
      return joins ? join(control, code, text) : latch(code, text, id)
    },
    latchFlip: async ({ text }, seen) =>
      control !== 'absent' && control.haltSeq === seen && control.clearedSeq === seen
        ? latch('OPERATOR', text)
        : { is: 'already' },
    stopDone: async (seq, expirySlackMs = LEAST_EXPIRY_SLACK_MS) =>
      edit((now) => {
        const stands = now.haltSeq === seq && now.clearedSeq < seq && now.flatten?.seq !== seq
        const livesUntilMs = restoredUntilMs(now, expirySlackMs)
        const isPast = livesUntilMs === null || clock.nowMs() > livesUntilMs
        return stands && isPast ? { handSinceMs: clock.nowMs(), ...now, doneSeq: seq } : null
      }),
    resume: async (seq) => edit((now) => (isDoneOf(now, seq) ? resumed(now, seq) : null)),
    arm: async (): Promise<Armed> => {
      if (control !== 'absent' && (control.armed || control.halted || isStopStanding(control))) return LOST
      const before = control === 'absent' ? FRESH : control
      const begun = halted({ ...before, codes: [], messages: [] }, 'ARMING', 'armed')
      control = { ...begun, armed: true, drain: false }
      return { is: 'armed', haltSeq: begun.haltSeq }
    },
    disarm: async () => edit((now) => ({ ...now, armed: false })),
    drain: async (on) => edit((now) => ({ ...now, drain: on })),
    endDrain: async () => edit((now) => (now.drain && isRunning(now) ? { ...now, armed: false } : null)),
    requestFlatten: async (request) =>
      edit((now) => (isDoneOf(now, request.seq) ? { ...now, flatten: request } : null)),
    dropFlatten: async (seq) => edit((now) => (now.flatten?.seq === seq ? { ...now, flatten: null } : null)),
  }
}

const halted = (before: Control, code: Control['codes'][number], text: string): Control => ({
  ...before,
  halted: true,
  haltSeq: before.haltSeq + 1,
  codes: before.codes.includes(code) ? before.codes : [...before.codes, code],
  messages: [...before.messages, text].slice(0, MAX_MESSAGES),
})

const isDoneOf = (now: Control, seq: number): boolean =>
  now.haltSeq === seq && now.doneSeq === seq && now.clearedSeq < seq

const resumed = ({ handSinceMs: _, restoredAtMs: __, ...now }: Control, seq: number): Control => ({
  ...now,
  ...{ halted: false, clearedSeq: seq, codes: [], messages: [], flatten: null },
})
