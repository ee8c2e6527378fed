import { readFileSync, statSync } from 'node:fs'
import { asyncBufferFromFile, parquetRead } from 'hyparquet'
import { parquetWriteFile } from 'hyparquet-writer'
import { CONTINUES } from '../desk/tape/format.ts'
import { LOT_MICROS } from '../shared/domain/venueRules.ts'
import { generatedFile, openBenchTape } from './replay.ts'

const EVENTS = 1_000_000
/** An odd number, so that the median is a run. */
const RUNS = 5

/** All that knows the layout of the bytes: what another format would replace. */
const OWN_FILES = [
  'format',
  'encodeBlock',
  'decodeBlock',
  'varint',
  'tapeWriter',
  'readTape',
  'byteStream',
  'appendTape',
  'salvage',
]

/** Rows of an Arrow file as they lie in memory: a byte for the kind, 4 for the price, 8 for time and size each. */
const ARROW_ROW_BYTES = 21

/**
 * One generated tape as our own format and as Parquet by the library that reads the archive: bytes, decoded events a
 * second of processor time, and lines of code. Parquet gets the help that our blocks give themselves: times count from
 * the first, sizes are in lots, both as differences where that is shorter.
 */
export async function tapeFormats(): Promise<string> {
  const own = generatedFile(EVENTS)
  const parquet = `${own}.parquet`
  const rows = await writeParquet(own, parquet)
  const ownRate = await median(() => decodeOwn(own))
  const parquetRate = await median(() => decodeParquet(parquet, rows))
  const line = (name: string, bytes: number, rest: string): string =>
    `${name.padEnd(8)} ${bytes} bytes, ${(bytes / EVENTS).toFixed(2)} an event${rest}\n`
  return (
    `${EVENTS} events in ${rows} rows\n` +
    line('tape', statSync(own).size, `, ${ownRate} decoded events/s, ${linesOf(OWN_FILES)} lines`) +
    line('Parquet', statSync(parquet).size, `, ${parquetRate} decoded events/s`) +
    line('Arrow', rows * ARROW_ROW_BYTES, ' (uncompressed, by its layout)')
  )
}

async function writeParquet(from: string, to: string): Promise<number> {
  const columns = { kind: [] as number[], time: [] as number[], price: [] as number[], size: [] as number[] }
  const source = await openBenchTape(from)
  let startMs: number | null = null
  for await (const { rows, kind, atMs, priceMicros, sizeMicros } of source.blocks()) {
    for (let row = 0; row < rows; row += 1) {
      startMs ??= atMs[row] ?? 0
      columns.kind.push(kind[row] ?? 0)
      columns.time.push((atMs[row] ?? 0) - startMs)
      columns.price.push(priceMicros[row] ?? 0)
      columns.size.push((sizeMicros[row] ?? 0) / LOT_MICROS)
    }
  }
  const column = (name: keyof typeof columns, isRising = false) => ({
    name,
    type: 'INT32' as const,
    data: Int32Array.from(columns[name]),
    ...(isRising ? { encoding: 'DELTA_BINARY_PACKED' as const } : {}),
  })
  await parquetWriteFile({
    filename: to,
    columnData: [column('kind'), column('time', true), column('price'), column('size')],
    rowGroupSize: 100_000,
  })
  return columns.kind.length
}

async function decodeOwn(file: string): Promise<number> {
  const source = await openBenchTape(file)
  let events = 0
  for await (const block of source.blocks()) events += block.events
  return events
}

async function decodeParquet(file: string, rows: number): Promise<number> {
  let events = 0
  let cells = 0
  await parquetRead({
    file: await asyncBufferFromFile(file),
    onChunk: ({ columnName, columnData }) => {
      cells += columnData.length
      if (columnName !== 'kind') return
      for (const kind of columnData) if ((kind & CONTINUES) === 0) events += 1
    },
  })
  if (cells !== rows * 4) throw new Error(`${cells} cells were decoded of ${rows} rows`)
  return events
}

async function median(decode: () => Promise<number>): Promise<number> {
  const rates: number[] = []
  for (let run = 0; run <= RUNS; run += 1) {
    const before = process.cpuUsage()
    const events = await decode()
    const { user, system } = process.cpuUsage(before)
    if (events !== EVENTS) throw new Error(`${events} events were decoded`)
    // The first warms up.
    if (run > 0) rates.push(Math.round((EVENTS * 1e6) / (user + system)))
  }
  return rates.toSorted((a, b) => a - b)[(RUNS - 1) / 2] ?? 0
}

const linesOf = (names: readonly string[]): number =>
  names.reduce((sum, name) => {
    const text = readFileSync(new URL(`../desk/tape/${name}.ts`, import.meta.url), 'utf8')
    return sum + text.split('\n').length - 1
  }, 0)
