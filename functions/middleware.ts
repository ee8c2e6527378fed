import type { MiddlewareObj } from '@middy/core'
import type { z } from 'zod'
import type { FunctionTelemetry } from '../shared/telemetry/createTelemetry.ts'

/**
 * No early answer: middy would return while the handler still runs, and a frozen process that thaws in the next
 * invocation would continue with yesterday's orders. Our own deadline comes first.
 */
export const NO_EARLY_TIMEOUT = { timeoutEarlyInMillis: 0 } as const

/** The event as the schema says it is; any other never reaches the handler. */
export const parseEvent = <T>(schema: z.ZodType<T>): MiddlewareObj<T> => ({
  before(request) {
    request.event = schema.parse(request.event)
  },
})

/** Reports a failed invocation, and lets it fail. */
export const reportFailures = <T>(telemetry: FunctionTelemetry): MiddlewareObj<T> => ({
  onError(request) {
    telemetry.failed(request.error)
  },
})
