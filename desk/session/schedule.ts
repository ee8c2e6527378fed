import { createStopHandler, StopNotDoneError } from '../../functions/stop.ts'
import { createTickHandler } from '../../functions/tick.ts'
import type { Config } from '../../shared/config/config.ts'
import { LAMBDA_TIMEOUT_SECONDS } from '../../shared/config/lambdaTimeout.ts'
import type { FunctionTelemetry } from '../../shared/telemetry/createTelemetry.ts'
import type { Embedded } from './embedded.ts'
import { lambdaContext } from './lambdaContext.ts'
import type { Turns } from './turns.ts'

/** The STOP function's own time-out, as deployed. */
const STOP_TIMEOUT_MS = 15 * 60_000

/** A run that has to end then begins no round later; the engine and the handler need the rest. */
const KEPT_MS = 17_000

/** What AWS does for the bot: calls the tick function each minute, and the STOP function for each message. */
export interface Schedule {
  /** One event of the schedule; its run lasts until the next one relieves it. Answers with what went wrong. */
  minute(untilMs: number): Promise<readonly string[]>
  /** One message on the stop topic. A STOP that is not done is reported, and continues in the halted ticks. */
  stop(message: string): Promise<readonly string[]>
}

/** The handlers are the deployed ones; only their ports are the desk's. Each call is a run of its own on the clock. */
export function createSchedule(of: {
  readonly embedded: Embedded
  readonly config: Config
  readonly turns: Turns
  readonly telemetry: FunctionTelemetry
}): Schedule {
  const { embedded, config, turns, telemetry } = of
  const { store, venue, stopVenue } = embedded
  let executions = 0
  return {
    minute: (untilMs) =>
      turns.start(async (clock) => {
        const tick = createTickHandler({ clock, store, telemetry, venue }, config.stack)
        executions += 1
        const event = {
          scheduledTime: new Date(clock.nowMs()).toISOString(),
          executionId: `desk-${executions}`,
        }
        const leftMs = Math.max(0, untilMs - clock.nowMs()) + KEPT_MS
        const ticks = await tick(
          event,
          lambdaContext(clock, Math.min(LAMBDA_TIMEOUT_SECONDS * 1_000, leftMs)),
        )
        return ticks === 'late' ? ['a tick came late'] : ticks.failures
      }),
    stop: (message) =>
      turns.start(async (clock) => {
        const stop = createStopHandler({ clock, store, telemetry, venue: stopVenue }, config.stack)
        try {
          await stop(snsEvent(message), lambdaContext(clock, STOP_TIMEOUT_MS))
          return []
        } catch (error) {
          if (error instanceof StopNotDoneError) return [error.message]
          throw error
        }
      }),
  }
}

const snsEvent = (message: string) => ({
  Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', Sns: { Message: message } }],
})
