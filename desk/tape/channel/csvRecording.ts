import { InputError } from '../../../shared/domain/inputError.ts'
import type { LevelChange } from '../../../shared/domain/market.ts'
import type { Side } from '../../../shared/domain/order.ts'
import type { ChannelEvent } from '../../../shared/polymarket/channel/channelEvent.ts'
import { instantMs } from '../../../shared/polymarket/channel/instant.ts'
import { frameLevelOf, tickOf, tradedLevel } from '../../../shared/polymarket/channel/parseFrame.ts'
import { SALVAGE } from '../salvage.ts'
import { textLines } from '../textLines.ts'
import { type ChannelMessage, channelRecording } from './channelRecording.ts'
import { csvFields } from './csvFields.ts'

/** Found by name, in any order; others are ignored. */
const REQUIRED = ['asset_id', 'event_type', 'price', 'side', 'size', 'timestamp'] as const
/** The same thing by the names that recorders gave it, the better first. */
const MARKET = ['market_id', 'market', 'condition_id']
const NAME = ['market_slug', 'slug', 'question']
/** No snapshot of this venue comes near. */
const MAX_MESSAGE_ROWS = 10_000

/**
 * The market channel as rows of csv, of one token or many: consecutive rows of one token, type, instant and hash are
 * one message.
 */
export const csvRecording = channelRecording({
  name: 'market-channel csv',
  recognises: (line) => {
    const names = new Set(columnsOf(line))
    return REQUIRED.every((name) => names.has(name))
  },
  messages,
})

const columnsOf = (line: string): readonly string[] => csvFields(line).map((name) => name.toLowerCase())

interface CsvRow {
  readonly line: number
  /** What rows of one message share. */
  readonly key: string
  readonly of: Omit<ChannelMessage, 'event'>
  readonly asset: string
  readonly stampMs: number
  readonly content:
    | { readonly is: 'book' | 'changes'; readonly change: LevelChange }
    | { readonly is: 'event'; readonly event: ChannelEvent }
}

/** Rows of several tokens may alternate within one instant. */
async function* messages(file: string): AsyncGenerator<ChannelMessage> {
  const open = new Map<string, CsvRow[]>()
  let openMs = 0
  for await (const row of rowsOf(file)) {
    if (row.stampMs !== openMs) {
      yield* [...open.values()].map(messageOf)
      open.clear()
      openMs = row.stampMs
    }
    const begun = open.get(row.asset) ?? []
    if (begun.length > 0 && (begun[0]?.key !== row.key || row.content.is === 'event')) {
      yield messageOf(begun)
      begun.length = 0
    }
    begun.push(row)
    open.set(row.asset, begun)
    if (begun.length > MAX_MESSAGE_ROWS) throw bad(file, row.line, 'a message of too many rows')
  }
  yield* [...open.values()].map(messageOf)
}

function messageOf(rows: readonly CsvRow[]): ChannelMessage {
  const [first] = rows as readonly [CsvRow, ...CsvRow[]]
  const { asset, stampMs, content, of } = first
  if (content.is === 'event') return { ...of, event: content.event }
  const changes = rows.flatMap((row) => (row.content.is === 'event' ? [] : [row.content.change]))
  if (content.is === 'changes') return { ...of, event: { is: 'changes', asset, stampMs, changes } }
  const bids = changes.filter(({ side }) => side === 'bid')
  const asks = changes.filter(({ side }) => side === 'ask')
  return { ...of, event: { is: 'book', asset, stampMs, bids, asks } }
}

async function* rowsOf(file: string): AsyncGenerator<CsvRow> {
  let read: ((fields: readonly string[], line: number) => CsvRow | null) | null = null
  for await (const { number: line, text } of textLines(file)) {
    if (read === null) {
      read = rowReader(file, columnsOf(text))
      continue
    }
    const row = read(csvFields(text), line)
    if (row !== null) yield row
  }
}

/** Reads a row by its columns' names; null for what is of no concern to a tape. */
function rowReader(file: string, columns: readonly string[]) {
  const at = (name: string): number => columns.indexOf(name)
  const first = (names: readonly string[]) => names.map(at).filter((index) => index >= 0)
  const [marketAt, nameAt] = [first(MARKET), first(NAME)]
  return (fields: readonly string[], line: number): CsvRow | null => {
    const field = (name: string): string => fields[at(name)] ?? ''
    const any = (indices: readonly number[]): string =>
      indices.map((index) => fields[index] ?? '').find((text) => text !== '') ?? ''
    const type = field('event_type')
    if (!/^\d{1,78}$/.test(field('asset_id'))) {
      throw bad(file, line, `asset_id "${field('asset_id')}" is not a token id`)
    }
    const stampMs = instantMs(field('timestamp'))
    if (stampMs === null) throw bad(file, line, `timestamp "${field('timestamp')}" is not a time`)
    const content = contentOf(type, { field, stampMs, fail: (what) => bad(file, line, what) })
    if (content === null) return null
    const name = any(nameAt)
    const of = { line, market: any(marketAt) || name, name }
    const asset = field('asset_id')
    return { line, of, asset, stampMs, content, key: `${asset} ${type} ${stampMs} ${field('hash')}` }
  }
}

function contentOf(
  type: string,
  of: {
    readonly field: (name: string) => string
    readonly stampMs: number
    readonly fail: (what: string) => InputError
  },
): CsvRow['content'] | null {
  const { field, stampMs, fail } = of
  const asset = field('asset_id')
  switch (type) {
    case 'book':
    case 'price_change': {
      const level = frameLevelOf({ price: field('price'), size: field('size') })
      if (level === null)
        throw fail(`price "${field('price')}" with size "${field('size')}" is not a price level`)
      const side = takerOf(field('side'), fail) === 'BUY' ? 'bid' : 'ask'
      return { is: type === 'book' ? 'book' : 'changes', change: { side, ...level } }
    }
    case 'trade':
    case 'last_trade_price': {
      const traded = tradedLevel({ price: field('price'), size: field('size') })
      const transaction = field('transaction_hash') || null
      const taker = takerOf(field('side'), fail)
      return { is: 'event', event: { is: 'trade', asset, stampMs, taker, traded, transaction } }
    }
    case 'tick_size_change': {
      const tickMicros = tickOf(field('new_tick_size'))
      return tickMicros === null ? null : { is: 'event', event: { is: 'tick', asset, stampMs, tickMicros } }
    }
    case 'best_bid_ask':
    case 'new_market':
    case 'market_resolved':
      return null
    default:
      throw fail(`event_type "${type}" is unknown`)
  }
}

function takerOf(side: string, fail: (what: string) => InputError): Side {
  const word = side.toLowerCase()
  if (word === 'buy' || word === 'bid') return 'BUY'
  if (word === 'sell' || word === 'ask') return 'SELL'
  throw fail(`side "${side}" is not one of BUY, SELL, bid and ask`)
}

const bad = (file: string, line: number, what: string): InputError =>
  new InputError({ file, at: { line }, what, remedy: SALVAGE })
