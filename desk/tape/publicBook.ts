import { z } from 'zod'
import { parseMicros } from '../../shared/domain/decimal.ts'
import { MICROS, marketId } from '../../shared/domain/units.ts'
import { endOfMarket, readInstant } from '../../shared/polymarket/endOfMarket.ts'
import { idsInCatalogue } from '../../shared/polymarket/listing.ts'
import type { TapeHeader } from './format.ts'
import type { SizesByPrice } from './inferTrades.ts'
import { rewardRules } from './rewardRules.ts'

/** One answer of GET /book, whole: a tape keeps every level. */
export interface PublicBook {
  readonly bids: SizesByPrice
  readonly asks: SizesByPrice
  /** When it last changed by the venue's clock. */
  readonly changedAtMs: number
  readonly tickMicros: number
  readonly lastTradeMicros: number | null
}

/** 'gone': the venue no longer has a book for the token. */
export type PublicAnswer<T> =
  | { readonly is: 'answer'; readonly value: T }
  | { readonly is: 'gone' }
  | { readonly is: 'failed'; readonly why: string }

const MAX_BODY_CHARS = 4_000_000
const MAX_LEVELS = 10_001
const TIMEOUT_MS = 5_000

const decimal = z.string().max(40)
const levels = z.array(z.object({ price: decimal, size: decimal })).max(MAX_LEVELS)
const bookSchema = z.object({
  asset_id: z.string(),
  timestamp: z.string().regex(/^\d{13}$/),
  bids: levels,
  asks: levels,
  tick_size: decimal,
  last_trade_price: decimal.optional(),
})

/** The public API as a recorder needs it: no keys, bounded, and a failure is never an empty answer. */
export async function askBook(host: string, token: string): Promise<PublicAnswer<PublicBook>> {
  const asked = await askJson(`${host}/book?token_id=${token}`)
  if (asked.is !== 'answer') return asked
  const parsed = bookSchema.safeParse(asked.value)
  if (!parsed.success) return { is: 'failed', why: 'not a book' }
  const { data } = parsed
  if (data.asset_id !== token) return { is: 'failed', why: 'another token’s book' }
  const bids = toLadder(data.bids)
  const asks = toLadder(data.asks)
  const tickMicros = parseMicros(data.tick_size, 'nearest')
  if (bids === null || asks === null || tickMicros === null || tickMicros <= 0 || MICROS % tickMicros !== 0) {
    return { is: 'failed', why: 'a book whose numbers cannot be read' }
  }
  const last = parseMicros(data.last_trade_price, 'nearest')
  const changedAtMs = Number(data.timestamp)
  return { is: 'answer', value: { bids, asks, changedAtMs, tickMicros, lastTradeMicros: last } }
}

const factsSchema = z.object({
  t: z.tuple([z.object({ t: z.string(), o: z.string() }), z.object({ t: z.string(), o: z.string() })]),
  mos: z.number().positive(),
  mts: z.number().positive(),
  fd: z.object({ r: z.number().nonnegative(), e: z.number().nonnegative() }).optional(),
  r: z.unknown(),
})
const wordsSchema = z.object({
  question: z.string().max(1000),
  end_date_iso: z.string().nullish(),
  game_start_time: z.string().nullish(),
  rewards: z.unknown(),
})

/**
 * The market's facts, for the head of a tape that begins. A catalogue that does not answer costs no more than the hour
 * of the market's end.
 */
export async function askHeader(
  hosts: { readonly clob: string; readonly gamma: string },
  of: { readonly market: string; readonly token: string },
): Promise<PublicAnswer<TapeHeader>> {
  const [compact, words, endDate] = await Promise.all([
    askJson(`${hosts.clob}/clob-markets/${of.market}`),
    askJson(`${hosts.clob}/markets/${of.market}`),
    askEndDate(hosts.gamma, of.market),
  ])
  if (compact.is !== 'answer') return compact
  if (words.is !== 'answer') return words
  const facts = factsSchema.safeParse(compact.value)
  const text = wordsSchema.safeParse(words.value)
  if (!facts.success || !text.success) return { is: 'failed', why: 'a market that cannot be read' }
  const [first, second] = facts.data.t
  const isFirst = first.t === of.token
  if (!isFirst && second.t !== of.token) return { is: 'failed', why: 'the token is of another market' }
  const [ours, other] = isFirst ? [first, second] : [second, first]
  const { mos, mts, fd } = facts.data
  const end = endOfMarket({ catalogue: endDate, clob: text.data.end_date_iso })
  const gameStart = readInstant(text.data.game_start_time)
  const value: TapeHeader = {
    schema: 1,
    market: of.market.toLowerCase(),
    tokens: [ours.t, other.t],
    outcomes: [ours.o, other.o],
    question: text.data.question,
    tickMicros: Math.round(mts * MICROS),
    minSizeMicros: Math.round(mos * MICROS),
    feeRatePpm: Math.round((fd?.r ?? 0) * MICROS),
    feeExponent: Math.round(fd?.e ?? 1),
    rebatePpm: 0,
    gameStartMs: typeof gameStart === 'number' ? gameStart : null,
    endMs: typeof end === 'number' ? end : null,
    rewards: rewardRules(text.data.rewards, facts.data.r),
    source: 'public API, polled',
  }
  return { is: 'answer', value }
}

const listedSchema = z.object({
  markets: z.array(z.object({ conditionId: z.string(), endDate: z.string().max(40).nullish() })).max(20),
})

/** As the catalogue writes it; null where it says nothing. */
async function askEndDate(host: string, market: string): Promise<string | null> {
  const ids = idsInCatalogue(marketId(market))
  const query = new URLSearchParams(ids.map((id): [string, string] => ['condition_ids', id]))
  const asked = await askJson(`${host}/markets/keyset?${query}&closed=false&limit=10`)
  const listed = asked.is === 'answer' ? listedSchema.safeParse(asked.value) : null
  const own = listed?.data?.markets.find(({ conditionId }) => ids.includes(marketId(conditionId)))
  return own?.endDate ?? null
}

async function askJson(url: string): Promise<PublicAnswer<unknown>> {
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) })
    const text = await response.text()
    if (response.status === 404) return { is: 'gone' }
    if (!response.ok) return { is: 'failed', why: `status ${response.status}` }
    if (text.length > MAX_BODY_CHARS) return { is: 'failed', why: 'an answer too long' }
    return { is: 'answer', value: JSON.parse(text) }
  } catch (error) {
    return { is: 'failed', why: error instanceof Error ? error.message : String(error) }
  }
}

function toLadder(rows: readonly { readonly price: string; readonly size: string }[]): SizesByPrice | null {
  const ladder: SizesByPrice = new Map()
  for (const row of rows) {
    const at = parseMicros(row.price, 'nearest')
    const of = parseMicros(row.size, 'nearest')
    if (at === null || of === null || at <= 0 || at >= MICROS || of < 0) return null
    if (of > 0) ladder.set(at, of)
  }
  return ladder
}
