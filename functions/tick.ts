import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import * as z from 'zod'
import { labelIn } from '../shared/config/marketLabel.ts'
import type { StackSettings } from '../shared/domain/settings.ts'
import { epochMs, monotonicMs } from '../shared/domain/units.ts'
import { type InvocationReport, runInvocation } from '../shared/engine/invocation.ts'
import { createRequestTurns } from '../shared/polymarket/requestTurns.ts'
import type { Ports } from '../shared/ports/ports.ts'
import { createTelemetry, type FunctionTelemetry } from '../shared/telemetry/createTelemetry.ts'
import { withNotices } from '../shared/telemetry/outbox.ts'
import { createRedactor } from '../shared/telemetry/redactor.ts'
import { createSecrets } from './aws.ts'
import { createTickBell } from './bell.ts'
import { bookingAfterTicks } from './bookingAfterTicks.ts'
import { createProbe, createTablePaper, createTableStore, createVenue } from './coldStart.ts'
import { type CommandAnswer, createCommandHandler, createEventRouter } from './commands.ts'
import { isConfig, readEnvironment } from './environment.ts'
import type { EntryPoint, Invocation } from './invocation.ts'
import { NO_EARLY_TIMEOUT, parseEvent, reportFailures } from './middleware.ts'
import { createNotices, createTestNotice, withFlush } from './notices.ts'
import { createSigning } from './signing.ts'
import { stuckAfterTicks } from './stuckAfterTicks.ts'
import { systemClock } from './systemClock.ts'

/** What the schedule sends. */
export const TickEvent = z.object({
  scheduledTime: z.iso.datetime({ offset: true }),
  executionId: z.string().max(256),
})
export type TickEvent = z.output<typeof TickEvent>

/** For giving the leases back; what a tick itself may need, the engine keeps free before the deadline. */
const RESERVE_MS = 5_000

export type Ticks = 'late' | InvocationReport

/** The ticks were made as far as they could be; the alarm that counts errors must count this run. */
export class TickFailedError extends Error {
  override readonly name = 'TickFailedError'
}

export interface TickPorts extends Ports {
  readonly telemetry: FunctionTelemetry
}

/** What is done once the leases are given back, in what is left of the run. Never throws. */
type AfterTicks = (leftMs: number, dueMs: number) => Promise<void>

/**
 * One invocation: parse, tick until the deadline. An event is late when a younger one has begun before it, or the
 * very same: by how much it comes after its minute says nothing, for up to a minute is how the scheduler works.
 */
export function createTickHandler(
  ports: TickPorts,
  stack: StackSettings,
  afterTicks: AfterTicks = async () => {},
): EntryPoint<Ticks> {
  const run = middy<TickEvent, Ticks>(NO_EARLY_TIMEOUT)
    .use(reportFailures<TickEvent>(ports.telemetry))
    .use(parseEvent(TickEvent))
    .handler(async (event, context): Promise<Ticks> => {
      const { clock, telemetry } = ports
      const nowMs = clock.nowMs()
      const dueMs = Date.parse(event.scheduledTime)
      const until = monotonicMs(clock.monotonicMs() + context.getRemainingTimeInMillis() - RESERVE_MS)
      // One that names a time to come is as good as one of now: the next minute's must not be late for it.
      const report = await runInvocation(ports, stack, until, epochMs(Math.min(dueMs, nowMs)))
      await afterTicks(context.getRemainingTimeInMillis() - RESERVE_MS, dueMs)
      if (report.late.length > 0) {
        telemetry.late({ executionId: event.executionId, ageMs: nowMs - dueMs })
        if (report.rounds === 0 && report.failures.length === 0) return 'late'
      }
      telemetry.silent(report.silent)
      if (report.failures.length > 0) throw new TickFailedError(report.failures.join('; '))
      return report
    })
  return (event, invocation) => run(event as TickEvent, invocation as Context)
}

type Entry = EntryPoint<Ticks | CommandAnswer>
let warm: Entry | null = null

/** The Lambda's entry point. The process is kept between invocations, and with it clients and secrets. */
export async function handler(event: unknown, invocation: Invocation): Promise<Ticks | CommandAnswer> {
  warm ??= fromEnvironment()
  return warm(event, invocation)
}

function fromEnvironment(): Entry {
  const { tableName, pageTopicArn, config, fingerprint } = readEnvironment(process.env)
  if (!isConfig(config)) throw new Error(`the configuration cannot be used:\n${config.problems}`)
  const redactor = createRedactor()
  const telemetry = createTelemetry({
    stage: config.stage,
    name: config.name,
    redactor,
    config: fingerprint,
    markets: config.stack.markets,
    marketMetrics: config.marketMetrics,
    nameOf: (outcome) => (config.stack.markets.length > 1 ? labelIn(config, outcome) : null),
  })
  const outbox = createNotices(config, { pageTopicArn, redactor, failed: telemetry.failed })
  const notifying = withNotices(telemetry, outbox)
  const paper = createTablePaper(tableName)
  const load = createSecrets()
  const turns = createRequestTurns(systemClock)
  const access = { redactor, load, turns }
  const ports: TickPorts = {
    clock: systemClock,
    store: createTableStore(tableName, config.stage),
    venue: createVenue(config, { signing: createSigning(), ...access, paper, page: notifying.page }),
    telemetry: notifying,
    ...createTickBell(config, { load, redactor }),
  }
  const book = config.stage === 'live' ? bookingAfterTicks(config, { tableName, ...access, telemetry }) : null
  const lookAtStuck = stuckAfterTicks(ports, config.stack)
  const tick = createTickHandler(ports, config.stack, async (leftMs, dueMs) => {
    const beganMs = systemClock.monotonicMs()
    telemetry.requests(turns.uses())
    await lookAtStuck(leftMs, dueMs)
    await book?.(leftMs - (systemClock.monotonicMs() - beganMs))
  })
  const command = createCommandHandler(
    {
      ...ports,
      // By the very credentials of the ticks: what the doctor says of them is so.
      probe: createProbe(config, { ...access, paper }),
      testNotice: createTestNotice(config, { pageTopicArn, redactor }),
    },
    config.stack,
  )
  // The operator asks the same function: it has the key, and runs in the region of the ticks.
  const either = createEventRouter<Ticks | CommandAnswer>({ command, tick })
  return withFlush(either, outbox)
}
