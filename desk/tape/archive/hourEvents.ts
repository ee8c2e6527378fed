import { InputError } from '../../../shared/domain/inputError.ts'
import type { Level } from '../../../shared/domain/market.ts'
import { MICROS, price, size } from '../../../shared/domain/units.ts'
import type { ChannelEvent } from '../../../shared/polymarket/channel/channelEvent.ts'
import { frameLevelOf, tickOf, tradedLevel } from '../../../shared/polymarket/channel/parseFrame.ts'
import { type ArchiveHour, archiveColumnsOf, type RowRange } from './archiveHour.ts'
import { SLICE_ROWS, textOf } from './parquetTable.ts'

/** An event of the archive, with the instant at which its recorder got it. */
export interface ReceivedEvent {
  readonly row: number
  readonly receivedMs: number
  readonly event: ChannelEvent
}

/** Trades of the complement in one hour, kept in memory; the busiest market seen has a tenth of it. */
const MAX_TRADES = 500_000

/**
 * What one hour contains of a token: its own rows, and between them, by the time they were received, the trades of its
 * complement.
 * @throws InputError naming the row.
 */
export async function* hourEvents(
  file: string,
  hour: ArchiveHour,
  of: { readonly token: string; readonly other: string | null },
): AsyncGenerator<ReceivedEvent> {
  const others: ReceivedEvent[] = []
  for (const range of of.other === null ? [] : (hour.rows.get(of.other) ?? [])) {
    for await (const event of eventsIn(file, hour, range, { token: of.other ?? '', onlyTrades: true })) {
      others.push(event)
      if (others.length > MAX_TRADES)
        throw fault(file, event.row, `more than ${MAX_TRADES} trades in an hour`)
    }
  }
  let next = 0
  for (const range of hour.rows.get(of.token) ?? []) {
    for await (const event of eventsIn(file, hour, range, { token: of.token, onlyTrades: false })) {
      for (; (others[next]?.receivedMs ?? Number.POSITIVE_INFINITY) <= event.receivedMs; next += 1) {
        yield others[next] as ReceivedEvent
      }
      yield event
    }
  }
  yield* others.slice(next)
}

async function* eventsIn(
  file: string,
  { table }: ArchiveHour,
  range: RowRange,
  of: { readonly token: string; readonly onlyTrades: boolean },
): AsyncGenerator<ReceivedEvent> {
  const columns = archiveColumnsOf(table)
  for (let from = range.from; from < range.to; from += SLICE_ROWS) {
    const to = Math.min(range.to, from + SLICE_ROWS)
    const values = await table.read(range.group, { columns, from, to })
    for (let row = from; row < to; row += 1) {
      const cell = (column: string): unknown => values[column]?.[row - from] ?? null
      if (textOf(cell('asset_id')) !== of.token) continue
      if (of.onlyTrades && textOf(cell('event_type')) !== 'last_trade_price') continue
      const read = eventOf(cell, of.token)
      if (read.is === 'bad') throw fault(file, row, read.why)
      if (read.is === 'event') yield { row, receivedMs: read.receivedMs, event: read.event }
    }
  }
}

type Cell = (column: string) => unknown
type ReadRow =
  | { readonly is: 'event'; readonly receivedMs: number; readonly event: ChannelEvent }
  | { readonly is: 'none' }
  | { readonly is: 'bad'; readonly why: string }

function eventOf(cell: Cell, asset: string): ReadRow {
  const receivedMs = instant(cell('timestamp_received'))
  if (receivedMs === null)
    return bad(`timestamp_received ${String(cell('timestamp_received'))} is not a time`)
  const stampMs = instant(cell('timestamp')) ?? receivedMs
  const row = (event: ChannelEvent): ReadRow => ({ is: 'event', receivedMs, event })
  const type = textOf(cell('event_type'))
  const traded = { price: decimal(cell('price')), size: decimal(cell('size')) }
  const side = textOf(cell('side'))
  switch (type) {
    case 'book': {
      const [bids, asks] = [levelsOf(cell('bids')), levelsOf(cell('asks'))]
      if (bids === null) return bad(`bids ${excerpt(cell('bids'))} are not price levels`)
      return asks === null
        ? bad(`asks ${excerpt(cell('asks'))} are not price levels`)
        : row({ is: 'book', asset, stampMs, bids, asks })
    }
    case 'price_change': {
      const level = frameLevelOf(traded)
      if (level === null) return bad(`price ${traded.price} with size ${traded.size} is not a price level`)
      if (side !== 'BUY' && side !== 'SELL') return bad(`side ${side} is neither BUY nor SELL`)
      const change = { side: side === 'BUY' ? 'bid' : 'ask', ...level } as const
      return row({ is: 'changes', asset, stampMs, changes: [change] })
    }
    case 'last_trade_price': {
      if (side !== 'BUY' && side !== 'SELL') return bad(`side ${side} is neither BUY nor SELL`)
      const transaction = textOf(cell('transaction_hash')) || null
      return row({ is: 'trade', asset, stampMs, taker: side, traded: tradedLevel(traded), transaction })
    }
    case 'tick_size_change': {
      const tickMicros = tickOf(decimal(cell('new_tick_size')))
      return tickMicros === null
        ? bad(`new_tick_size ${String(cell('new_tick_size'))} is not a tick size`)
        : row({ is: 'tick', asset, stampMs, tickMicros })
    }
    default:
      return { is: 'none' }
  }
}

const bad = (why: string): ReadRow => ({ is: 'bad', why })

/** The reader hands decimals as floats; their micros are exact. */
function decimal(value: unknown): unknown {
  if (typeof value === 'number') return Math.round(value * MICROS) / MICROS
  return typeof value === 'bigint' ? String(value) : (textOf(value) ?? value)
}

/** JSON text of [price, size] pairs; null where it is something else. */
function levelsOf(value: unknown): readonly Level[] | null {
  const text = textOf(value)
  if (value === null || text === '') return []
  let pairs: unknown = value
  try {
    if (text !== null) pairs = JSON.parse(text)
  } catch {
    return null
  }
  if (!Array.isArray(pairs)) return null
  const levels: Level[] = []
  for (const pair of pairs as unknown[]) {
    const [at, of] = Array.isArray(pair) ? pair : pairOf(pair)
    const level = frameLevelOf({ price: at, size: of })
    if (level === null) return null
    levels.push({ priceMicros: price(level.priceMicros), sizeMicros: size(level.sizeMicros) })
  }
  return levels
}

const pairOf = (level: unknown): readonly unknown[] =>
  typeof level === 'object' && level !== null && 'price' in level && 'size' in level
    ? [level.price, level.size]
    : []

function instant(value: unknown): number | null {
  const ms = value instanceof Date ? value.getTime() : Number(value ?? Number.NaN)
  return Number.isSafeInteger(ms) && ms > 0 ? ms : null
}

const excerpt = (value: unknown): string => JSON.stringify(textOf(value) ?? value)?.slice(0, 60) ?? 'absent'

const fault = (file: string, row: number, what: string): InputError =>
  new InputError({ file, at: { row }, what, remedy: 'Download it again.' })
