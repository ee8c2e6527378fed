import type { Context } from 'aws-lambda'
import { createStopHandler, StopNotDoneError } from '../../functions/stop.ts'
import { createTickHandler } from '../../functions/tick.ts'
import type { Config } from '../../shared/config/config.ts'
import { LAMBDA_TIMEOUT_SECONDS } from '../../shared/config/lambdaTimeout.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { FunctionTelemetry } from '../../shared/telemetry/createTelemetry.ts'
import type { Embedded } from './embedded.ts'

/** The STOP function's own time-out, as deployed. */
const STOP_TIMEOUT_MS = 15 * 60_000

/** What AWS does for the bot: calls the tick function each minute, and the STOP function for each message. */
export interface Schedule {
  /** One event of the schedule; over some virtual seconds later. Answers with what went wrong. */
  minute(): Promise<readonly string[]>
  /** One message on the stop topic. A STOP that is not done is told, and goes on in the halted ticks. */
  stop(message: string): Promise<readonly string[]>
}

/** The handlers are the deployed ones; only their ports are the desk's. */
export function createSchedule(of: {
  readonly embedded: Embedded
  readonly config: Config
  readonly clock: Clock
  readonly telemetry: FunctionTelemetry
}): Schedule {
  const { embedded, config, clock, telemetry } = of
  const ports = { clock, store: embedded.store, telemetry }
  const tick = createTickHandler({ ...ports, venue: embedded.venue }, config.stack)
  const stop = createStopHandler({ ...ports, venue: embedded.stopVenue }, config.stack)
  let executions = 0
  return {
    minute: async () => {
      executions += 1
      const event = {
        scheduledTime: new Date(clock.nowMs()).toISOString(),
        executionId: `desk-${executions}`,
      }
      const ticks = await tick(event, contextOf(clock, LAMBDA_TIMEOUT_SECONDS * 1_000))
      return ticks === 'late' ? ['a tick came late'] : ticks.failures
    },
    stop: async (message) => {
      try {
        await stop(snsEvent(message), contextOf(clock, STOP_TIMEOUT_MS))
        return []
      } catch (error) {
        if (error instanceof StopNotDoneError) return [error.message]
        throw error
      }
    },
  }
}

/** Lambda's context, of which the handlers and middy use the remaining time. */
function contextOf(clock: Clock, timeoutMs: number): Context {
  const endMs = clock.monotonicMs() + timeoutMs
  return { getRemainingTimeInMillis: () => endMs - clock.monotonicMs() } as Context
}

const snsEvent = (message: string) => ({
  Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', Sns: { Message: message } }],
})
