import type { TapeRow } from './columns.ts'
import { ROW, STATUS } from './format.ts'
import type { TapeEvent } from './tapeEvent.ts'

/** The rows of one event; the later ones continue the first. */
export function rowsOf(event: TapeEvent): readonly TapeRow[] {
  const rows = contents(event)
  return rows.map((row, index) => ({ ...row, atMs: event.atMs, continues: index > 0 }))
}

type Content = Pick<TapeRow, 'kind' | 'priceMicros' | 'sizeMicros'>
const bare = (kind: number): Content => ({ kind, priceMicros: 0, sizeMicros: 0 })

function contents(event: TapeEvent): readonly Content[] {
  switch (event.type) {
    case 'book':
      return [
        bare(ROW.snapshot),
        ...event.bids.map((level) => ({ kind: ROW.bid, ...level })),
        ...event.asks.map((level) => ({ kind: ROW.ask, ...level })),
      ]
    case 'delta':
      return event.changes.map(({ side, priceMicros, sizeMicros }) => ({
        kind: ROW[side],
        priceMicros,
        sizeMicros,
      }))
    case 'trade': {
      const { priceMicros, sizeMicros } = event
      return [{ kind: event.taker === 'BUY' ? ROW.tradeBuy : ROW.tradeSell, priceMicros, sizeMicros }]
    }
    case 'unknownTrade':
      return [bare(ROW.unknownTrade)]
    case 'gap':
      return [bare(ROW.gap)]
    case 'market':
      return changes(event.change)
  }
}

function changes(change: Extract<TapeEvent, { type: 'market' }>['change']): readonly Content[] {
  const rows: Content[] = []
  const status = (sizeMicros: number, priceMicros = 0): void => {
    rows.push({ kind: ROW.status, priceMicros, sizeMicros })
  }
  if (change.tickMicros !== undefined) {
    rows.push({ kind: ROW.tick, priceMicros: change.tickMicros, sizeMicros: 0 })
  }
  const payout = change.payoutMicros?.[0]
  if (payout !== undefined) status(STATUS.resolved, payout)
  else if (change.closed === true) status(STATUS.closed)
  else if (change.accepting !== undefined) status(change.accepting ? STATUS.accepting : STATUS.paused)
  return rows
}
