import { createTickHandler } from '../../functions/tick.ts'
import { LAMBDA_TIMEOUT_SECONDS } from '../../shared/config/lambdaTimeout.ts'
import type { StackSettings } from '../../shared/domain/settings.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { Ports } from '../../shared/ports/ports.ts'
import type { FunctionTelemetry } from '../../shared/telemetry/createTelemetry.ts'
import { lambdaContext } from '../session/lambdaContext.ts'
import type { StoppableClock } from './stoppableClock.ts'

const MINUTE_MS = 60_000

/** Begins a run while others may be under way. */
export type StartRun = <T>(run: (clock: Clock) => Promise<T>) => Promise<T>

export interface TickingBot {
  readonly stack: StackSettings
  readonly begin: StartRun
  readonly clock: StoppableClock
  readonly ports: Pick<Ports, 'store' | 'venue' | 'bell'>
  readonly telemetry: FunctionTelemetry
  readonly endMs: number
  readonly eachMinute: () => void
}

/** What AWS does for the bot: calls the tick function each minute, and waits for none of its runs. */
export async function tickEachMinute(of: TickingBot): Promise<void> {
  const { begin, clock, telemetry, endMs } = of
  const running = new Set<Promise<void>>()
  await begin(async (own) => {
    for (let minute = 1; !clock.isStopped() && clock.nowMs() < endMs; minute += 1) {
      const nowMs = clock.nowMs()
      // Counted by the telemetry, as a failed invocation of the deployed function is; the next minute is the retry.
      const run = begin((its) => invoke(of, clock.over(its), minute)).then(() => undefined, telemetry.failed)
      running.add(run)
      void run.then(() => running.delete(run))
      const restMs = Math.min(nowMs + MINUTE_MS, endMs) - clock.nowMs()
      if (restMs > 0) await clock.over(own).sleep(restMs)
      if (!clock.isStopped()) of.eachMinute()
    }
  })
  await Promise.all(running)
}

function invoke(of: TickingBot, clock: Clock, minute: number): Promise<unknown> {
  const tick = createTickHandler({ ...of.ports, clock, telemetry: of.telemetry }, of.stack)
  const event = { scheduledTime: new Date(clock.nowMs()).toISOString(), executionId: `desk-${minute}` }
  const leftMs = Math.min(LAMBDA_TIMEOUT_SECONDS * 1_000, of.endMs - clock.nowMs() + RESERVE_MS)
  return tick(event, lambdaContext(clock, leftMs))
}

/** The handler keeps this much of its time for giving back leases, and the engine for its last round. */
const RESERVE_MS = 17_000
