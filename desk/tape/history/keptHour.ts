import { createWriteStream, renameSync } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { ReceivedEvent } from '../archive/hourEvents.ts'
import type { ArchiveInput, OpenedHour } from '../archive/openArchive.ts'
import { jsonIn, textLines } from '../textLines.ts'

/** What a kept hour begins with. */
interface Head {
  readonly market: string
  readonly token: string
  readonly tokens: readonly string[]
}

/**
 * Keeps one token's events of an hour as gzipped lines of JSON, so that a run that was broken off need not bring them
 * again. It appears under its name only when it is whole.
 * @returns how many events.
 */
export async function keepHour(
  file: string,
  hour: OpenedHour,
  of: { readonly market: string; readonly token: string },
): Promise<number> {
  const others = hour.tokens.filter((each) => each !== of.token)
  const other = others.length === 1 ? (others[0] ?? null) : null
  const head: Head = { ...of, tokens: hour.tokens }
  let events = 0
  async function* lines(): AsyncGenerator<string> {
    yield `${JSON.stringify(head)}\n`
    for await (const event of hour.events({ token: of.token, other })) {
      events += 1
      yield `${JSON.stringify(event)}\n`
    }
  }
  const partial = `${file}.partial`
  await pipeline(Readable.from(lines()), createGzip(), createWriteStream(partial))
  renameSync(partial, file)
  return events
}

/** @param file As `keepHour` wrote it; @param name That of the archive's hour. */
export const keptHour = (file: string, name: string): ArchiveInput => ({
  name,
  open: async () => {
    const { tokens } = await headOf(file)
    return { tokens, events: () => eventsOf(file), close: async () => {} }
  },
  marketOf: async () => (await headOf(file)).market,
})

async function headOf(file: string): Promise<Head> {
  const lines = linesOf(file)
  const head = (await lines.next()).value as Head
  await lines.return(undefined)
  return head
}

async function* eventsOf(file: string): AsyncGenerator<ReceivedEvent> {
  let isHead = true
  for await (const line of linesOf(file)) {
    if (!isHead) yield line as ReceivedEvent
    isHead = false
  }
}

/** Written by this program and whole, for it was renamed: only a disk can have altered it. */
async function* linesOf(file: string): AsyncGenerator<unknown> {
  for await (const line of textLines(file)) yield jsonIn(file, line)
}
