import { closeSync, fsyncSync, writeSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { assert } from '../../shared/domain/assert.ts'
import { clearColumns, createColumns, pushRow, type TapeRow } from './columns.ts'
import { encodeBlock, frame } from './encodeBlock.ts'
import { rowsOf } from './eventRows.ts'
import {
  FRAME_BYTES,
  KIND_MASK,
  MAX_HEADER_BYTES,
  MAX_ROWS,
  PREAMBLE_BYTES,
  ROW_KINDS,
  TAPE_MAGIC,
  TAPE_VERSION,
  type TapeHeader,
  type TapeTrailer,
  TRAILER_MARK,
  tapeHeaderSchema,
} from './format.ts'
import type { TapeEvent } from './tapeEvent.ts'

/** A block is what a fault costs: of a calm market, too, no more than this long. */
const BLOCK_SPAN_MS = 300_000

export interface TapeWriter {
  /** Events in order of time. */
  write(event: TapeEvent): void
  /** The rows of one event, in order: for who makes rows rather than events. */
  writeRecords(rows: readonly TapeRow[]): void
  /** Ends the block begun, so that a reader after a crash finds everything written so far. */
  flush(): void
  /** Writes the trailer and closes the file. */
  end(): TapeTrailer
  /** Closes the file without a trailer. */
  abandon(): void
  lastMs(): number
}

/** Continues a file whose last whole block was this one. */
export interface WrittenSoFar extends TapeTrailer {
  readonly lastMs: number
}

export const NOTHING_YET: WrittenSoFar = {
  blocks: 0,
  rows: 0,
  events: 0,
  kinds: Array.from({ length: ROW_KINDS }, () => 0),
  lastMs: 0,
}

/** Writes into an open file, at its position; `headerBytes` go first into a new one. */
export function createTapeWriter(descriptor: number, so: WrittenSoFar = NOTHING_YET): TapeWriter {
  const columns = createColumns()
  const kinds = [...so.kinds]
  let { blocks, rows, events, lastMs } = so

  const flush = (): void => {
    if (columns.rows === 0) return
    writeAll(descriptor, encodeBlock(columns, blocks))
    blocks += 1
    rows += columns.rows
    events += columns.events
    for (let row = 0; row < columns.rows; row += 1) {
      const kind = (columns.kind[row] ?? 0) & KIND_MASK
      kinds[kind] = (kinds[kind] ?? 0) + 1
    }
    clearColumns(columns)
  }
  const writeRecords = (of: readonly TapeRow[]): void => {
    const [first] = of
    if (first === undefined) return
    assert(of.length <= MAX_ROWS, `an event of ${of.length} rows`)
    assert(first.atMs >= lastMs, `an event at ${first.atMs} after one at ${lastMs}`)
    // An event is never cut in two: the reader of a block has whole events.
    const isFull = columns.rows + of.length > MAX_ROWS
    if (isFull || (columns.rows > 0 && first.atMs - columns.firstMs >= BLOCK_SPAN_MS)) flush()
    for (const row of of) pushRow(columns, row)
    lastMs = first.atMs
  }
  return {
    write: (event) => writeRecords(rowsOf(event)),
    writeRecords,
    flush,
    end: () => {
      flush()
      const trailer = { blocks, rows, events, kinds }
      writeAll(descriptor, trailerBytes(trailer))
      fsyncSync(descriptor)
      closeSync(descriptor)
      return trailer
    },
    abandon: () => closeSync(descriptor),
    lastMs: () => lastMs,
  }
}

/** Magic, version and the header with its checksum. */
export function headerBytes(header: TapeHeader): Buffer {
  const json = Buffer.from(JSON.stringify(tapeHeaderSchema.parse(header)))
  assert(json.length <= MAX_HEADER_BYTES, `a header of ${json.length} bytes`)
  const out = Buffer.alloc(PREAMBLE_BYTES + json.length + 4)
  TAPE_MAGIC.copy(out)
  out.writeUInt16LE(TAPE_VERSION, 8)
  out.writeUInt32LE(json.length, 12)
  json.copy(out, PREAMBLE_BYTES)
  out.writeUInt32LE(crc32(json), PREAMBLE_BYTES + json.length)
  return out
}

function trailerBytes(trailer: TapeTrailer): Buffer {
  const json = Buffer.from(JSON.stringify(trailer))
  return frame(Buffer.concat([Buffer.alloc(FRAME_BYTES), json]), TRAILER_MARK, json.length)
}

/** A write may be short, on a full disk above all. */
export function writeAll(descriptor: number, bytes: Buffer): void {
  let written = 0
  while (written < bytes.length) {
    const wrote = writeSync(descriptor, bytes, written)
    assert(wrote > 0, 'nothing could be written to the tape')
    written += wrote
  }
}
