import {
  type Control,
  type ControlItem,
  isArmed,
  isStopStanding,
  LEAST_EXPIRY_SLACK_MS,
  mayJoinStop,
  type StopReason,
} from '../../shared/domain/control.ts'
import { known } from '../../shared/domain/read.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { Armed, Latched, Store, Wrote } from '../../shared/ports/store.ts'
import {
  armed,
  disarmed,
  drainEnded,
  flattenAsked,
  flattenDropped,
  latched,
  resumed,
  stopIsDone,
} from './controlEdits.ts'

const MAX_MESSAGE_IDS = 32
const WRITTEN = { is: 'written' } as const
const LOST = { is: 'lost' } as const

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
  const latch = (reason: StopReason, id?: string, joins = false): Latched => {
    if (isKnown(id)) return { is: 'already' }
    if (id !== undefined && !joins) ids = [...ids, id].slice(-MAX_MESSAGE_IDS)
    const next = latched(control, reason, clock.nowMs(), joins)
    control = next
    return { is: 'latched', haltSeq: next.haltSeq }
  }
  return {
    control: async () => known(control, clock.nowMs()),
    latchMessage: async (reason, id) => latch(reason, id),
    latchIfArmed: async (reason, id) =>
      isArmed(control) || isKnown(id) ? latch(reason, id) : { is: 'not armed' },
    latchCondition: async ({ restored: _, ...reason }, id) => {
      if (control === 'absent') return latch(reason, id)
      if (control.halted && control.codes.includes(reason.code)) return { is: 'already' }
      return latch(reason, id, mayJoinStop(reason.code) && isStopStanding(control))
    },
    latchFlip: async (reason, seen) =>
      control !== 'absent' && control.haltSeq === seen && control.clearedSeq === seen
        ? latch({ ...reason, code: 'OPERATOR' })
        : { is: 'already' },
    stopDone: async (seq, expirySlackMs = LEAST_EXPIRY_SLACK_MS) =>
      edit((now) => stopIsDone(now, seq, clock.nowMs(), expirySlackMs)),
    resume: async (seq) => edit((now) => resumed(now, seq)),
    arm: async (): Promise<Armed> => {
      const next = armed(control, clock.nowMs())
      if (next === null) return LOST
      control = next
      return { is: 'armed', haltSeq: next.haltSeq }
    },
    disarm: async () => edit(disarmed),
    drain: async (on) => edit((now) => ({ ...now, drain: on })),
    endDrain: async () => edit(drainEnded),
    requestFlatten: async (request) => edit((now) => flattenAsked(now, request)),
    dropFlatten: async (seq) => edit((now) => flattenDropped(now, seq)),
  }
}
