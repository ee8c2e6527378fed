import * as z from 'zod'
import { parseMicros } from '../../../shared/domain/decimal.ts'
import type { Level, LevelChange } from '../../../shared/domain/market.ts'
import { parseJson } from '../../../shared/domain/parseJson.ts'
import {
  epochMs,
  MICROS,
  type PriceMicros,
  price,
  type SizeMicros,
  size,
} from '../../../shared/domain/units.ts'
import type { FeedEvent } from '../../exchange/exchange.ts'

/** More levels a side than any book has at a tick of 0.0001. */
const MAX_LEVELS = 10_000
const number = z.number()
const levels = z.array(z.tuple([number, number])).max(MAX_LEVELS)
const ts = z.number().int().positive()

/** One line of a recording. Unknown keys (`hash`, `inferred`) are other readers' business. */
const lineSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('meta'),
    asset_id: z.string().regex(/^\d{1,78}$/),
    other_asset_id: z.array(z.string().regex(/^\d{1,78}$/)).min(1),
  }),
  z.object({ type: z.literal('book'), ts, bids: levels, asks: levels }),
  z.object({
    type: z.literal('delta'),
    ts,
    changes: z.array(z.tuple([z.enum(['bid', 'ask']), number, number])).max(MAX_LEVELS),
  }),
  z.object({ type: z.literal('trade'), ts, taker: z.enum(['BUY', 'SELL']), price: number, size: number }),
  z.object({ type: z.literal('trade_unknown'), ts }),
])

type RecordedLine = z.infer<typeof lineSchema>

export type TapeLine =
  | { readonly is: 'meta'; readonly token: string; readonly otherToken: string }
  | { readonly is: 'event'; readonly event: FeedEvent }
  | { readonly is: 'bad'; readonly why: string; readonly json: boolean }

/** Reads one line of a recording; `json` of a bad one says whether it was JSON at all. */
export function parseTapeLine(text: string): TapeLine {
  const json = parseJson(text)
  if (json === undefined) return { is: 'bad', why: 'not JSON', json: false }
  const parsed = lineSchema.safeParse(json)
  if (!parsed.success) return { is: 'bad', why: describe(parsed.error), json: true }
  try {
    return toTapeLine(parsed.data)
  } catch (error) {
    if (error instanceof NotExactError) return { is: 'bad', why: error.message, json: true }
    throw error
  }
}

function toTapeLine(line: RecordedLine): TapeLine {
  if (line.type === 'meta') {
    return { is: 'meta', token: line.asset_id, otherToken: line.other_asset_id[0] ?? '' }
  }
  const atMs = epochMs(line.ts)
  switch (line.type) {
    case 'book': {
      const event = { type: line.type, atMs, bids: line.bids.map(toLevel), asks: line.asks.map(toLevel) }
      return { is: 'event', event }
    }
    case 'delta':
      return { is: 'event', event: { type: line.type, atMs, changes: line.changes.map(toChange) } }
    case 'trade': {
      const traded = toLevel([line.price, line.size])
      return { is: 'event', event: { type: line.type, atMs, taker: line.taker, ...traded } }
    }
    case 'trade_unknown':
      return { is: 'event', event: { type: 'unknownTrade', atMs } }
  }
}

const toLevel = ([at, of]: readonly [number, number]): Level => ({
  priceMicros: toPrice(at),
  sizeMicros: toSize(of, 1),
})

const toChange = ([side, at, of]: readonly ['bid' | 'ask', number, number]): LevelChange => ({
  side,
  priceMicros: toPrice(at),
  sizeMicros: toSize(of, 0),
})

class NotExactError extends Error {}

function toPrice(value: number): PriceMicros {
  const micros = exactMicros(value, 'price')
  if (micros <= 0 || micros >= MICROS) throw new NotExactError(`the price ${value} is not between 0 and 1`)
  return price(micros)
}

function toSize(value: number, leastMicros: number): SizeMicros {
  const micros = exactMicros(value, 'size')
  if (micros < leastMicros) throw new NotExactError(`the size ${value} is too small`)
  return size(micros)
}

/**
 * JSON.parse has made a float of the decimal; its shortest text is the decimal that was in the file, for up to
 * 15 digits. Multiplying the float instead would turn 549.1 into something else.
 */
function exactMicros(value: number, what: string): number {
  const text = String(value)
  const micros = parseMicros(text, 'down')
  if (micros === null || micros !== parseMicros(text, 'up')) {
    throw new NotExactError(`the ${what} ${text} is not a decimal with at most six places`)
  }
  return micros
}

function describe(error: z.ZodError): string {
  const issue = error.issues[0]
  if (issue === undefined) return 'not a line of a recording'
  const path = issue.path.join('.')
  return path === '' ? issue.message : `"${path}": ${issue.message}`
}
