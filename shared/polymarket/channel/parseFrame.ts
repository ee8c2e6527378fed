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

/** `changes` is the form before 2025-09-15: one token's. */
const priceChange = z.object({
  market,
  timestamp: stamp,
  price_changes: z
    .array(change.extend({ asset_id: token }))
    .max(MAX_LEVELS)
    .optional(),
  asset_id: token.optional(),
  changes: z.array(change).max(MAX_LEVELS).optional(),
})

/** What a message of each type says; one of another type says nothing to us. */
const READERS: Readonly<Record<string, (message: object) => readonly FrameEvent[]>> = {
  book: reader(
    z.object({ asset_id: token, market, timestamp: stamp, bids: levels, asks: levels }),
    ({ asset_id: asset, timestamp: stampMs, market, bids, asks }) => [
      { market, event: { is: 'book', asset, stampMs, bids: bids.map(level), asks: asks.map(level) } },
    ],
  ),
  price_change: reader(priceChange, changesOf),
  last_trade_price: reader(
    z.object({
      asset_id: token,
      market,
      timestamp: stamp,
      price: decimal,
      size: decimal,
      side,
      transaction_hash: z.string().max(80).nullish(),
    }),
    ({ asset_id: asset, timestamp: stampMs, market, side: taker, transaction_hash: hash, ...printed }) => {
      const traded = tradedLevel(printed)
      return [{ market, event: { is: 'trade', asset, stampMs, taker, traded, transaction: hash || null } }]
    },
  ),
  tick_size_change: reader(
    z.object({ asset_id: token, market, timestamp: stamp, new_tick_size: decimal }),
    ({ asset_id: asset, timestamp: stampMs, market, new_tick_size: size }) => {
      const tickMicros = tickOf(size)
      if (tickMicros === null) throw new Fault(`a tick size of ${size}`)
      return [{ market, event: { is: 'tick', asset, stampMs, tickMicros } }]
    },
  ),
  market_resolved: reader(
    z.object({
      market,
      timestamp: stamp,
      winning_asset_id: token,
      assets_ids: z.array(token).max(2).default([]),
    }),
    ({ market, timestamp: stampMs, winning_asset_id: winner, assets_ids: assets }) => [
      { market, event: { is: 'resolved', stampMs, winner, assets } },
    ],
  ),
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
      if (Object.hasOwn(READERS, type)) events.push(...(READERS[type]?.(message) ?? []))
    }
  } catch (error) {
    if (error instanceof Fault) return { is: 'bad', why: error.message }
    throw error
  }
  return { is: 'events', events }
}

class Fault extends Error {}

/** One event a token, in the order of their first entries. */
function changesOf(message: z.output<typeof priceChange>): readonly FrameEvent[] {
  const { market, timestamp: stampMs, ...fields } = message
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

function reader<T extends z.ZodType>(
  schema: T,
  eventsOf: (message: z.output<T>) => readonly FrameEvent[],
): (message: object) => readonly FrameEvent[] {
  return (message) => {
    const parsed = schema.safeParse(message)
    if (parsed.success) return eventsOf(parsed.data)
    const issue = parsed.error.issues[0]
    throw new Fault(`"${issue?.path.join('.')}": ${issue?.message}`)
  }
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
