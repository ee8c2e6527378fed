import { basename } from 'node:path'
import { assert } from '../../shared/domain/assert.ts'
import { price } from '../../shared/domain/units.ts'
import { openBytes } from './byteStream.ts'
import { clearColumns, createColumns } from './columns.ts'
import { csvRecording } from './csvRecording.ts'
import { pushEvent, rowsOf } from './eventRows.ts'
import { eventsRecording } from './eventsRecording.ts'
import { type Block, MAX_ROWS, TAPE_MAGIC, type TapeHeader } from './format.ts'
import { logRecording } from './logRecording.ts'
import { readTapeHeader, tapeBlocks } from './readTape.ts'
import {
  headerOf,
  type MarketFacts,
  type Recorded,
  type RecordingChoice,
  type RecordingFormat,
} from './recording.ts'
import { SALVAGE, TapeError } from './tapeError.ts'
import type { TapeEvent } from './tapeEvent.ts'
import { textLines } from './textLines.ts'

const FORMATS: readonly RecordingFormat[] = [eventsRecording, csvRecording, logRecording]
const COARSE_TICK_MICROS = 10_000
const FINE_TICK_MICROS = 1_000

/** A market of the past, from a tape or straight from a recording: same columns, same order. */
export interface TapeSource {
  readonly file: string
  readonly format: string
  readonly header: TapeHeader
  /** From the beginning, each time; the arrays are used again for each block. @throws TapeError */
  blocks(): AsyncGenerator<Block>
}

export interface SourceOptions extends RecordingChoice {
  /** Overrides what the file tells. */
  readonly facts: MarketFacts
  /** A fault ends the tape instead of failing; it is told to this. null: it fails. */
  readonly onSalvaged: ((fault: TapeError) => void) | null
}

/** @throws TapeError where it is neither a tape nor a recording, or is damaged at its head. */
export async function openSource(file: string, options: SourceOptions): Promise<TapeSource> {
  const head = await firstBytes(file)
  if (head.length === 0) {
    const remedy = 'Give a tape or a recording.'
    throw new TapeError({ file, at: { whole: true }, what: 'the file is empty', remedy })
  }
  const isTape = head.subarray(0, 6).equals(TAPE_MAGIC.subarray(0, Math.min(6, head.length)))
  const source = isTape ? await tape(file, options) : await recording(file, options)
  return { ...source, blocks: () => salvaging(source.blocks(), options.onSalvaged) }
}

async function tape(file: string, { facts }: SourceOptions): Promise<TapeSource> {
  const header = { ...(await readTapeHeader(file)), ...facts }
  return { file, format: 'tape', header, blocks: () => tapeBlocks(file) }
}

async function recording(file: string, options: SourceOptions): Promise<TapeSource> {
  const first = (await textLines(file).next()).value
  const format = FORMATS.find((each) => each.recognises(first?.text ?? ''))
  if (format === undefined) {
    const names = FORMATS.map(({ name }) => name).join(', ')
    const remedy = `Give a tape or one of: ${names}.`
    throw new TapeError({ file, at: { line: 1 }, what: 'this is no recording', remedy })
  }
  const recorded = await format.facts(file, options)
  const tokens = options.outcome === 0 ? recorded.tokens : swapped(recorded.tokens)
  const outcomes = options.outcome === 0 ? recorded.outcomes : swapped(recorded.outcomes)
  const tickMicros = await tickOf(format.events(file, options))
  const source = `${format.name} ${basename(file)}`
  return {
    file,
    format: format.name,
    header: headerOf({ ...recorded, tokens, outcomes }, options.facts, { tickMicros, source }),
    blocks: () => toBlocks(file, withTickChange(format.events(file, options), tickMicros)),
  }
}

const swapped = (of: readonly [string, string]): [string, string] => [of[1], of[0]]

async function* toBlocks(file: string, events: AsyncGenerator<Recorded>): AsyncGenerator<Block> {
  const columns = createColumns()
  for await (const event of inWhole(file, events, columns)) {
    if (event !== FLUSH) pushEvent(columns, rowsOf(event))
    else if (columns.rows > 0) {
      yield columns
      clearColumns(columns)
    }
  }
}

const FLUSH = 'flush'

/** The events in order of time, with a pause before each that finds no room, at the end and before a fault. */
async function* inWhole(
  file: string,
  events: AsyncGenerator<Recorded>,
  columns: { readonly rows: number },
): AsyncGenerator<TapeEvent | typeof FLUSH> {
  let fault: unknown = null
  let lastMs = 0
  try {
    for await (const { line, event } of events) {
      if (event.atMs < lastMs) throw reordered(file, line, event.atMs, lastMs)
      lastMs = event.atMs
      const rows = rowsOf(event).length
      assert(rows <= MAX_ROWS, `an event of ${rows} rows`)
      if (columns.rows + rows > MAX_ROWS) yield FLUSH
      yield event
    }
  } catch (error) {
    fault = error
  }
  yield FLUSH
  if (fault !== null) throw fault
}

function reordered(file: string, line: number, atMs: number, lastMs: number): TapeError {
  const what = `the recording is reordered: ${atMs} stands after ${lastMs}`
  return new TapeError({ file, at: { line }, what, remedy: SALVAGE })
}

async function* salvaging(
  blocks: AsyncGenerator<Block>,
  onSalvaged: SourceOptions['onSalvaged'],
): AsyncGenerator<Block> {
  try {
    yield* blocks
  } catch (error) {
    if (onSalvaged === null || !(error instanceof TapeError)) throw error
    onSalvaged(error)
  }
}

/** As fine as the prices of the first event. A fault is for whoever reads the events. */
async function tickOf(events: AsyncGenerator<Recorded>): Promise<number> {
  try {
    for await (const { event } of events) {
      if (pricesOf(event).length > 0)
        return pricesOf(event).some(isFine) ? FINE_TICK_MICROS : COARSE_TICK_MICROS
    }
  } catch (error) {
    if (!(error instanceof TapeError)) throw error
  }
  return COARSE_TICK_MICROS
}

/** The first price between two cents shows that the venue has refined the tick. */
async function* withTickChange(
  events: AsyncGenerator<Recorded>,
  tickMicros: number,
): AsyncGenerator<Recorded> {
  let isCoarse = tickMicros === COARSE_TICK_MICROS
  for await (const recorded of events) {
    const { event, line } = recorded
    if (isCoarse && pricesOf(event).some(isFine)) {
      isCoarse = false
      const change = { tickMicros: price(FINE_TICK_MICROS) }
      yield { line, event: { type: 'market', atMs: event.atMs, change } }
    }
    yield recorded
  }
}

function pricesOf(event: TapeEvent): readonly number[] {
  if (event.type === 'book') return [...event.bids, ...event.asks].map((level) => level.priceMicros)
  return event.type === 'delta' ? event.changes.map((change) => change.priceMicros) : []
}

const isFine = (micros: number): boolean => micros % COARSE_TICK_MICROS !== 0

async function firstBytes(file: string): Promise<Buffer> {
  const bytes = await openBytes(file)
  try {
    return Buffer.from(await bytes.take(TAPE_MAGIC.length))
  } finally {
    await bytes.close()
  }
}
