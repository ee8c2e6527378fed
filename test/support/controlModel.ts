import { mayJoinStop, type StopCode } from '../../shared/domain/control.ts'

/** The control item as its rules tell it: no table, no retries, no attributes. */
export interface ControlModel {
  readonly armed: boolean
  readonly halted: boolean
  readonly drain: boolean
  readonly haltSeq: number
  readonly doneSeq: number
  readonly clearedSeq: number
  readonly codes: readonly StopCode[]
  readonly flattenSeq: number | null
  /** It was done once in this halt. */
  readonly wasDone: boolean
  /** The table was restored in this halt; no time passes in a history. */
  readonly restored: boolean
  /** Of the messages that were counted, the newest last. */
  readonly ids: readonly string[]
}

export type ControlOp =
  | {
      readonly op: 'latchMessage' | 'latchIfArmed' | 'latchCondition'
      readonly code: StopCode
      readonly id?: string | undefined
      /** Counts where the latch is a message's. */
      readonly restored?: boolean
    }
  | { readonly op: 'latchFlip'; readonly seq: number }
  | { readonly op: 'stopDone' | 'resume' | 'requestFlatten' | 'dropFlatten'; readonly seq: number }
  | { readonly op: 'arm' | 'disarm' | 'endDrain' }
  | { readonly op: 'drain' | 'flipByHand'; readonly on: boolean }

/** The model after the op, or null where the op changes nothing and is refused. */
export function stepControl(model: ControlModel | null, op: ControlOp): ControlModel | null {
  if (op.op === 'latchMessage') return restoredBy(op, countOnce(model ?? fresh, op.code, op.id))
  if (op.op === 'latchIfArmed')
    return model?.armed === true ? restoredBy(op, countOnce(model, op.code, op.id)) : null
  if (op.op === 'latchCondition') return conditionOf(model ?? fresh, op.code, op.id)
  if (op.op === 'arm') return armed(model ?? fresh)
  if (model === null) return null
  switch (op.op) {
    case 'latchFlip':
      return model.haltSeq === model.clearedSeq && model.haltSeq === op.seq ? stopOf(model, 'OPERATOR') : null
    case 'stopDone':
      return model.haltSeq === op.seq &&
        model.clearedSeq < op.seq &&
        model.flattenSeq !== op.seq &&
        !model.restored
        ? { ...model, doneSeq: op.seq, wasDone: true }
        : null
    case 'resume':
      return isOver(model, op.seq)
        ? {
            ...model,
            halted: false,
            clearedSeq: op.seq,
            codes: [],
            flattenSeq: null,
            wasDone: false,
            restored: false,
          }
        : null
    case 'requestFlatten':
      return isOver(model, op.seq) ? { ...model, flattenSeq: op.seq } : null
    case 'dropFlatten':
      return model.flattenSeq === op.seq ? { ...model, flattenSeq: null } : null
    case 'disarm':
      return { ...model, armed: false }
    case 'endDrain':
      return model.armed && model.drain && !model.halted && model.haltSeq === model.clearedSeq
        ? { ...model, armed: false }
        : null
    case 'drain':
      return { ...model, drain: op.on }
    case 'flipByHand':
      return { ...model, halted: op.on }
  }
}

const fresh: ControlModel = {
  ...{ armed: false, halted: false, drain: false },
  ...{ haltSeq: 0, doneSeq: 0, clearedSeq: 0, codes: [], flattenSeq: null },
  ...{ wasDone: false, restored: false, ids: [] },
}

const restoredBy = (
  { restored = false }: { readonly restored?: boolean },
  model: ControlModel | null,
): ControlModel | null => (model === null || !restored ? model : { ...model, restored })

const armed = (model: ControlModel): ControlModel | null =>
  model.armed || model.halted || model.clearedSeq < model.haltSeq
    ? null
    : { ...stopOf({ ...model, codes: [] }, 'ARMING'), armed: true, drain: false }

const MAX_IDS = 32

function countOnce(model: ControlModel, code: StopCode, id: string | undefined): ControlModel | null {
  if (id === undefined) return stopOf(model, code)
  return model.ids.includes(id) ? null : { ...stopOf(model, code), ids: [...model.ids, id].slice(-MAX_IDS) }
}

function conditionOf(model: ControlModel, code: StopCode, id: string | undefined): ControlModel | null {
  if (id !== undefined && model.ids.includes(id)) return null
  if (model.halted && model.codes.includes(code)) return null
  const joins = mayJoinStop(code) && model.clearedSeq < model.haltSeq
  return joins ? { ...stopOf(model, code), haltSeq: model.haltSeq } : countOnce(model, code, id)
}

const stopOf = (model: ControlModel, code: StopCode): ControlModel => ({
  ...model,
  halted: true,
  haltSeq: model.haltSeq + 1,
  codes: [...new Set([...model.codes, code])].toSorted(),
})

const isOver = (model: ControlModel, seq: number): boolean =>
  model.haltSeq === seq && model.doneSeq === seq && model.clearedSeq < seq

/** What a reader of the control item sees of the model. */
export const seenOf = ({ ids: _, ...seen }: ControlModel): Omit<ControlModel, 'ids'> => seen
