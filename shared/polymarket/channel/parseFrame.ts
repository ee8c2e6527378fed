import * as z from 'zod'
import { formatMicros, parseMicros } from '../../domain/decimal.ts'
import type { Level } from '../../domain/market.ts'
import { MICROS, price, size } from '../../domain/units.ts'
import type { ChannelEvent, ChannelTouch } from './channelEvent.ts'
import { exactMicros } from './exactMicros.ts'
import { instantMs } from './instant.ts'

/** What a frame of the market channel holds: nothing for what is of no concern to a tape. */
export type Frame =
  | { readonly is: 'events'; readonly events: readonly FrameEvent[] }
  | { readonly is: 'bad'; readonly why: string }

/** An event and the condition id that its message names; '' where it names none. */
export interface FrameEvent {
  readonly market: string
  readonly event: ChannelEvent
}

/** More messages in one frame, or levels in one book, than the venue sends at its finest tick. */
const MAX_MESSAGES = 10_000
const MAX_LEVELS = 10_001

const decimal = z.union([z.string().max(40), z.number()])
const token = z.string().regex(/^\d{1,78}$/)
const market = z.string().max(80).default('')
const stamp = z.union([z.string().max(40), z.number()]).transform((text, context) => {
  const ms = instantMs(text)
  if (ms !== null) return ms
  context.addIssue(`${JSON.stringify(text)} is not a time`)
  return z.NEVER
})
const levels = z.array(z.object({ price: decimal, size: decimal })).max(MAX_LEVELS)
const side = z
  .string()
  .max(4)
  .toUpperCase()
  .pipe(z.enum(['BUY', 'SELL']))
const best = decimal.optional()
const change = z.object({ price: decimal, size: decimal, side, best_bid: best, best_ask: best })

const schemas = {
  book: z.object({ asset_id: token, market, timestamp: stamp, bids: levels, asks: levels }),
  /** `changes` is the form before 2025-09-15: one token's. */
  price_change: z.object({
    market,
    timestamp: stamp,
    price_changes: z
      .array(change.extend({ asset_id: token }))
      .max(MAX_LEVELS)
      .optional(),
    asset_id: token.optional(),
    changes: z.array(change).max(MAX_LEVELS).optional(),
  }),
  last_trade_price: z.object({
    asset_id: token,
    market,
    timestamp: stamp,
    price: decimal,
    size: decimal,
    side,
    transaction_hash: z.string().max(80).nullish(),
  }),
  tick_size_change: z.object({ asset_id: token, market, timestamp: stamp, new_tick_size: decimal }),
  market_resolved: z.object({
    market,
    timestamp: stamp,
    winning_asset_id: token,
    assets_ids: z.array(token).max(2).default([]),
  }),
}

export const WITHOUT_TYPE = 'a message without "event_type"'

/** @param json A parsed frame: one message, or an array of them. */
export function parseFrame(json: unknown): Frame {
  const messages: readonly unknown[] = Array.isArray(json) ? json : [json]
  if (messages.length > MAX_MESSAGES) return { is: 'bad', why: `${messages.length} messages in one frame` }
  const events: FrameEvent[] = []
  try {
    for (const message of messages) {
      if (typeof message !== 'object' || message === null) throw new Fault('a message that is not an object')
      const type = (message as { readonly event_type?: unknown }).event_type
      if (typeof type !== 'string') throw new Fault(WITHOUT_TYPE)
      if (Object.hasOwn(schemas, type)) events.push(...eventsOf(type as keyof typeof schemas, message))
    }
  } catch (error) {
    if (error instanceof Fault) return { is: 'bad', why: error.message }
    throw error
  }
  return { is: 'events', events }
}

class Fault extends Error {}

function eventsOf(type: keyof typeof schemas, message: object): readonly FrameEvent[] {
  switch (type) {
    case 'book': {
      const { asset_id: asset, timestamp: stampMs, bids, asks, market } = read(schemas.book, message)
      const event = { is: 'book', asset, stampMs, bids: bids.map(level), asks: asks.map(level) } as const
      return [{ market, event }]
    }
    case 'price_change':
      return changesOf(message)
    case 'last_trade_price': {
      const {
        asset_id: asset,
        timestamp: stampMs,
        market,
        ...fields
      } = read(schemas.last_trade_price, message)
      const transaction = fields.transaction_hash || null
      const traded = tradedLevel(fields)
      return [{ market, event: { is: 'trade', asset, stampMs, taker: fields.side, traded, transaction } }]
    }
    case 'tick_size_change': {
      const {
        asset_id: asset,
        timestamp: stampMs,
        market,
        ...fields
      } = read(schemas.tick_size_change, message)
      const tickMicros = tickOf(fields.new_tick_size)
      if (tickMicros === null) throw new Fault(`a tick size of ${fields.new_tick_size}`)
      return [{ market, event: { is: 'tick', asset, stampMs, tickMicros } }]
    }
    case 'market_resolved': {
      const { market, timestamp: stampMs, ...fields } = read(schemas.market_resolved, message)
      const { winning_asset_id: winner, assets_ids: assets } = fields
      return [{ market, event: { is: 'resolved', stampMs, winner, assets } }]
    }
  }
}

/** One event a token, in the order of their first entries. */
function changesOf(message: object): readonly FrameEvent[] {
  const { market, timestamp: stampMs, ...fields } = read(schemas.price_change, message)
  const records =
    fields.price_changes ?? fields.changes?.map((record) => ({ ...record, asset_id: fields.asset_id ?? '' }))
  if (records === undefined) throw new Fault('a price_change without "price_changes"')
  const byAsset = Map.groupBy(records, (record) => record.asset_id)
  return [...byAsset].map(([asset, of]) => {
    if (asset === '') throw new Fault('a price_change without "asset_id"')
    const changes = of.map(
      (record) => ({ side: record.side === 'BUY' ? 'bid' : 'ask', ...level(record) }) as const,
    )
    const touch = touchOf(of.at(-1))
    return { market, event: { is: 'changes', asset, stampMs, changes, ...(touch && { touch }) } }
  })
}

type Best = z.output<typeof best>

/** An empty side is reported as the end of the scale, or not at all. @returns null where it cannot be read. */
function touchOf(
  record: { readonly best_bid?: Best; readonly best_ask?: Best } | undefined,
): ChannelTouch | null {
  const [bid, ask] = [record?.best_bid, record?.best_ask].map((text) => (text === '' ? 0 : exactMicros(text)))
  if (bid == null || ask == null) return null
  const quoted = (micros: number): number | null => (micros > 0 && micros < MICROS ? micros : null)
  return { bidMicros: quoted(bid), askMicros: quoted(ask) }
}

function read<T extends z.ZodType>(schema: T, message: object): z.output<T> {
  const parsed = schema.safeParse(message)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new Fault(`"${issue?.path.join('.')}": ${issue?.message}`)
}

type PrintedLevel = { readonly price: string | number; readonly size: string | number }

function level(printed: PrintedLevel): Level {
  const found = frameLevelOf(printed)
  if (found !== null) return found
  throw new Fault(`price ${printed.price} with size ${printed.size} is not a price level`)
}

/** null for a price outside of 0 to 1, or digits beyond the sixth. */
export function frameLevelOf(printed: { readonly price: unknown; readonly size: unknown }): Level | null {
  const priceMicros = exactMicros(printed.price)
  const sizeMicros = exactMicros(printed.size)
  if (priceMicros === null || sizeMicros === null || priceMicros <= 0 || priceMicros >= MICROS) return null
  return { priceMicros: price(priceMicros), sizeMicros: size(sizeMicros) }
}

/** null for what no trade can have: it is counted then, and fills nobody. An average price is rounded to a micro. */
export function tradedLevel(printed: { readonly price: unknown; readonly size: unknown }): Level | null {
  const at = parseMicros(typeof printed.price === 'number' ? String(printed.price) : printed.price, 'nearest')
  const found = frameLevelOf({ price: at === null ? printed.price : formatMicros(at), size: printed.size })
  return found === null || found.sizeMicros === 0 ? null : found
}

/** null where no price grid can have it. */
export function tickOf(printed: unknown): number | null {
  const micros = exactMicros(printed)
  return micros !== null && micros > 0 && MICROS % micros === 0 ? micros : null
}
