import type { Context } from 'aws-lambda'
import type { Clock } from '../../shared/ports/clock.ts'

/** Lambda's context, of which the handlers and middy use the remaining time. */
export function lambdaContext(clock: Clock, timeoutMs: number): Context {
  const endMs = clock.monotonicMs() + timeoutMs
  return { getRemainingTimeInMillis: () => endMs - clock.monotonicMs() } as Context
}
