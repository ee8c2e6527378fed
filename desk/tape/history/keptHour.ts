import { createWriteStream, renameSync } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { InputError } from '../../../shared/domain/inputError.ts'
import type { ReceivedEvent } from '../archive/hourEvents.ts'
import type { ArchiveInput, OpenedHour } from '../archive/openArchive.ts'
import { SALVAGE } from '../salvage.ts'
import { textLines } from '../textLines.ts'

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
export function keptHour(file: string, name: string): ArchiveInput {
  return {
    name,
    open: async () => {
      const lines = linesOf(file)
      const { tokens } = (await lines.next()).value as Head
      await lines.return(undefined)
      return {
        tokens,
        events: () => eventsOf(file),
        close: async () => {},
      }
    },
    marketOf: async () => {
      const lines = linesOf(file)
      const { market } = (await lines.next()).value as Head
      await lines.return(undefined)
      return market
    },
  }
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
  for await (const { number, text } of textLines(file)) {
    try {
      yield JSON.parse(text)
    } catch (cause) {
      throw new InputError({ file, at: { line: number }, what: 'not JSON', remedy: SALVAGE, cause })
    }
  }
}
