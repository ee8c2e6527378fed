import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import * as z from 'zod'
import { aliasIn } from '../shared/config/commandAliases.ts'
import type { StackSettings } from '../shared/domain/settings.ts'
import { type MonotonicMs, marketId, monotonicMs, price, tokenId } from '../shared/domain/units.ts'
import { within, withinPercent } from '../shared/engine/within.ts'
import { adopt } from '../shared/operator/adopt.ts'
import { type ArmResult, arm } from '../shared/operator/arm.ts'
import { doctor } from '../shared/operator/doctor.ts'
import { barsArming, type Finding } from '../shared/operator/finding.ts'
import { untilFree, WORK_MS } from '../shared/operator/untilFree.ts'
import type { AccountProbe } from '../shared/ports/accountProbe.ts'
import type { Ports } from '../shared/ports/ports.ts'
import type { FunctionTelemetry } from '../shared/telemetry/createTelemetry.ts'
import type { EntryPoint } from './invocation.ts'
import { NO_EARLY_TIMEOUT, parseEvent, reportFailures } from './middleware.ts'

/** What an operator asks of the function, which holds the key and runs in the region of the ticks. */
export const CommandEvent = z.discriminatedUnion('command', [
  // `notice: false`: nobody listens, and that is as it is wanted.
  z.strictObject({ command: z.literal('doctor'), notice: z.literal(false).exactOptional() }),
  z.strictObject({ command: z.literal('arm'), notice: z.literal(false).exactOptional() }),
  z.strictObject({
    command: z.literal('adopt'),
    market: z.string().regex(/^0x[0-9a-f]{64}$/),
    token: z.string().regex(/^\d{1,78}$/),
    resolved: z.boolean(),
    // Absent in the request of an older command line.
    unsettled: z.boolean().exactOptional(),
    priceMicros: z.int().min(0).max(1_000_000).nullable(),
    broughtMicros: z.int().min(0).max(1_000_000).exactOptional(),
    unreadable: z.literal(true).exactOptional(),
    undecided: z.literal(true).exactOptional(),
  }),
])
export type CommandEvent = z.output<typeof CommandEvent>

export type CommandAnswer =
  | { readonly command: 'doctor'; readonly findings: readonly Finding[] }
  /** `armed` is null where the doctor found a problem: then nothing was tried. */
  | { readonly command: 'arm'; readonly findings: readonly Finding[]; readonly armed: ArmResult | null }
  | {
      readonly command: 'adopt'
      readonly is: 'adopted'
      readonly phase: string
      readonly sharesMicros: number
    }
  | {
      readonly command: 'adopt'
      readonly is: 'refused'
      readonly why: string
      readonly busy?: true
      /** A long history: what was read is kept, and asked again it continues. */
      readonly reading?: true
    }

export type AnswerTo<E extends CommandEvent> = Extract<CommandAnswer, { command: E['command'] }>

/** Of the time there is for the doctor who comes before the canary. */
const DOCTOR_PERCENT = 35

/** For the cancelling of a canary and the giving back of leases. */
const RESERVE_MS = 5_000

export interface CommandPorts extends Ports {
  readonly telemetry: FunctionTelemetry
  readonly probe: AccountProbe
  readonly testNotice: TestNotice
}

/** Sends a notice over every way to people, and returns which took it. */
export type TestNotice = () => Promise<readonly Finding[]>

/** Only a command names one: the schedule's event does not. */
const isCommand = (event: unknown): boolean =>
  typeof event === 'object' && event !== null && 'command' in event

/**
 * Every event to its handler; through an alias comes the command of its name and nothing else.
 * @throws Error, which the caller sees.
 */
export const createEventRouter =
  <T>(to: { readonly command: EntryPoint<T>; readonly tick: EntryPoint<T> }): EntryPoint<T> =>
  async (event, invocation) => {
    const alias = aliasIn(invocation.invokedFunctionArn)
    if (alias !== null && commandOf(event) !== alias) {
      throw new Error(`the alias ${alias} takes the command ${alias} alone`)
    }
    return await (isCommand(event) ? to.command : to.tick)(event, invocation)
  }

const commandOf = (event: unknown): unknown =>
  typeof event === 'object' && event !== null && 'command' in event ? event.command : null

export function createCommandHandler(ports: CommandPorts, stack: StackSettings): EntryPoint<CommandAnswer> {
  const run = middy<CommandEvent, CommandAnswer>(NO_EARLY_TIMEOUT)
    .use(reportFailures<CommandEvent>(ports.telemetry))
    .use(parseEvent(CommandEvent))
    .handler((event, context) => {
      const leftMs = context.getRemainingTimeInMillis() - RESERVE_MS
      return runCommand(ports, stack, event, monotonicMs(ports.clock.monotonicMs() + leftMs))
    })
  return (event, invocation) => run(event as CommandEvent, invocation as Context)
}

/** Does what the operator asks; whatever needs a lease waits for it until `until` is too near. */
export async function runCommand(
  given: Ports & Pick<CommandPorts, 'probe' | 'testNotice'>,
  stack: StackSettings,
  event: CommandEvent,
  until: MonotonicMs,
): Promise<CommandAnswer> {
  const ports = within(given, until)
  switch (event.command) {
    case 'doctor':
      return { command: 'doctor', findings: await look(ports, stack, event) }
    case 'arm': {
      const findings = await look(withinPercent(ports, DOCTOR_PERCENT), stack, event)
      if (barsArming(findings, stack)) return { command: 'arm', findings, armed: null }
      return { command: 'arm', findings, armed: await untilFree(ports, until, () => arm(ports, stack)) }
    }
    case 'adopt': {
      const request = {
        market: marketId(event.market),
        tokenId: tokenId(event.token),
        resolved: event.resolved,
        unsettled: event.unsettled === true,
        priceMicros: event.priceMicros === null ? null : price(event.priceMicros),
        ...(event.broughtMicros === undefined ? {} : { broughtMicros: price(event.broughtMicros) }),
        ...(event.unreadable === undefined ? {} : { unreadable: event.unreadable }),
        ...(event.undecided === undefined ? {} : { undecided: event.undecided }),
      }
      const adopted = await untilFree(ports, until, () =>
        adopt(ports, stack, request, monotonicMs(until - WORK_MS)),
      )
      if (adopted.is === 'refused') return { command: 'adopt', ...adopted }
      const { phase, folded } = adopted.state
      return { command: 'adopt', is: 'adopted', phase, sharesMicros: folded.sizeMicros }
    }
  }
}

async function look(
  ports: Ports & Pick<CommandPorts, 'probe' | 'testNotice'>,
  stack: StackSettings,
  { notice }: { readonly notice?: false },
): Promise<readonly Finding[]> {
  const [found, sent] = await Promise.all([
    doctor(ports, ports.probe, stack),
    notice === false ? [] : ports.testNotice(),
  ])
  return [...found, ...sent]
}
