/** Text is aligned to the left, figures to the right. */
export type TextColumn<Row> = readonly [head: string, cell: (row: Row) => string, kind?: 'text']

/** A line for the heads, then one a row, each column as wide as its widest cell. */
export function textTable<Row>(columns: readonly TextColumn<Row>[], rows: readonly Row[]): string {
  const lines = [columns.map(([head]) => head), ...rows.map((row) => columns.map(([, cell]) => cell(row)))]
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)))
  const padded = (cell: string, at: number): string =>
    columns[at]?.[2] === 'text' ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)
  return lines.map((line) => line.map(padded).join('  ').trimEnd()).join('\n')
}
