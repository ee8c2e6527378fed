import { assert } from '../../shared/domain/assert.ts'
import { InputError } from '../../shared/domain/inputError.ts'
import { epochMs } from '../../shared/domain/units.ts'
import { FINE_TICK_MICROS, USUAL_TICK_MICROS } from '../../shared/domain/venueRules.ts'
import { clearColumns, createColumns, pushRow } from './columns.ts'
import { rowsOf } from './eventRows.ts'
import { MAX_EARLY_MS } from './feed/feed.ts'
import { type Block, MAX_ROWS } from './format.ts'
import { headerOf, type MarketFacts, type OpenedRecording, type RecordedEvent } from './recording.ts'
import { SALVAGE } from './salvage.ts'
import { type TapeEvent, tickEvent } from './tapeEvent.ts'
import type { TapeSource } from './tapeSource.ts'

/** What is counted while a recording is read. */
interface Seen {
  clamped: number
}

/** A recording as tapes are read: in blocks, its time never going back, its tick stated where the prices show it. */
export async function recordedSource(
  { facts, events }: OpenedRecording,
  of: {
    readonly file: string
    readonly format: string
    /** For people. */
    readonly source: string
    readonly given: MarketFacts
  },
): Promise<TapeSource> {
  const { file, format, source, given } = of
  const tickMicros = await tickOf(events())
  const seen: Seen = { clamped: 0 }
  return {
    file,
    format,
    header: headerOf(facts, given, { tickMicros, source }),
    payoutMicros: null,
    clamped: () => seen.clamped,
    blocks: () => toBlocks(file, withTickChange(events(), tickMicros), seen),
  }
}

async function* toBlocks(
  file: string,
  events: AsyncGenerator<RecordedEvent>,
  seen: Seen,
): AsyncGenerator<Block> {
  const columns = createColumns()
  seen.clamped = 0
  for await (const event of inWhole(file, events, { columns, seen })) {
    if (event !== FLUSH) for (const row of rowsOf(event)) pushRow(columns, row)
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
  events: AsyncGenerator<RecordedEvent>,
  { columns, seen }: { readonly columns: { readonly rows: number }; readonly seen: Seen },
): AsyncGenerator<TapeEvent | typeof FLUSH> {
  let fault: unknown = null
  let lastMs = 0
  try {
    for await (const { line, event: raw } of events) {
      if (lastMs - raw.atMs > MAX_EARLY_MS) throw reordered(file, line, raw.atMs, lastMs)
      const isEarly = raw.atMs < lastMs
      if (isEarly) seen.clamped += 1
      const event = isEarly ? { ...raw, atMs: epochMs(lastMs) } : raw
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

function reordered(file: string, line: number, atMs: number, lastMs: number): InputError {
  const what = `the recording is reordered: ${atMs} comes after ${lastMs}`
  return new InputError({ file, at: { line }, what, remedy: SALVAGE })
}

/** As fine as the prices of the first event. The reader of the events gets a fault. */
async function tickOf(events: AsyncGenerator<RecordedEvent>): Promise<number> {
  try {
    for await (const { event } of events) {
      if (pricesOf(event).length > 0)
        return pricesOf(event).some(isFine) ? FINE_TICK_MICROS : USUAL_TICK_MICROS
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
  }
  return USUAL_TICK_MICROS
}

/** The first price between two cents shows that the venue has refined the tick. */
async function* withTickChange(
  events: AsyncGenerator<RecordedEvent>,
  tickMicros: number,
): AsyncGenerator<RecordedEvent> {
  let isCoarse = tickMicros === USUAL_TICK_MICROS
  for await (const recorded of events) {
    const { event, line } = recorded
    const stated = event.type === 'market' ? event.change.tickMicros : undefined
    if (stated !== undefined) isCoarse = stated === USUAL_TICK_MICROS
    if (isCoarse && pricesOf(event).some(isFine)) {
      isCoarse = false
      yield { line, event: tickEvent(FINE_TICK_MICROS, event.atMs) }
    }
    yield recorded
  }
}

function pricesOf(event: TapeEvent): readonly number[] {
  if (event.type === 'book') return [...event.bids, ...event.asks].map((level) => level.priceMicros)
  return event.type === 'delta' ? event.changes.map((change) => change.priceMicros) : []
}

const isFine = (micros: number): boolean => micros % USUAL_TICK_MICROS !== 0
