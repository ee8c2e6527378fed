import { z } from 'zod'
import { parseMicros } from '../../shared/domain/decimal.ts'
import { isObject } from '../../shared/domain/jsonObject.ts'
import { MICROS, marketId } from '../../shared/domain/units.ts'
import { handOver } from '../../shared/polymarket/ask.ts'
import { parseLadder } from '../../shared/polymarket/books.ts'
import { endOfMarket, readInstant } from '../../shared/polymarket/endOfMarket.ts'
import { DEFAULT_LIMITS } from '../../shared/polymarket/limits.ts'
import { askCatalogue } from '../../shared/polymarket/listing.ts'
import { readRules } from '../../shared/polymarket/marketInfo.ts'
import { askRead, createBudget, okJson } from '../../shared/polymarket/session.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import { type BookSizes, bookSizesOf } from './bookSizes.ts'
import type { TapeHeader } from './format.ts'
import { rewardRules } from './rewardRules.ts'

/** One answer of GET /book, whole: a tape keeps every level. */
export interface PublicBook extends BookSizes {
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

/** Of one request; a book of four megabytes is none. */
const LIMITS = { ...DEFAULT_LIMITS, requestTimeoutMs: 5_000, maxResponseBytes: 4_000_000 }

/** The public API as a recorder needs it: no keys, bounded, and a failure is never an empty answer. */
export async function askBook(host: string, token: string): Promise<PublicAnswer<PublicBook>> {
  const asked = await askJson(`${host}/book?token_id=${token}`)
  if (asked.is !== 'answer') return asked
  const book = isObject(asked.value) ? asked.value : {}
  if (book['asset_id'] !== token) return { is: 'failed', why: 'not the token’s book' }
  const ladder = parseLadder(book)
  if (typeof ladder === 'string') return { is: 'failed', why: ladder }
  const tickMicros = parseMicros(book['tick_size'], 'nearest')
  // A tape keeps no level at a price of nothing or of a whole dollar.
  const isInside = [...ladder.bids, ...ladder.asks].every(
    ({ priceMicros }) => priceMicros > 0 && priceMicros < MICROS,
  )
  if (!isInside || tickMicros === null || tickMicros <= 0 || MICROS % tickMicros !== 0) {
    return { is: 'failed', why: 'a book whose numbers cannot be read' }
  }
  const last = parseMicros(book['last_trade_price'], 'nearest')
  return {
    is: 'answer',
    value: { ...bookSizesOf(ladder), changedAtMs: ladder.venueAtMs, tickMicros, lastTradeMicros: last },
  }
}

const factsSchema = z.object({
  t: z.tuple([z.object({ t: z.string(), o: z.string() }), z.object({ t: z.string(), o: z.string() })]),
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
  from: { readonly clob: string; readonly gamma: string; readonly clock: Clock },
  of: { readonly market: string; readonly token: string },
): Promise<PublicAnswer<TapeHeader>> {
  const market = marketId(of.market)
  const session = { clock: from.clock, gammaHost: from.gamma, limits: LIMITS }
  const budget = createBudget(LIMITS.readDeadlineMs)
  const [compact, words, listed] = await Promise.all([
    askJson(`${from.clob}/clob-markets/${of.market}`),
    askJson(`${from.clob}/markets/${of.market}`),
    askCatalogue(session, market, { budget, closed: false }),
  ])
  if (compact.is !== 'answer') return compact
  if (words.is !== 'answer') return words
  const facts = factsSchema.safeParse(compact.value)
  const text = wordsSchema.safeParse(words.value)
  const rules = isObject(compact.value) ? readRules(compact.value) : 'not a market'
  if (typeof rules === 'string') return { is: 'failed', why: rules }
  if (!facts.success || !text.success) return { is: 'failed', why: 'a market that cannot be read' }
  const [first, second] = facts.data.t
  const isFirst = first.t === of.token
  if (!isFirst && second.t !== of.token) return { is: 'failed', why: 'the token is of another market' }
  const [ours, other] = isFirst ? [first, second] : [second, first]
  const { tickMicros, minSizeMicros, feeRatePpm, feeExponent } = rules
  const endDate = listed.ok ? (listed.value?.['endDate'] ?? null) : null
  const end = endOfMarket({ catalogue: endDate, clob: text.data.end_date_iso })
  const gameStart = readInstant(text.data.game_start_time)
  const value: TapeHeader = {
    schema: 1,
    market,
    tokens: [ours.t, other.t],
    outcomes: [ours.o, other.o],
    question: text.data.question,
    tickMicros,
    minSizeMicros,
    feeRatePpm,
    feeExponent: Math.round(feeExponent),
    rebatePpm: 0,
    gameStartMs: typeof gameStart === 'number' ? gameStart : null,
    endMs: typeof end === 'number' ? end : null,
    rewards: rewardRules(text.data.rewards, facts.data.r),
    source: 'public API, polled',
  }
  return { is: 'answer', value }
}

async function askJson(url: string): Promise<PublicAnswer<unknown>> {
  const answer = await askRead({ limits: LIMITS }, () => handOver({ method: 'GET', url }))
  if (answer.is === 'answer' && answer.status === 404) return { is: 'gone' }
  const read = okJson(answer)
  return read.ok ? { is: 'answer', value: read.json } : { is: 'failed', why: read.unknown }
}
