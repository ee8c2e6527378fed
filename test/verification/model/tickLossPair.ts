import type { StopReason } from '../../../shared/domain/control.ts'
import { runInvocation } from '../../../shared/engine/invocation.ts'
import type { Store } from '../../../shared/ports/store.ts'
import type { Run } from './actor.ts'
import { RunBreach } from './invariants.ts'
import { LOSS_PAIR_STACK } from './modelSettings.ts'
import type { ModelPorts } from './ports.ts'
import { NEVER } from './runs.ts'

/**
 * Both outcomes under a limit on what they may lose together, which they have lost. A run that was answered throughout
 * and found no such STOP asks for one.
 */
export const tickLossPair: Run = {
  name: 'an invocation of both outcomes, which lost more than both may',
  kind: 'tick',
  isPair: true,
  run: async (ports) => {
    const seen = { isSure: true, isStopped: false }
    await runInvocation(listening(ports, seen), LOSS_PAIR_STACK, NEVER)
    if (seen.isSure && !seen.isStopped)
      throw new RunBreach('L2', 'both lost more than stackDailyLossUsdc, and no STOP LOSS was asked for')
  },
}

/** The same where the other outcome has gained what this one lost. */
export const tickGainPair: Run = {
  name: 'an invocation of both outcomes, of which one gained what the other lost',
  kind: 'tick',
  isPair: true,
  run: (ports) => runInvocation(ports, LOSS_PAIR_STACK, NEVER),
}

/** What the run hears of its leases, its writes and the flag. */
function listening(ports: ModelPorts, seen: { isSure: boolean; isStopped: boolean }): ModelPorts {
  const { store } = ports
  const sure = async <T extends { readonly is: string }>(answer: Promise<T>): Promise<T> => {
    const value = await answer
    if (!['held', 'written'].includes(value.is)) seen.isSure = false
    return value
  }
  const control: Store['control'] = async () => {
    const read = await store.control()
    if (!read.ok) seen.isSure = false
    if (read.ok && read.value !== 'absent' && read.value.codes.includes('LOSS')) seen.isStopped = true
    return read
  }
  return {
    ...ports,
    store: {
      ...store,
      control,
      acquire: (...of) => sure(store.acquire(...of)),
      renew: (...of) => sure(store.renew(...of)),
      commit: (...of) => sure(store.commit(...of)),
      latchCondition: (reason, id) => {
        if (isOfAll(reason)) seen.isStopped = true
        return store.latchCondition(reason, id)
      },
    },
  }
}

const isOfAll = ({ code, market }: StopReason): boolean => code === 'LOSS' && market === undefined
