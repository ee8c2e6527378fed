import { zstdCompressSync } from 'node:zlib'
import { fileWriter, ParquetWriter } from 'hyparquet-writer'
import { ARCHIVE_SCHEMA, type ArchiveRow } from './archiveSchema.ts'

const DELTA = new Set(['timestamp_received', 'timestamp'])

/** Writes rows as the public archive does: ZSTD, delta and dictionary encodings, statistics of each row group. */
export async function writeArchive(
  file: string,
  rows: Iterable<ArchiveRow>,
  groupRows: number,
): Promise<{ readonly rows: number }> {
  const schema = [{ name: 'root', num_children: ARCHIVE_SCHEMA.length }, ...ARCHIVE_SCHEMA]
  const compressors = { ZSTD: (bytes: Uint8Array) => zstdCompressSync(bytes) }
  const writer = new ParquetWriter({ writer: fileWriter(file), schema, codec: 'ZSTD', compressors })
  let written = 0
  let group: ArchiveRow[] = []
  const flush = async (): Promise<void> => {
    if (group.length === 0) return
    const columnData = ARCHIVE_SCHEMA.map(({ name }) => ({
      name,
      data: group.map((row) => cell(row, name)),
      ...(DELTA.has(name) ? { encoding: 'DELTA_BINARY_PACKED' as const } : {}),
    }))
    await writer.write({ columnData, rowGroupSize: groupRows })
    written += group.length
    group = []
  }
  for (const row of rows) {
    group.push(row)
    if (group.length === groupRows) await flush()
  }
  await flush()
  await writer.finish()
  return { rows: written }
}

const markets = new Map<string, Uint8Array>()

function cell(row: ArchiveRow, name: string): unknown {
  const value = (row as unknown as Record<string, unknown>)[name] ?? null
  if (name === 'market') {
    // The same bytes for the same market: the writer tells repeated values by identity.
    const bytes = markets.get(row.market) ?? new Uint8Array(Buffer.from(row.market, 'latin1'))
    if (!markets.has(row.market)) markets.clear()
    markets.set(row.market, bytes)
    return bytes
  }
  return DELTA.has(name) ? BigInt(value as number) : value
}
