import { type ControlItem, isResumed } from '../../domain/control.ts'
import type { Read } from '../../domain/read.ts'
import type { Ports } from '../../ports/ports.ts'

/** Why a pass cancels no more: its STOP was resumed from; or the halt is not as it was at its beginning. */
type Ended = 'resumed' | 'changed'

export interface StopWatch {
  /** Asked directly before each cancel, with nothing waited for in between. */
  mayCancel(): Promise<boolean>
  ended(): Ended | null
  /** What all its looks have taken. */
  tookMs(): number
}

/**
 * The look at the control item directly before a pass cancels. Seconds of other reads lie between its first read and
 * its cancels: others can end the STOP meanwhile, a person resume, and the bot post again. Where the item cannot be
 * read the cancels go out, and it is not asked for again: a table that does not answer costs a STOP one time-out.
 */
export function createWatch(
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
  began: Read<ControlItem>,
  at: { readonly isLatched: boolean; readonly isTableSilent: boolean; readonly mayBeginAgain: boolean },
): StopWatch {
  let isSilent = at.isTableSilent
  let ended: Ended | null = null
  let tookMs = 0
  return {
    tookMs: () => tookMs,
    ended: () => ended,
    async mayCancel() {
      if (ended !== null || isSilent) return ended === null
      const startedMs = clock.monotonicMs()
      const now = await store.control()
      tookMs += clock.monotonicMs() - startedMs
      if (!now.ok) isSilent = true
      else if (at.isLatched && isResumed(now.value)) ended = 'resumed'
      else if (at.mayBeginAgain && !(began.ok && isSameHalt(began.value, now.value))) ended = 'changed'
      return ended === null
    },
  }
}

/** The same STOP, as far done, and the same request to flatten: whom a pass may cancel hangs on these. */
function isSameHalt(a: ControlItem, b: ControlItem): boolean {
  if (a === 'absent' || b === 'absent') return a === b
  return (
    a.haltSeq === b.haltSeq &&
    a.doneSeq === b.doneSeq &&
    a.clearedSeq === b.clearedSeq &&
    a.flatten?.seq === b.flatten?.seq
  )
}
