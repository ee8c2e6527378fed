import { appendFileSync, createReadStream, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { notableUses } from '../../shared/ports/requestUse.ts'
import type { Telemetry } from '../../shared/ports/telemetry.ts'
import { auditLine } from '../../shared/telemetry/auditLine.ts'
import { createRewardSampler } from '../../shared/telemetry/createRewardSampler.ts'
import type { RequestTelemetry } from '../../shared/telemetry/createTelemetry.ts'

/** As long as the log of a deployed bot is kept, and no more than a disk bears: a quiet tick is a kilobyte and a half. */
const KEPT_DAYS = 90
const MAX_BYTES = 4 * 1024 ** 3
const DAY_MS = 86_400_000

/**
 * Writes what a deployed function logs into a file a day, so that the same commands read it. A line that cannot be
 * written is no reason to end a run: it is reported once.
 */
export function createJournal(of: {
  readonly folder: string
  /** Fingerprint of the configuration: to repeat a decision one must know what decided. */
  readonly config: string
  readonly nowMs: () => number
  readonly failed: (why: string) => void
}): Pick<Telemetry, 'tick' | 'stop' | 'latched' | 'page'> & RequestTelemetry {
  const { folder, config } = of
  let day = ''
  let isFailing = false
  const write = (message: string, fields: Readonly<Record<string, unknown>>): void => {
    const timestamp = new Date(of.nowMs()).toISOString()
    try {
      if (timestamp.slice(0, 10) !== day) {
        day = timestamp.slice(0, 10)
        mkdirSync(journalIn(folder), { recursive: true })
        prune(folder, of.nowMs())
      }
      appendFileSync(fileOf(folder, day), `${JSON.stringify({ timestamp, message, config, ...fields })}\n`)
      isFailing = false
    } catch (error) {
      if (!isFailing) of.failed(error instanceof Error ? error.message : String(error))
      isFailing = true
    }
  }
  const rewardOf = createRewardSampler()
  return {
    tick: (record) => {
      write('tick', { tick: auditLine(record) })
      const reward = rewardOf(record)
      if (reward !== null) write('reward', { reward })
    },
    stop: (event) => write('stop', { stop: event }),
    latched: (reason, how) => write('latched', { reason, how }),
    page: (text, part, row) => write('page', { text, ...part, row }),
    requests: (uses) => (uses.length === 0 ? undefined : write('requests', { requests: notableUses(uses) })),
  }
}

/** The lines of one kind written in [fromMs, toMs], oldest first. */
export async function* readJournalLines(
  folder: string,
  of: { readonly fromMs: number; readonly toMs: number; readonly message: string },
): AsyncGenerator<string> {
  const isMeant = new RegExp(`^{"timestamp":"([^"]{24})","message":"${of.message}"`)
  for (const day of daysOf(folder)) {
    const startMs = Date.parse(day)
    if (startMs + DAY_MS <= of.fromMs || startMs > of.toMs) continue
    const lines = createInterface({ input: createReadStream(fileOf(folder, day)), crlfDelay: Infinity })
    for await (const line of lines) {
      const [, timestamp = ''] = isMeant.exec(line) ?? []
      const atMs = Date.parse(timestamp)
      if (atMs >= of.fromMs && atMs <= of.toMs) yield line
    }
  }
}

const journalIn = (folder: string): string => join(folder, 'journal')
const fileOf = (folder: string, day: string): string => join(journalIn(folder), `${day}.jsonl`)

/** Oldest first. */
function daysOf(folder: string): readonly string[] {
  try {
    return readdirSync(journalIn(folder))
      .flatMap((name) => /^(\d{4}-\d{2}-\d{2})\.jsonl$/.exec(name)?.[1] ?? [])
      .toSorted()
  } catch {
    return []
  }
}

/** The oldest days go. */
function prune(folder: string, nowMs: number): void {
  let bytes = 0
  for (const day of daysOf(folder).toReversed()) {
    bytes += statSync(fileOf(folder, day)).size
    if (bytes > MAX_BYTES || Date.parse(day) < nowMs - KEPT_DAYS * DAY_MS) rmSync(fileOf(folder, day))
  }
}
