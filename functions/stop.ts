import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import type { StackSettings } from '../shared/domain/settings.ts'
import { monotonicMs } from '../shared/domain/units.ts'
import { runStop, type Stopped, type StopTrigger } from '../shared/engine/stop/stop.ts'
import type { Ports } from '../shared/ports/ports.ts'
import { createTelemetry, type FunctionTelemetry } from '../shared/telemetry/createTelemetry.ts'
import { withNotices } from '../shared/telemetry/outbox.ts'
import { createRedactor } from '../shared/telemetry/redactor.ts'
import { createTablePaper, createTableStore, createVenue } from './coldStart.ts'
import { isConfig, readEnvironment } from './environment.ts'
import type { EntryPoint, Invocation } from './invocation.ts'
import { NO_EARLY_TIMEOUT, reportFailures } from './middleware.ts'
import { createNotices, withFlush } from './notices.ts'
import { type Drill, stopTrigger } from './stopTrigger.ts'
import { systemClock } from './systemClock.ts'

/** A pass begun at the deadline must end before Lambda ends it: its calls are bounded by less. */
const RESERVE_MS = 60_000

export type Stops = 'no stop' | 'drill answered' | Stopped

export interface StopPorts extends Ports {
  readonly telemetry: FunctionTelemetry
}

export type LatchPorts = Omit<StopPorts, 'venue'>

/** The stack's own on the stop topic: those that stop, ignored while nothing is armed, and the drill's. */
export interface StackAlarms {
  /** By name. */
  readonly stop: readonly string[]
  /** null: there is none. */
  readonly drillArn: string | null
}

/** A STOP that was not brought to its end: Lambda tries again, and then a person is paged. */
export class StopNotDoneError extends Error {
  override readonly name = 'StopNotDoneError'
}

/** One STOP: latch, cancel, verify, until done or the deadline comes. */
export const createStopHandler = (
  ports: StopPorts,
  stack: StackSettings,
  alarms: StackAlarms = NO_ALARMS,
): EntryPoint<Stops> =>
  createEntry(ports, alarms, async (trigger, context) => {
    if (trigger.by === 'drill') {
      ports.telemetry.drilled(trigger.reason)
      return 'drill answered'
    }
    const leftMs = context.getRemainingTimeInMillis() - RESERVE_MS
    const until = monotonicMs(ports.clock.monotonicMs() + leftMs)
    const stopped = await runStop(ports, stack, trigger, until)
    if (stopped.is === 'not yet') throw new StopNotDoneError(`STOP is not done: ${stopped.why}`)
    return stopped
  })

/**
 * Where the configuration cannot be used nothing can be cancelled for certain: it latches anyway, which comes
 * first and needs none, and fails. The drill is not answered: it would say that a STOP works.
 */
export const createLatchHandler = (ports: LatchPorts, alarms: StackAlarms = NO_ALARMS): EntryPoint<Stops> =>
  createEntry(ports, alarms, async (trigger) => {
    if (trigger.by === 'message') {
      const latched = await ports.store.latchMessage(trigger.reason, trigger.id)
      ports.telemetry.latched(trigger.reason, latched.is)
    }
    throw new StopNotDoneError('STOP is not done: the configuration cannot be used; deploy again')
  })

const NO_ALARMS: StackAlarms = { stop: [], drillArn: null }

function createEntry(
  { clock, telemetry }: Pick<LatchPorts, 'clock' | 'telemetry'>,
  alarms: StackAlarms,
  stop: (trigger: StopTrigger | Drill, context: Context) => Promise<Stops>,
): EntryPoint<Stops> {
  const run = middy<unknown, Stops>(NO_EARLY_TIMEOUT)
    .use(reportFailures<unknown>(telemetry))
    .handler(async (event, context): Promise<Stops> => {
      const trigger = stopTrigger(event, clock.nowMs(), {
        requestId: context.awsRequestId,
        alarms: alarms.stop,
        drillAlarmArn: alarms.drillArn,
      })
      return trigger === null ? 'no stop' : stop(trigger, context)
    })
  return (event, invocation) => run(event, invocation as Context)
}

let warm: EntryPoint<Stops> | null = null

/** The Lambda's entry point. */
export async function handler(event: unknown, invocation: Invocation): Promise<Stops> {
  warm ??= fromEnvironment()
  return warm(event, invocation)
}

function fromEnvironment(): EntryPoint<Stops> {
  const { tableName, pageTopicArn, config, stopAlarms, drillAlarmArn } = readEnvironment(process.env)
  const redactor = createRedactor()
  const stage = isConfig(config) ? config.stage : null
  const shared = { clock: systemClock, store: createTableStore(tableName, stage) }
  if (!isConfig(config)) {
    const telemetry = createTelemetry({ stage: 'unknown', redactor })
    telemetry.failed(new Error(`the configuration cannot be used:\n${config.problems}`))
    return createLatchHandler({ ...shared, telemetry })
  }
  const telemetry = createTelemetry({
    stage: config.stage,
    name: config.name,
    redactor,
    markets: config.stack.markets,
  })
  const paper = createTablePaper(tableName)
  const outbox = createNotices(config, { pageTopicArn, redactor, failed: telemetry.failed })
  const notifying = withNotices(telemetry, outbox)
  const venue = createVenue(config, { signing: null, redactor, paper, page: notifying.page })
  const ports = { ...shared, telemetry: notifying, venue }
  return withFlush(
    createStopHandler(ports, config.stack, { stop: stopAlarms, drillArn: drillAlarmArn }),
    outbox,
  )
}
