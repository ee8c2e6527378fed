import { parseMicros } from '../../shared/domain/decimal.ts'
import type { Level } from '../../shared/domain/market.ts'
import { type EpochMs, epochMs, MICROS, price, size } from '../../shared/domain/units.ts'
import type { LevelChange } from '../exchange/exchange.ts'
import { inferTrades, type Ladder } from './inferTrades.ts'
import type { Recorded, RecordingFormat } from './recording.ts'
import { SALVAGE, TapeError } from './tapeError.ts'
import { textLines } from './textLines.ts'

const COLUMNS = 'market_slug,asset_id,market_id,event_type,price,side,size,hash,timestamp'
/** Rows looked through for the second token. */
const MAX_FACT_ROWS = 100_000
/** No snapshot of this venue comes near. */
const MAX_MESSAGE_ROWS = 10_000

/** The market channel as raw rows, both tokens; consecutive rows of one type, instant and hash are one message. */
export const csvRecording: RecordingFormat = {
  name: 'market-channel csv',
  recognises: (line) => line.trim() === COLUMNS,
  async facts(file) {
    const tokens = new Set<string>()
    let question = ''
    let rows = 0
    for await (const row of rowsOf(file)) {
      tokens.add(row.token)
      question = row.slug
      rows += 1
      if (tokens.size === 2 || rows > MAX_FACT_ROWS) break
    }
    const [first = '0', second = '0'] = tokens
    return { tokens: [first, second], outcomes: ['Yes', 'No'], question, endMs: null }
  },
  async *events(file, { outcome }) {
    const facts = await this.facts(file, { outcome })
    yield* toEvents(file, facts.tokens[outcome])
  },
}

interface CsvRow {
  readonly line: number
  readonly slug: string
  readonly token: string
  readonly isBook: boolean
  readonly change: LevelChange
  readonly message: string
  readonly atMs: EpochMs
}

async function* toEvents(file: string, token: string): AsyncGenerator<Recorded> {
  let book: { bids: Ladder; asks: Ladder } | null = null
  for await (const rows of messagesOf(file, token)) {
    const [{ isBook, atMs, line }] = rows
    if (isBook) {
      const after = { bids: ladderOf(rows, 'bid'), asks: ladderOf(rows, 'ask') }
      if (book !== null) {
        for (const event of inferTrades(book, after, atMs)) yield { line, event }
      }
      book = after
      yield {
        line,
        event: { type: 'book', atMs, bids: levelsOf(after.bids, -1), asks: levelsOf(after.asks, 1) },
      }
      continue
    }
    const changes = rows.map((row) => row.change)
    book ??= { bids: new Map(), asks: new Map() }
    for (const change of changes) {
      const ladder = change.side === 'bid' ? book.bids : book.asks
      if (change.sizeMicros === 0) ladder.delete(change.priceMicros)
      else ladder.set(change.priceMicros, change.sizeMicros)
    }
    yield { line, event: { type: 'delta', atMs, changes } }
  }
}

async function* messagesOf(file: string, token: string): AsyncGenerator<readonly [CsvRow, ...CsvRow[]]> {
  let message: [CsvRow, ...CsvRow[]] | null = null
  for await (const row of rowsOf(file)) {
    if (row.token !== token) continue
    if (message !== null && message[0].message === row.message) {
      message.push(row)
      if (message.length > MAX_MESSAGE_ROWS) throw bad(file, row.line, 'a message of too many rows')
      continue
    }
    if (message !== null) yield message
    message = [row]
  }
  if (message !== null) yield message
}

async function* rowsOf(file: string): AsyncGenerator<CsvRow> {
  for await (const { number: line, text } of textLines(file)) {
    if (line === 1) continue
    const [slug = '', token = '', , type = '', at, side, of, hash = '', timestamp = ''] = text
      .trim()
      .split(',')
    const priceMicros = exact(at)
    const sizeMicros = exact(of)
    const ms = Number(timestamp)
    if (!/^\d{1,78}$/.test(token)) throw bad(file, line, `asset_id "${token}" is no token id`)
    if (type !== 'book' && type !== 'price_change') throw bad(file, line, `event_type "${type}" is unknown`)
    if (side !== 'bid' && side !== 'ask') throw bad(file, line, `side "${side}" is neither bid nor ask`)
    if (!Number.isSafeInteger(ms) || ms <= 0) throw bad(file, line, `timestamp "${timestamp}" is no instant`)
    if (priceMicros === null || priceMicros <= 0 || priceMicros >= MICROS) {
      throw bad(file, line, `price "${at}" is not between 0 and 1`)
    }
    if (sizeMicros === null) throw bad(file, line, `size "${of}" is no size`)
    const change: LevelChange = { side, priceMicros: price(priceMicros), sizeMicros: size(sizeMicros) }
    const message = `${type} ${timestamp} ${hash}`
    yield { line, slug, token, isBook: type === 'book', change, message, atMs: epochMs(ms) }
  }
}

/** Digits beyond the sixth would be lost. */
function exact(text: unknown): number | null {
  const micros = parseMicros(text, 'down')
  return micros !== null && micros >= 0 && micros === parseMicros(text, 'up') ? micros : null
}

const ladderOf = (rows: readonly CsvRow[], side: LevelChange['side']): Ladder =>
  new Map(
    rows.flatMap(({ change }) =>
      change.side === side && change.sizeMicros > 0 ? [[change.priceMicros, change.sizeMicros]] : [],
    ),
  )

const levelsOf = (ladder: Ladder, away: 1 | -1): Level[] =>
  [...ladder]
    .sort(([a], [b]) => (a - b) * away)
    .map(([at, of]) => ({ priceMicros: price(at), sizeMicros: size(of) }))

const bad = (file: string, line: number, what: string): TapeError =>
  new TapeError({ file, at: { line }, what, remedy: SALVAGE })
