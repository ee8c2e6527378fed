import type { FeedEvent } from '../../../desk/exchange/exchange.ts'
import { rowsOf } from '../../../desk/tape/eventRows.ts'
import { CONTINUES, KIND_MASK } from '../../../desk/tape/format.ts'
import type { TapeSource } from '../../../desk/tape/tapeSource.ts'

/** A row of a tape; the archive tells the changes of one message one by one, so those are compared one by one. */
export interface FlatRow {
  readonly kind: number
  readonly atMs: number
  readonly price: number
  readonly size: number
  /** It begins an event. */
  readonly starts: boolean
}

export async function flatRows(source: TapeSource): Promise<readonly FlatRow[]> {
  const rows: FlatRow[] = []
  for await (const block of source.blocks()) {
    for (let row = 0; row < block.rows; row += 1) {
      const of = block.kind[row] as number
      rows.push({
        kind: of & KIND_MASK,
        atMs: block.atMs[row] as number,
        price: block.priceMicros[row] as number,
        size: block.sizeMicros[row] as number,
        starts: (of & CONTINUES) === 0,
      })
    }
  }
  return rows
}

export const rowsOfEvents = (events: Iterable<FeedEvent>): readonly FlatRow[] =>
  [...events].flatMap((event) =>
    rowsOf(event).map(({ kind, atMs, priceMicros, sizeMicros, continues }) => ({
      kind,
      atMs,
      price: priceMicros,
      size: sizeMicros,
      starts: !continues || event.type === 'delta',
    })),
  )
