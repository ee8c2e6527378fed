import { createStopHandler } from '../../../functions/stop.ts'
import { stopTrigger } from '../../../functions/stopTrigger.ts'
import { type ControlItem, isResumed, isStopActive, isStopDone } from '../../../shared/domain/control.ts'
import { mayBeLive, type Order } from '../../../shared/domain/order.ts'
import { epochMs, monotonicMs } from '../../../shared/domain/units.ts'
import { runStop, type StopTrigger } from '../../../shared/engine/stop/stop.ts'
import { armWhereQuiet } from '../../../shared/operator/armWhereQuiet.ts'
import * as operator from '../../../shared/operator/operator.ts'
import type { Run } from './actor.ts'
import { RunBreach } from './invariants.ts'
import { STACK } from './modelSettings.ts'
import { watchForOldLooks } from './oldLooks.ts'
import type { ModelPorts } from './ports.ts'
import { STOP_MS, seenHaltSeq } from './runs.ts'

const alarm = (startMs: number) => ({ code: 'ALARM' as const, text: 'an alarm', atMs: epochMs(startMs) })

/** What a run was told before it left its message aside. */
interface Looks {
  latchRefused: boolean
  /** Of the last consistent read; null: there was none, or it failed. */
  control: ControlItem | null
  /** Read after that; null as above. */
  orders: readonly Order[] | null
}

/**
 * The STOP function by one trigger; it breaks I12 itself where it cancels although it has read that its STOP is over, or
 * kills what was posted since on a look at the flag that other reads have made old; and I11 where it leaves a message
 * aside without every proof that this is safe.
 */
async function stopBy(ports: ModelPorts, trigger: StopTrigger, startMs: number): Promise<void> {
  // Until its latch is certain nothing ends its cancelling; a record that shows no flip asks for none.
  let isCertain = trigger.by === 'stream' && trigger.flippedAtSeq === undefined
  let isOver = false
  let isLate = false
  const looks: Looks = { latchRefused: false, control: null, orders: null }
  const old = watchForOldLooks(ports, () => isCertain)
  const { store, venue } = old.ports
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
        looks.control = read.ok ? read.value : null
        looks.orders = null
        return read
      },
      marketItems: async () => {
        const read = await store.marketItems()
        const isProof = looks.control !== null && read.ok
        looks.orders = isProof ? read.value.flatMap(({ state }) => state?.orders ?? []) : null
        return read
      },
      latchMessage: async (reason, id) => latching(await store.latchMessage(reason, id)),
      latchIfArmed: async (reason, id) => {
        const latched = latching(await store.latchIfArmed(reason, id))
        looks.latchRefused = latched.is === 'not armed'
        return latched
      },
      latchFlip: async (reason, seq) => latching(await store.latchFlip(reason, seq)),
    },
    venue: {
      ...venue,
      cancel: async (ids) => late(await venue.cancel(ids)),
      cancelMarket: async (market, token) => late(await venue.cancelMarket(market, token)),
    },
  }
  const stopped = await runStop(watched, STACK, trigger, monotonicMs(startMs + STOP_MS))
  const unproven = stopped.is === 'left aside' ? unprovenIn(looks) : null
  if (unproven !== null) throw new RunBreach('I11', `a message is left aside ${unproven}`)
  const killed = old.killed()
  if (killed !== null) throw new RunBreach('I12', `on an old look at the flag it cancels ${killed}`)
  if (isLate) throw new RunBreach('I12', 'it cancelled though it had read that its STOP was resumed from')
}

/** What a run that left its message aside did not know; null: all that it must. */
function unprovenIn({ latchRefused, control, orders }: Looks): string | null {
  if (!latchRefused) return 'before its latch was refused'
  if (control === null) return 'though nobody knows what is armed'
  if (control !== 'absent' && control.armed) return 'though the stack is armed'
  if (control !== 'absent' && isStopActive(control) && !isStopDone(control))
    return 'though a STOP is not done'
  if (orders === null) return 'though nobody knows what lives, after it was known what is armed'
  return orders.some(mayBeLive) ? 'though an order may be live' : null
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

const OWN_ALARM = 'NoTick'
const DRILL_ARN = 'arn:aws:cloudwatch:eu-west-1:000000000000:alarm:Drill'

/** The STOP function by a message of CloudWatch, as the topic delivers it. */
async function stopByAlarm(ports: ModelPorts, message: object, startMs: number): Promise<void> {
  const sns = { MessageId: 'a', Message: JSON.stringify({ NewStateValue: 'ALARM', ...message }) }
  const known = { alarms: [OWN_ALARM], drillAlarmArn: DRILL_ARN }
  const event = { Records: [{ EventSource: 'aws:sns', Sns: sns }] }
  const trigger = stopTrigger(event, epochMs(startMs), known)
  if (trigger === null || trigger.by === 'drill') throw new RunBreach('I11', `no STOP by ${sns.Message}`)
  const isOwn = sns.Message.includes(`"${OWN_ALARM}"`) && sns.Message.includes('"ALARM"')
  if (trigger.by === 'message' && trigger.mayLeaveAside === true && !isOwn)
    throw new RunBreach('I11', `it may be left aside: ${sns.Message}`)
  await stopBy(ports, trigger, startMs)
}

/** A message of this stack's own alarm, which may be left aside. */
export const alarmMessage: Run = {
  name: 'the message of that alarm',
  kind: 'control',
  run: (ports, startMs) => stopByAlarm(ports, { AlarmName: OWN_ALARM }, startMs),
}

/** An alarm of the account that sends to the stop topic too: it counts, armed or not. */
export const othersAlarm: Run = {
  name: 'the message of an alarm that is not of this stack',
  kind: 'control',
  run: (ports, startMs) => stopByAlarm(ports, { AlarmName: 'Other' }, startMs),
}

/** An alarm of this stack that has no data: that is no ALARM, and nothing says what it means. */
export const unsureAlarm: Run = {
  name: 'the message of an alarm of this stack that lacks data',
  kind: 'control',
  run: (ports, startMs) =>
    stopByAlarm(ports, { AlarmName: OWN_ALARM, NewStateValue: 'INSUFFICIENT_DATA' }, startMs),
}

/** It has the name of the drill's alarm, and is another one. */
export const likeTheDrill: Run = {
  name: 'a message that looks like the drill',
  kind: 'control',
  run: (ports, startMs) => stopByAlarm(ports, { AlarmName: 'Drill', AlarmArn: `${DRILL_ARN}2` }, startMs),
}

/** The drill itself: the function of the deployment answers it. */
export const drill: Run = {
  name: 'the drill',
  kind: 'control',
  run: async (ports, startMs) => {
    let isAnswered = false
    const telemetry = Object.assign(
      { ...ports.telemetry },
      {
        late: () => {},
        silent: () => {},
        failed: () => {},
        drilled: () => {
          isAnswered = true
        },
      },
    )
    const handle = createStopHandler({ ...ports, telemetry }, STACK, {
      stop: [OWN_ALARM],
      drillArn: DRILL_ARN,
    })
    const alarmed = { AlarmName: 'Drill', AlarmArn: DRILL_ARN, NewStateValue: 'ALARM' }
    const sns = { MessageId: `drill ${startMs}`, Message: JSON.stringify(alarmed) }
    await handle(
      { Records: [{ EventSource: 'aws:sns', Sns: sns }] },
      { getRemainingTimeInMillis: () => STOP_MS + 60_000 },
    )
    if (!isAnswered) throw new RunBreach('I11', 'the drill is not answered')
  },
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
    const before = await ports.alarms()
    const isQuiet = before.ok && before.value.length === 0
    await armWhereQuiet({
      bar: async () => {
        const alarms = await ports.alarms()
        if (!alarms.ok) return alarms.unknown
        return alarms.value[0] ?? null
      },
      arm: async () => {
        if (!isQuiet) throw new RunBreach('I11', 'arm writes though an alarm was active before it began')
        return await ports.store.arm()
      },
    })
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
