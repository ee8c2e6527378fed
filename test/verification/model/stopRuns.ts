import { isResumed } from '../../../shared/domain/control.ts'
import { epochMs, monotonicMs } from '../../../shared/domain/units.ts'
import { runStop, type StopTrigger } from '../../../shared/engine/stop/stop.ts'
import * as operator from '../../../shared/operator/operator.ts'
import type { Run } from './actor.ts'
import { RunBreach } from './invariants.ts'
import { STACK } from './modelSettings.ts'
import type { ModelPorts } from './ports.ts'
import { STOP_MS, seenHaltSeq } from './runs.ts'

const alarm = (startMs: number) => ({ code: 'ALARM' as const, text: 'an alarm', atMs: epochMs(startMs) })

/** The STOP function by one trigger; it breaks I12 itself where it cancels although it has read that its STOP is over. */
async function stopBy(ports: ModelPorts, trigger: StopTrigger, startMs: number): Promise<void> {
  // Until its latch is certain nothing ends its cancelling; a record that shows no flip asks for none.
  let isCertain = trigger.by === 'stream' && trigger.flippedAtSeq === undefined
  let isOver = false
  let isLate = false
  const { store, venue } = ports
  const late = <T>(answer: T): T => {
    isLate ||= isOver
    return answer
  }
  const latching = <T extends { readonly is: string }>(latched: T): T => {
    isCertain = latched.is === 'latched' || latched.is === 'already'
    return latched
  }
  const watched: ModelPorts = {
    ...ports,
    store: {
      ...store,
      control: async () => {
        const read = await store.control()
        isOver = isCertain && read.ok && isResumed(read.value)
        return read
      },
      latchMessage: async (reason, id) => latching(await store.latchMessage(reason, id)),
      latchIfArmed: async (reason, id) => latching(await store.latchIfArmed(reason, id)),
      latchFlip: async (reason, seq) => latching(await store.latchFlip(reason, seq)),
    },
    venue: {
      ...venue,
      cancel: async (ids) => late(await venue.cancel(ids)),
      cancelMarket: async (market, token) => late(await venue.cancelMarket(market, token)),
    },
  }
  await runStop(watched, STACK, trigger, monotonicMs(startMs + STOP_MS))
  if (isLate) throw new RunBreach('I12', 'it cancelled though it had read that its STOP was resumed from')
}

/** One and the same message, however often it is delivered. */
export const sameMessage: Run = {
  name: 'a STOP by message m',
  kind: 'control',
  run: (ports, startMs) => stopBy(ports, { by: 'message', reason: alarm(startMs), id: 'm' }, startMs),
}

/** The record of a flip by hand at the first STOP's number, as the stream delivers it. */
export const flipRecord: Run = {
  name: 'the record of a flip by hand',
  kind: 'control',
  run: (ports, startMs) => stopBy(ports, { by: 'stream', flippedAtSeq: 0 }, startMs),
}

export const streamRecord: Run = {
  name: 'a record of the stream',
  kind: 'control',
  run: (ports, startMs) => stopBy(ports, { by: 'stream' }, startMs),
}

export const raise: Run = { name: 'an alarm goes into ALARM', kind: 'control', run: (ports) => ports.raise() }

/** A message of this stack's own alarm, which may be left aside. */
export const alarmMessage: Run = {
  name: 'the message of that alarm',
  kind: 'control',
  run: (ports, startMs) =>
    stopBy(ports, { by: 'message', reason: alarm(startMs), id: 'a', mayLeaveAside: true }, startMs),
}

/** The explorers' book never moves: what a tick would latch is latched here. */
export const foundLoss: Run = {
  name: 'a LOSS is found',
  kind: 'control',
  run: (ports, startMs) =>
    ports.store.latchCondition({ code: 'LOSS', text: 'the day has lost its limit', atMs: epochMs(startMs) }),
}

/** The operator's command without its canary: no write before the look at the alarms. */
export const armUnderAlarms: Run = {
  name: 'a look at the alarms, then the write of arm',
  kind: 'control',
  run: async (ports) => {
    const alarms = await ports.alarms()
    if (alarms.ok && alarms.value.length === 0) await ports.store.arm()
  },
}

export const resumeUnderAlarms: Run = {
  name: 'status, then resume with a look at the alarms',
  kind: 'control',
  run: async (ports) => {
    const seq = await seenHaltSeq(ports)
    if (seq !== null) await operator.resume(ports, seq, await ports.alarms())
  },
}
