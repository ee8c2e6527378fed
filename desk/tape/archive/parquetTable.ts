import type { AsyncBuffer, DecodedArray, RowGroup } from 'hyparquet'
import { parquetMetadataAsync } from 'hyparquet'
import { InputError } from '../../../shared/domain/inputError.ts'
import type { ArchiveFile } from './archiveFile.ts'
import { openColumn, type ParquetColumn } from './parquetColumn.ts'

/** The archive's footers have some hundred kilobytes; more is no footer. */
const MAX_FOOTER_BYTES = 64_000_000
/** Rows unpacked at a time, or one page's: some 20 MB of values. */
export const SLICE_ROWS = 65_536
const MAGIC_BYTES = 4
const TAIL_BYTES = 8

export interface TableGroup {
  /** Rows of the file, counted through; `to` not included. */
  readonly from: number
  readonly to: number
  /** What a column's values lie between; null where the file does not say. */
  bounds(column: string): { readonly least: string; readonly greatest: string } | null
}

/** A Parquet file, read a few columns and rows at a time. */
export interface ParquetTable {
  readonly columns: ReadonlySet<string>
  readonly groups: readonly TableGroup[]
  /** The rows of a group in stretches of whole pages of a column: what is unpacked together is best read together. */
  stretches(
    group: TableGroup,
    column: string,
  ): Promise<readonly { readonly from: number; readonly to: number }[]>
  /** The values of some rows within one group, a column each. @throws InputError */
  read<C extends string>(
    group: TableGroup,
    of: { readonly columns: readonly C[]; readonly from: number; readonly to: number },
  ): Promise<Readonly<Record<C, DecodedArray>>>
}

/** @throws InputError where it is not a whole Parquet file. */
export async function openParquet(file: ArchiveFile): Promise<ParquetTable> {
  // As much as the footer has, and no more: the file may be far away.
  const initialFetchSize = (await footerBytes(file)) + TAIL_BYTES
  const metadata = await inFile(file, () =>
    parquetMetadataAsync(bufferOf(file), { geoparquet: false, initialFetchSize }),
  )
  // A decimal marked only in the newer way is one too.
  for (const element of metadata.schema) {
    if (element.logical_type?.type === 'DECIMAL') element.converted_type ??= 'DECIMAL'
  }
  const groups: TableGroup[] = []
  for (const group of metadata.row_groups) {
    const from = groups.at(-1)?.to ?? 0
    groups.push({ from, to: from + Number(group.num_rows), bounds: (column) => boundsOf(group, column) })
  }
  const names = metadata.schema.slice(1).map(({ name }) => name)
  // The columns of one group are known at a time: its rows are read in several goes.
  let open: { group: TableGroup; columns: Map<string, Promise<ParquetColumn>> } | null = null
  const columnOf = (group: TableGroup, column: string): Promise<ParquetColumn> => {
    if (open?.group !== group) open = { group, columns: new Map() }
    const rowGroup = metadata.row_groups[groups.indexOf(group)] as RowGroup
    const opened = open.columns.get(column) ?? openColumn(file, { metadata, group: rowGroup, column })
    open.columns.set(column, opened)
    return opened
  }
  return {
    columns: new Set(names),
    groups,
    stretches: (group, column) =>
      inFile(file, async () => {
        const stretches: { from: number; to: number }[] = []
        for (const { from, to } of (await columnOf(group, column)).pages) {
          const last = stretches.at(-1)
          if (last !== undefined && to + group.from - last.from <= SLICE_ROWS) last.to = to + group.from
          else stretches.push({ from: from + group.from, to: to + group.from })
        }
        return stretches
      }),
    read: (group, { columns, from, to }) =>
      inFile(file, async () => {
        const read = {} as Record<(typeof columns)[number], DecodedArray>
        for (const column of columns) {
          const values = await (await columnOf(group, column)).read(from - group.from, to - group.from)
          if (values.length !== to - from)
            throw new Error(`${values.length} values of ${column} in ${to - from} rows`)
          read[column] = values
        }
        return read
      }),
  }
}

async function footerBytes(file: ArchiveFile): Promise<number> {
  const fault = (what: string): InputError =>
    new InputError({ file: file.name, what, remedy: 'Download it again, whole.' })
  if (file.byteLength < MAGIC_BYTES + TAIL_BYTES) throw fault('it is too short for a Parquet file')
  const tail = Buffer.from(await file.read(file.byteLength - TAIL_BYTES, file.byteLength))
  if (tail.toString('latin1', MAGIC_BYTES) !== 'PAR1')
    throw fault('the Parquet file is cut off: it has no footer')
  const footer = tail.readUInt32LE(0)
  if (footer > MAX_FOOTER_BYTES || footer > file.byteLength - MAGIC_BYTES - TAIL_BYTES) {
    throw fault(`its footer claims ${footer} bytes`)
  }
  return footer
}

const bufferOf = (file: ArchiveFile): AsyncBuffer => ({
  byteLength: file.byteLength,
  slice: (start, end = file.byteLength) => file.read(start, end),
})

function boundsOf(group: RowGroup, column: string): ReturnType<TableGroup['bounds']> {
  const meta = group.columns.find(({ meta_data }) => meta_data?.path_in_schema[0] === column)?.meta_data
  const least = textOf(meta?.statistics?.min_value ?? meta?.statistics?.min)
  const greatest = textOf(meta?.statistics?.max_value ?? meta?.statistics?.max)
  return least === null || greatest === null ? null : { least, greatest }
}

/** Text, stored as such or as bytes; null for anything else. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value
  return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : null
}

/** What the library finds wrong is the file's fault. */
async function inFile<T>(file: ArchiveFile, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (cause) {
    if (cause instanceof InputError) throw cause
    const what = `it cannot be read as Parquet (${cause instanceof Error ? cause.message : cause})`
    throw new InputError({ file: file.name, what, remedy: 'Download it again.', cause })
  }
}
