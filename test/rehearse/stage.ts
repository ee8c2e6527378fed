import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { systemClock } from '../../functions/systemClock.ts'
import type { Control } from '../../shared/domain/control.ts'
import { createDocumentClient } from '../../shared/dynamodb/documentClient.ts'
import { createStore } from '../../shared/dynamodb/store.ts'
import type { Store } from '../../shared/ports/store.ts'
import type { Emulator } from './emulator.ts'
import { must, RehearsalError } from './rehearsalError.ts'
import type { Owner, SimulatedVenue } from './venue.ts'

export const ROOT = join(import.meta.dirname, '../..')

/** What `cdk deploy` told. */
export interface Outputs {
  readonly TableName: string
  readonly TickFunctionName: string
  readonly StopFunctionName: string
  readonly StopTopicArn: string
  readonly PageTopicArn: string
  readonly DashboardName: string
  readonly DashboardUrl: string
  readonly StopAlarmNames: string
  readonly PageAlarmNames: string
}

export interface Ran {
  readonly exit: number
  readonly out: string
  readonly err: string
}

/** Where a bot is set up, before it is deployed. */
export interface Ground {
  readonly owner: Owner
  readonly emulator: Emulator
  readonly venue: SimulatedVenue
  readonly configFile: string
  /** Of this run: logs, the synthesized stack. */
  readonly folder: string
}

/** The deployed bot and the world around it. */
export interface Stage extends Ground {
  readonly stack: string
  readonly outputs: Outputs
  readonly store: Store
  /** `npx bot …` as an operator types it; `expect` is its exit status. */
  bot(args: readonly string[], expect?: number): Promise<Record<string, unknown>>
}

/** Longer than any command: two wait for three minutes, until no run can be under way. */
const COMMAND_MS = 420_000

/** Runs a program to its end; its failure is an answer, not an error. */
export function run(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string = ROOT,
): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { cwd, env: { ...env }, timeout: COMMAND_MS, maxBuffer: 64 * 1024 * 1024 }
    execFile(program, [...args], options, (error, out, err) => {
      resolve({ exit: error === null ? 0 : Number(error.code ?? 1) || 1, out, err })
    })
  })
}

export function createStage(
  of: Pick<Stage, 'owner' | 'emulator' | 'venue' | 'configFile' | 'folder' | 'stack' | 'outputs'>,
): Stage {
  const { emulator, outputs } = of
  const client = createDocumentClient({
    endpoint: emulator.endpoint,
    region: emulator.env['AWS_REGION'] ?? '',
    credentials: { accessKeyId: 'rehearsal', secretAccessKey: 'rehearsal' },
  })
  return {
    ...of,
    store: createStore({ client, tableName: outputs.TableName, clock: systemClock }),
    bot: async (args, expect = 0) => {
      const ran = await run(
        'npm',
        ['run', '-s', 'bot', '--', ...args, '--config', of.configFile, '--json'],
        emulator.env,
      )
      const shown = `npx bot ${args.join(' ')}`
      must(ran.exit === expect, `"${shown}" ended with ${ran.exit}, not ${expect}:\n${ran.out}${ran.err}`)
      return ran.out.startsWith('{') ? (JSON.parse(ran.out) as Record<string, unknown>) : { text: ran.out }
    },
  }
}

/** The control item; there must be one. */
export async function control({ store }: Stage): Promise<Control> {
  const read = await store.control()
  must(read.ok, 'the control item cannot be read')
  must(read.value !== 'absent', 'there is no control item')
  return read.value
}

/** Waits until it holds. @returns how long that took. */
export async function until(
  what: string,
  withinMs: number,
  holds: () => Promise<boolean> | boolean,
  everyMs = 500,
): Promise<number> {
  const begun = performance.now()
  while (performance.now() - begun < withinMs) {
    if (await holds()) return performance.now() - begun
    await wait(everyMs)
  }
  throw new RehearsalError(`${what}: not within ${withinMs / 1000} s`)
}
