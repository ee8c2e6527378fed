import type { Control } from '../../shared/domain/control.ts'

/** An armed stack that runs and has never been stopped. */
export const RUNNING: Control = {
  armed: true,
  halted: false,
  drain: false,
  haltSeq: 0,
  doneSeq: 0,
  clearedSeq: 0,
  codes: [],
  messages: [],
  flatten: null,
}
