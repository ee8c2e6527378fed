import { setTimeout as wait } from 'node:timers/promises'
import { isStopDone } from '../../../shared/domain/control.ts'
import { known } from '../../../shared/domain/read.ts'
import { epochMs } from '../../../shared/domain/units.ts'
import { resume } from '../../../shared/operator/operator.ts'
import type { Store } from '../../../shared/ports/store.ts'
import type { Attack } from './attack.ts'

/** The person who resumes after each STOP that is done, while the cell is under fire. */
export async function operate(attack: Attack, store: Store): Promise<void> {
  while (attack.underFire) {
    await wait(attack.random.between(200, 900))
    const control = await store.control()
    if (!control.ok || control.value === 'absent' || !control.value.halted) continue
    const { value } = control
    if (isStopDone(value) && value.clearedSeq < value.haltSeq)
      await resume({ store } as Parameters<typeof resume>[0], value.haltSeq, known([], epochMs(Date.now())))
  }
}
