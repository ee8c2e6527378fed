import type { StopCode } from '../../shared/domain/control.ts'

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
}

export type ControlOp =
  | { readonly op: 'latchMessage'; readonly code: StopCode }
  | { readonly op: 'latchCondition'; readonly code: StopCode }
  | { readonly op: 'latchFlip'; readonly seq: number }
  | { readonly op: 'stopDone' | 'resume' | 'requestFlatten' | 'dropFlatten'; readonly seq: number }
  | { readonly op: 'arm' | 'disarm' | 'endDrain' }
  | { readonly op: 'drain' | 'flipByHand'; readonly on: boolean }

/** The model after the op, or null where the op changes nothing and is refused. */
export function stepControl(model: ControlModel | null, op: ControlOp): ControlModel | null {
  if (op.op === 'latchMessage') return stopOf(model ?? fresh, op.code)
  if (op.op === 'latchCondition')
    return model?.halted === true && model.codes.includes(op.code) ? null : stopOf(model ?? fresh, op.code)
  if (op.op === 'arm') return model === null ? { ...fresh, armed: true } : armAgain(model)
  if (model === null) return null
  switch (op.op) {
    case 'latchFlip':
      return model.halted && model.haltSeq === model.clearedSeq && model.haltSeq === op.seq
        ? stopOf(model, 'OPERATOR')
        : null
    case 'stopDone':
      return model.haltSeq === op.seq && model.clearedSeq < op.seq && model.flattenSeq !== op.seq
        ? { ...model, doneSeq: op.seq }
        : null
    case 'resume':
      return isOver(model, op.seq)
        ? { ...model, halted: false, clearedSeq: op.seq, codes: [], flattenSeq: null }
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
}

const armAgain = (model: ControlModel): ControlModel | null =>
  model.armed ? null : { ...model, armed: true, drain: false }

const stopOf = (model: ControlModel, code: StopCode): ControlModel => ({
  ...model,
  halted: true,
  haltSeq: model.haltSeq + 1,
  codes: [...new Set([...model.codes, code])].toSorted(),
})

const isOver = (model: ControlModel, seq: number): boolean =>
  model.haltSeq === seq && model.doneSeq === seq && model.clearedSeq < seq
