import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import type { Compressors, DecodedArray, FileMetaData, RowGroup } from 'hyparquet'
import { flatten } from 'hyparquet'
import { parquetHeader, readColumn } from 'hyparquet/src/column.js'
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js'
import { getSchemaPath } from 'hyparquet/src/schema.js'
import type { ArchiveFile } from './archiveFile.ts'

/** A page is a megabyte as writers have it; more is not a page. */
const MAX_PAGE_BYTES = 256_000_000
/** A page's head holds its least and greatest value, which for a book is its text. */
const HEAD_BYTES = 65_536
const MAX_HEAD_BYTES = 4_194_304

/** Node unpacks what the archive packs with; snappy is the reader's own. */
const COMPRESSORS: Compressors = {
  ZSTD: (input, bytes) => zstdDecompressSync(input, { maxOutputLength: bounded(bytes) }),
  GZIP: (input, bytes) => gunzipSync(input, { maxOutputLength: bounded(bytes) }),
  BROTLI: (input, bytes) => brotliDecompressSync(input, { maxOutputLength: bounded(bytes) }),
}

/** Instants are milliseconds here, whatever unit the file has. */
const PARSERS = {
  ...DEFAULT_PARSERS,
  timestampFromMilliseconds: (ms: bigint): number => Number(ms),
  timestampFromMicroseconds: (micros: bigint): number => Number(micros / 1_000n),
  timestampFromNanoseconds: (nanos: bigint): number => Number(nanos / 1_000_000n),
}

interface Page {
  readonly start: number
  readonly end: number
  /** Rows of the group, counted through; a dictionary has none. */
  readonly from: number
  readonly to: number
}

/**
 * One column of one row group, of which only the pages that hold the rows asked for are read: a row group is as large
 * as its writer liked, a page is not.
 */
export interface ParquetColumn {
  /** Rows of the group in each page. */
  readonly pages: readonly { readonly from: number; readonly to: number }[]
  /** Rows of the group, counted through; `to` not included. */
  read(from: number, to: number): Promise<DecodedArray>
}

/** @throws Error where the file is at fault. */
export async function openColumn(
  file: ArchiveFile,
  of: { readonly metadata: FileMetaData; readonly group: RowGroup; readonly column: string },
): Promise<ParquetColumn> {
  const meta = of.group.columns.find(({ meta_data }) => meta_data?.path_in_schema[0] === of.column)?.meta_data
  if (meta === undefined) throw new Error(`no column ${of.column}`)
  const schemaPath = getSchemaPath(of.metadata.schema, [of.column])
  const element = schemaPath.at(-1)?.element
  if (element === undefined) throw new Error(`no column ${of.column}`)
  const decoder = {
    pathInSchema: [of.column],
    type: meta.type,
    element,
    schemaPath,
    codec: meta.codec,
    parsers: PARSERS,
    compressors: COMPRESSORS,
  }
  const start = Number(meta.dictionary_page_offset || meta.data_page_offset)
  const end = start + Number(meta.total_compressed_size)
  await file.fetch?.(start, end)
  const pages = await pagesOf(file, start, end)
  return {
    pages: pages.filter((page) => page.to > page.from),
    read: async (from, to) => {
      const data = pages.filter((page) => page.from < to && page.to > from)
      const [first, last] = [data[0], data.at(-1)]
      if (first === undefined || last === undefined || from >= to) return []
      const dictionary = pages.filter((page) => page.to === page.from && page.end <= first.start)
      const parts = [...dictionary, { start: first.start, end: last.end }]
      const bytes = Buffer.concat(
        await Promise.all(parts.map(async (part) => Buffer.from(await file.read(part.start, part.end)))),
      )
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      const rows = { groupStart: 0, selectStart: from - first.from, selectEnd: to - first.from }
      const read = readColumn({ view, offset: 0 }, { ...rows, groupRows: last.to - first.from }, decoder)
      const values = flatten(read.data) ?? []
      return values.slice(from - first.from - read.skipped, to - first.from - read.skipped)
    },
  }
}

/** Walks over the pages' heads; what is in them is not read. */
async function pagesOf(file: ArchiveFile, start: number, end: number): Promise<readonly Page[]> {
  const pages: Page[] = []
  let window = { start, bytes: new ArrayBuffer(0) }
  let rows = 0
  for (let at = start; at < end; ) {
    let head = headAt(window, at)
    for (let bytes = HEAD_BYTES; head === null; bytes *= 8) {
      if (bytes > MAX_HEAD_BYTES) throw new Error(`no page begins at byte ${at}`)
      window = { start: at, bytes: await file.read(at, Math.min(end, at + bytes)) }
      head = headAt(window, at)
      if (head === null && at + bytes >= end) throw new Error(`no page begins at byte ${at}`)
    }
    const next = at + head.bytes
    if (next > end || head.bytes > MAX_PAGE_BYTES)
      throw new Error(`a page of ${head.bytes} bytes at byte ${at}`)
    pages.push({ start: at, end: next, from: rows, to: rows + head.rows })
    rows += head.rows
    at = next
  }
  return pages
}

/** null where the window does not hold all of it. */
function headAt(
  window: { readonly start: number; readonly bytes: ArrayBuffer },
  at: number,
): { readonly bytes: number; readonly rows: number } | null {
  const reader = { view: new DataView(window.bytes), offset: at - window.start }
  if (reader.offset >= window.bytes.byteLength) return null
  const begin = reader.offset
  try {
    const header = parquetHeader(reader)
    if (!Number.isSafeInteger(header.compressed_page_size) || header.compressed_page_size < 0) return null
    const rows = header.data_page_header?.num_values ?? header.data_page_header_v2?.num_rows ?? 0
    return { bytes: reader.offset - begin + header.compressed_page_size, rows }
  } catch {
    return null
  }
}

function bounded(bytes: number): number {
  if (bytes > MAX_PAGE_BYTES) throw new Error(`a page of ${bytes} bytes`)
  // Nothing is unpacked into no room.
  return Math.max(1, bytes)
}
