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
import { createLazyVenue } from './lazyVenue.ts'
import { NO_EARLY_TIMEOUT, tellFailures } from './middleware.ts'
import { createNotices, withFlush } from './notices.ts'
import { type Drill, stopTrigger } from './stopTrigger.ts'
import { systemClock } from './systemClock.ts'

/** A pass begun at the deadline must end before Lambda ends it: its calls are bounded by less. */
const RESERVE_MS = 60_000

export type Stops = 'no stop' | 'drill answered' | Stopped

export interface StopPorts extends Ports {
  readonly telemetry: FunctionTelemetry
}

export interface StackAlarms {
  /** By name. */
  readonly stop: readonly string[]
  /** null: there is none. */
  readonly drillArn: string | null
}

/** A STOP that was not brought to its end: Lambda tries again, and then a person is told. */
export class StopNotDoneError extends Error {
  override readonly name = 'StopNotDoneError'
}

/**
 * One STOP: latch, cancel, verify, until done or the deadline comes.
 * @param alarms the stack's own on the stop topic: those that stop, left aside while nothing is armed, and the drill's.
 * @param stack null where the configuration cannot be used: it latches all the same, and fails.
 */
export function createStopHandler(
  ports: StopPorts,
  stack: StackSettings | null,
  alarms: StackAlarms = { stop: [], drillArn: null },
): EntryPoint<Stops> {
  const run = middy<unknown, Stops>(NO_EARLY_TIMEOUT)
    .use(tellFailures<unknown>(ports.telemetry))
    .handler(async (event, context): Promise<Stops> => {
      const { awsRequestId: requestId } = context
      const trigger = stopTrigger(event, ports.clock.nowMs(), {
        requestId,
        alarms: alarms.stop,
        drillAlarmArn: alarms.drillArn,
      })
      if (trigger === null) return 'no stop'
      // A function without settings could not cancel: its drill is not answered.
      if (stack === null) return latchOnly(ports, trigger)
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
  return (event, invocation) => run(event, invocation as Context)
}

/** Without settings nothing can be cancelled for certain; halting comes first and needs none. */
async function latchOnly(ports: StopPorts, trigger: StopTrigger | Drill): Promise<never> {
  if (trigger.by === 'message') {
    const latched = await ports.store.latchMessage(trigger.reason, trigger.id)
    ports.telemetry.latched(trigger.reason, latched.is)
  }
  throw new StopNotDoneError('STOP is not done: the configuration cannot be used; deploy again')
}

let warm: EntryPoint<Stops> | null = null

/** The Lambda's entry point. */
export async function handler(event: unknown, invocation: Invocation): Promise<Stops> {
  warm ??= fromEnvironment()
  return warm(event, invocation)
}

/** Never called: without settings the handler ends at the latch. */
const unreachable = createLazyVenue(() => Promise.reject(new Error('no configuration')))

function fromEnvironment(): EntryPoint<Stops> {
  const { tableName, pageTopicArn, config, stopAlarms, drillAlarmArn } = readEnvironment(process.env)
  const redactor = createRedactor()
  const stage = isConfig(config) ? config.stage : null
  const shared = { clock: systemClock, store: createTableStore(tableName, stage) }
  if (!isConfig(config)) {
    const telemetry = createTelemetry({ stage: 'unknown', redactor })
    telemetry.failed(new Error(`the configuration cannot be used:\n${config.problems}`))
    return createStopHandler({ ...shared, telemetry, venue: unreachable }, null)
  }
  const telemetry = createTelemetry({
    stage: config.stage,
    name: config.name,
    redactor,
    markets: config.stack.markets,
  })
  const paper = createTablePaper(tableName)
  const outbox = createNotices(config, { pageTopicArn, redactor, failed: telemetry.failed })
  const told = withNotices(telemetry, outbox)
  const venue = createVenue(config, { signing: null, redactor, paper, page: told.page })
  const ports = { ...shared, telemetry: told, venue }
  return withFlush(
    createStopHandler(ports, config.stack, { stop: stopAlarms, drillArn: drillAlarmArn }),
    outbox,
  )
}
