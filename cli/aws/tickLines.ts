import { readFileSync } from 'node:fs'
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { wrongValue } from '../../shared/domain/inputError.ts'
import { isObject, type JsonObject } from '../../shared/domain/jsonObject.ts'
import { parseJson } from '../../shared/domain/parseJson.ts'
import { known, type Read, unknown } from '../../shared/domain/read.ts'
import { epochMs } from '../../shared/domain/units.ts'
import type { TickAudit } from '../../shared/ports/telemetry.ts'
import type { AuditLine } from '../../shared/telemetry/auditLine.ts'
import { unpackTick } from '../../shared/telemetry/packTick.ts'
import { closing, failureName, withDeadline } from './awsAccess.ts'
import type { Connection } from './connection.ts'

/** A tick as it was logged: `decision` is in two parts, and `after` is missing from an absurdly long line. */
export interface TickLine {
  /** Fingerprint of the configuration that decided; null for lines from before there was one. */
  readonly config: string | null
  readonly tick: Omit<TickAudit, 'decision' | 'after' | 'events'> & {
    readonly actions: TickAudit['decision']['actions']
    readonly audit: TickAudit['decision']['audit']
    readonly after?: TickAudit['after']
    /** Lines from before there were events have none. */
    readonly events?: TickAudit['events']
    /** Quiet ticks before this one that have no line. */
    readonly leftOut?: number
  }
}

const MAX_PAGES = 200
const MAX_LINES = 50_000

/** The audit lines of the tick function in [fromMs, toMs], oldest first; all of them or unknown. */
export async function readTickLines(
  connection: Connection,
  of: { readonly fromMs: number; readonly toMs: number },
): Promise<Read<readonly TickLine[]>> {
  const read = await readLogLines(connection, { ...of, message: 'tick', parse: parseTickLine })
  return read.ok ? known(inOrder(read.value), read.asOf) : read
}

/** Lines of one kind in the log of the tick function, in [fromMs, toMs]; all of them or unknown. */
export async function readLogLines<T>(
  connection: Connection,
  of: {
    readonly fromMs: number
    readonly toMs: number
    readonly message: string
    readonly parse: (text: string) => readonly T[]
  },
): Promise<Read<readonly T[]>> {
  const { aws, deployment, folder } = connection
  if (folder !== null) return await readJournal(folder.path, of)
  const group = deployment?.tickLog
  if (group == null) return unknown('no stack was named, and the log belongs to a stack; or give --file')
  using client = closing(new CloudWatchLogsClient(aws.client))
  const lines: T[] = []
  let nextToken: string | undefined
  try {
    for (let page = 0; page < MAX_PAGES && lines.length < MAX_LINES; page += 1) {
      const command = new FilterLogEventsCommand({
        logGroupName: group,
        startTime: of.fromMs,
        endTime: of.toMs,
        filterPattern: `{ $.message = "${of.message}" }`,
        nextToken,
      })
      const answer = await client.send(command, withDeadline())
      lines.push(...(answer.events ?? []).flatMap(({ message = '' }) => of.parse(message)))
      nextToken = answer.nextToken
      if (nextToken === undefined) return known(lines, epochMs(of.toMs))
    }
    return unknown('too many lines: choose a shorter period')
  } catch (error) {
    return unknown(failureName(error))
  }
}

/** What a line of the log holds, behind whatever the service put before it; empty: no object. */
export function loggedObject(text: string): JsonObject {
  const start = text.indexOf('{')
  const json = start < 0 ? undefined : parseJson(text.slice(start))
  return isObject(json) ? json : {}
}

/** What a run on this machine has written, as the deployed function logs it. */
async function readJournal<T>(
  folder: string,
  of: Parameters<typeof readLogLines<T>>[1],
): Promise<Read<readonly T[]>> {
  const { readJournalLines } = await import('../../desk/paper/journal.ts')
  const lines: T[] = []
  try {
    for await (const line of readJournalLines(folder, of)) {
      lines.push(...of.parse(line))
      if (lines.length >= MAX_LINES) return unknown('too many lines: choose a shorter period')
    }
  } catch (error) {
    return unknown(failureName(error))
  }
  return known(lines, epochMs(of.toMs))
}

/** The same from a file of log lines: what the function wrote, or what was downloaded. */
export function readTickFile(file: string): readonly TickLine[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    throw wrongValue('--file', file, 'it cannot be read: name another')
  }
  return inOrder(text.split('\n').flatMap(parseTickLine))
}

/** None where the line is something else (metrics, other messages, a time stamp), or spoiled: the others are read. */
export function parseTickLine(text: string): readonly TickLine[] {
  const line = loggedObject(text)
  const { config } = line
  try {
    const tick = tickOf(line['tick'])
    return tick === null ? [] : [{ config: typeof config === 'string' ? config : null, tick }]
  } catch {
    return []
  }
}

/** As it is written today, packed in part, or as it was before: all in clear. A line of another version fails where it is run again. */
function tickOf(tick: unknown): TickLine['tick'] | null {
  if (typeof tick !== 'object' || tick === null || !('audit' in tick)) return null
  if ('seen' in tick) return tick as TickLine['tick']
  if (!('packed' in tick)) return null
  const { packed, ...clear } = tick as AuditLine
  return { results: [], events: [], ...clear, ...unpackTick(clear.market, packed) }
}

/** The record of which a line was written; none where its end was cut off, as that of an absurdly long one is. */
export function auditsOf({ tick }: TickLine): readonly TickAudit[] {
  const { after, actions, audit, events = [], ...rest } = tick
  if (after === undefined) return []
  return [{ ...rest, after, events, decision: { state: after, actions, audit, events } }]
}

const inOrder = (lines: readonly TickLine[]): readonly TickLine[] =>
  lines.toSorted((a, b) => a.tick.seen.nowMs - b.tick.seen.nowMs)
