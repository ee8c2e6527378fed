import { known } from '../../shared/domain/read.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import {
  type ControlCall,
  type ControlChange,
  controlProtocol,
  type KeptControl,
} from '../../shared/ports/controlProtocol.ts'
import type { Store } from '../../shared/ports/store.ts'

/** The control item of a replay: a value that each call changes in one step. */
export function createMemoryControl(clock: Clock): Pick<Store, 'control' | ControlCall> {
  let kept: KeptControl = { control: 'absent', ids: [] }
  const make = async <Answer>(change: ControlChange<Answer>): Promise<Answer> => {
    const made = change(kept, clock.nowMs())
    kept = made.kept
    return made.answer
  }
  return {
    control: async () => known(kept.control, clock.nowMs()),
    latchMessage: (...of) => make(controlProtocol.latchMessage(...of)),
    latchIfArmed: (...of) => make(controlProtocol.latchIfArmed(...of)),
    latchCondition: (...of) => make(controlProtocol.latchCondition(...of)),
    latchFlip: (...of) => make(controlProtocol.latchFlip(...of)),
    stopDone: (...of) => make(controlProtocol.stopDone(...of)),
    resume: (...of) => make(controlProtocol.resume(...of)),
    arm: () => make(controlProtocol.arm()),
    disarm: () => make(controlProtocol.disarm()),
    drain: (...of) => make(controlProtocol.drain(...of)),
    endDrain: () => make(controlProtocol.endDrain()),
    requestFlatten: (...of) => make(controlProtocol.requestFlatten(...of)),
    dropFlatten: (...of) => make(controlProtocol.dropFlatten(...of)),
  }
}
