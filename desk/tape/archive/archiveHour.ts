import { InputError } from '../../../shared/domain/inputError.ts'
import type { ArchiveFile } from './archiveFile.ts'
import { openParquet, type ParquetTable, type TableGroup, textOf } from './parquetTable.ts'

/** One market has two tokens. */
const MAX_TOKENS = 1_000
const REQUIRED = [
  'timestamp_received',
  'market',
  'event_type',
  'asset_id',
  'bids',
  'asks',
  'price',
  'size',
  'side',
]
const OPTIONAL = ['timestamp', 'transaction_hash', 'new_tick_size']

/** Rows of one group. */
export interface RowRange {
  readonly group: TableGroup
  readonly from: number
  readonly to: number
}

/** What one file of the archive holds of a market. */
export interface ArchiveHour {
  readonly table: ParquetTable
  /** By token, in the order of the file. */
  readonly rows: ReadonlyMap<string, readonly RowRange[]>
}

/** Which rows are looked for; at least one is given. */
export interface WantedRows {
  readonly market?: string | undefined
  readonly token?: string | undefined
}

/**
 * Finds the rows of a market, or of a token alone, in one file of the archive: only row groups whose bounds can hold
 * them are opened, and of those only the columns by which they are found.
 * @throws InputError where it is not a file of the archive.
 */
export async function openHour(file: ArchiveFile, wanted: WantedRows): Promise<ArchiveHour> {
  const table = await openParquet(file)
  const missing = REQUIRED.filter((name) => !table.columns.has(name))
  if (missing.length > 0) {
    const what = `it is not a file of the archive: it has no column ${missing.join(', ')}`
    throw new InputError({ file: file.name, what, remedy: 'Give an hour of the archive.' })
  }
  const rows = new Map<string, RowRange[]>()
  for (const group of table.groups.filter((each) => mayHold(each, wanted))) {
    const key = wanted.market === undefined ? 'asset_id' : 'market'
    for (const stretch of await table.stretches(group, key)) {
      for (const [token, found] of await tokensIn(table, { group, ...stretch }, wanted)) {
        const of = rows.get(token) ?? []
        rows.set(token, [...of, found])
        if (rows.size <= MAX_TOKENS) continue
        const what = `more than ${MAX_TOKENS} tokens of one market`
        throw new InputError({ file: file.name, what, remedy: 'Download it again.' })
      }
    }
  }
  return { table, rows }
}

/** The columns of the archive that this file has. */
export const archiveColumnsOf = ({ columns }: ParquetTable): readonly string[] =>
  [...REQUIRED, ...OPTIONAL].filter((name) => name !== 'market' && columns.has(name))

function mayHold(group: TableGroup, { market, token }: WantedRows): boolean {
  const can = (column: string, wanted: string | undefined): boolean => {
    const bounds = wanted === undefined ? null : group.bounds(column)
    if (wanted === undefined || bounds === null) return true
    // A bound may be cut after some characters; what begins like it lies within.
    return wanted >= bounds.least && (wanted <= bounds.greatest || wanted.startsWith(bounds.greatest))
  }
  return can('market', market) && can('asset_id', token)
}

/** The rows of each token that is wanted, where the market is sorted by token; all between the first and the last. */
async function tokensIn(
  table: ParquetTable,
  range: RowRange,
  { market, token }: WantedRows,
): Promise<ReadonlyMap<string, RowRange>> {
  const { group } = range
  const found = new Map<string, RowRange>()
  const markets =
    market === undefined ? null : (await table.read(group, { ...range, columns: ['market'] })).market
  const isWanted = sameText(market)
  const first = markets?.findIndex(isWanted) ?? 0
  if (first < 0) return found
  const last = markets?.findLastIndex(isWanted) ?? range.to - range.from - 1
  const [from, to] = [range.from + first, range.from + last + 1]
  const { asset_id: assets } = await table.read(group, { columns: ['asset_id'], from, to })
  for (let row = from; row < to; row += 1) {
    if (markets !== null && !isWanted(markets[row - range.from])) continue
    const asset = textOf(assets[row - from])
    if (asset === null || (market === undefined && asset !== token)) continue
    found.set(asset, { group, from: found.get(asset)?.from ?? row, to: row + 1 })
  }
  return found
}

/** Values that a dictionary repeats are compared once. */
function sameText(wanted: string | undefined): (value: unknown) => boolean {
  let [last, isSame]: [unknown, boolean] = [undefined, false]
  return (value) => {
    if (value === last && last !== undefined) return isSame
    last = value
    isSame = textOf(value)?.toLowerCase() === wanted
    return isSame
  }
}
