import { isObject, type JsonObject } from '../domain/jsonObject.ts'
import type { MarketInfo } from '../domain/market.ts'
import { known, type Read, unknown } from '../domain/read.ts'
import { type MarketId, MICROS, type PriceMicros, price, size, type TokenId } from '../domain/units.ts'
import { TICKS_MICROS } from '../domain/venueRules.ts'
import { endOfMarket, readInstant, type StatedEnd } from './endOfMarket.ts'
import type { MarketListing } from './keptListing.ts'
import { readListing } from './listing.ts'
import { readRewards } from './rewardProgramme.ts'
import { askRead, createBudget, okJson, type PublicSession } from './session.ts'
import { brief, readMarketId, readNumberMicros, readPair, readTokenId, readTokenPair } from './wire.ts'

/** One market, from the three answers that complement each other. Always asks: how old is too old, callers decide. */
export async function readMarket(session: PublicSession, market: MarketId): Promise<Read<MarketInfo>> {
  const asOf = session.clock.nowMs()
  const budget = createBudget(session.limits.readDeadlineMs)
  const [listing, compact, full] = await Promise.all([
    readListing(session, market, budget),
    askRead(session, () => session.client.getClobMarketInfo(market), budget),
    askRead(session, () => session.client.getMarket(market), budget),
  ])
  const [trading, status] = [okJson(compact), okJson(full)]
  if (!trading.ok) return unknown(`clob-markets: ${trading.unknown}`)
  if (!status.ok) return unknown(`markets: ${status.unknown}`)
  if (!listing.ok) return listing
  const info = parseMarket({ trading: trading.json, status: status.json, listing: listing.value }, market)
  if (typeof info === 'string') return unknown(info)
  session.listings.set(market, { listing: listing.value, askedAtMs: listing.asOf })
  return known(info, asOf)
}

export interface MarketAnswers {
  /** GET /clob-markets/{id}: tokens, tick, minimum, fee, rewards. */
  readonly trading: unknown
  /** GET /markets/{id}: open or closed, end, winner. */
  readonly status: unknown
  /** The catalogue: the version, which alone decides what orders are signed for. */
  readonly listing: MarketListing
}

export function parseMarket(
  { trading, status, listing }: MarketAnswers,
  market: MarketId,
): MarketInfo | string {
  if (!isObject(trading)) return `not a market: ${brief(trading)}`
  if (!isObject(status)) return `not a market: ${brief(status)}`
  const stated = readMarketId(trading['c'])
  if (stated !== null && stated !== market) return `asked for ${market}, got another`
  if (readMarketId(status['condition_id']) !== market) return `asked for ${market}, got another`
  const tokens = readTokens(trading['t'])
  if (tokens === null) return `tokens ${brief(trading['t'])}: not two ids`
  const contradiction = contradicts(trading, tokens, listing)
  if (contradiction !== null) return contradiction
  const rules = readRules(trading)
  if (typeof rules === 'string') return rules
  const flags = readFlags(status)
  if (flags === null) return `the market's flags cannot be read: ${brief(status)}`
  const payout = readPayout(status, tokens, flags.closed)
  const rewards = readRewards(trading['r'])
  const gameStart = earliest(readInstant(status['game_start_time']), readInstant(trading['gst']))
  const end = endOfMarket({ catalogue: listing.endDate, clob: status['end_date_iso'] })
  if (gameStart === 'unreadable' || end === 'unreadable') return 'game start or end cannot be read'
  return {
    market,
    tokens,
    version: listing.version,
    ...rules,
    // Left out where it is false.
    accepting: flags.accepting && trading['ao'] === true,
    closed: flags.closed,
    payoutMicros: payout,
    gameStartMs: gameStart,
    endMs: end,
    ...(rewards === null ? {} : { rewards }),
  }
}

/** Catalogue and order book must speak of the same market: an order signed for the wrong protocol is worth nothing. */
function contradicts(trading: JsonObject, tokens: Tokens, listing: MarketListing): string | null {
  const stated = trading['v'] ?? listing.version
  if (stated !== listing.version) {
    return `the catalogue says version ${listing.version}, the order book ${brief(stated)}: not traded until they agree`
  }
  return tokens.every((token) => listing.tokens.includes(token))
    ? null
    : `tokens ${tokens.join(', ')} of the order book are not the catalogue's ${listing.tokens.join(', ')}`
}

type Tokens = readonly [TokenId, TokenId]
type Rules = Pick<MarketInfo, 'negRisk' | 'tickMicros' | 'minSizeMicros' | 'feeRatePpm' | 'feeExponent'>

const readTokens = (json: unknown): Tokens | null =>
  Array.isArray(json)
    ? readTokenPair(json, (token) => (isObject(token) ? readTokenId(token['t']) : null))
    : null

export function readRules(trading: JsonObject): Rules | string {
  const tick = readNumberMicros(trading['mts'])
  if (tick === null || !TICKS_MICROS.includes(tick))
    return `tick size ${brief(trading['mts'])} is not one we know`
  const minimum = readNumberMicros(trading['mos'])
  if (minimum === null || minimum <= 0) return `minimum size ${brief(trading['mos'])} cannot be read`
  const negRisk = trading['nr'] ?? false
  if (typeof negRisk !== 'boolean') return `negRisk ${brief(negRisk)} cannot be read`
  const fee = readFee(trading)
  if (fee === null) return `fee ${brief(trading['fd'])} cannot be read`
  return { negRisk, tickMicros: price(tick), minSizeMicros: size(minimum), ...fee }
}

/** No fee details mean no fee, unless a flag says there is one: then it is unknown, not zero. */
function readFee(trading: JsonObject): Pick<MarketInfo, 'feeRatePpm' | 'feeExponent'> | null {
  const details = trading['fd'] ?? null
  if (details === null) return (trading['tbf'] ?? 0) === 0 ? { feeRatePpm: 0, feeExponent: 1 } : null
  if (!isObject(details)) return null
  const rate = readNumberMicros(details['r'] ?? 0)
  const exponent = details['e'] ?? 0
  if (rate === null || rate > MICROS) return null
  if (typeof exponent !== 'number' || !Number.isFinite(exponent) || exponent < 0 || exponent > 10) return null
  return { feeRatePpm: rate, feeExponent: exponent }
}

function readFlags(status: JsonObject): { readonly accepting: boolean; readonly closed: boolean } | null {
  const { active, closed, archived } = status
  const book = status['enable_order_book']
  const orders = status['accepting_orders']
  for (const flag of [active, closed, archived, book, orders]) if (typeof flag !== 'boolean') return null
  const accepting =
    active === true && closed === false && archived === false && book === true && orders === true
  return { accepting, closed: closed === true }
}

const FULL = price(MICROS)
const HALF = price(MICROS / 2)
const NOTHING = price(0)

/** Payout per share in the order of `tokens`; null while the market is open, or its winner is not stated, or not readable. */
function readPayout(
  status: JsonObject,
  tokens: Tokens,
  closed: boolean,
): readonly [PriceMicros, PriceMicros] | null {
  const records = status['tokens']
  if (!closed || !Array.isArray(records) || records.length !== 2) return null
  const winners = readPair(tokens, (token) => {
    const record = records.find((candidate) => isObject(candidate) && candidate['token_id'] === token)
    return isObject(record) && typeof record['winner'] === 'boolean' ? record['winner'] : null
  })
  if (winners === null) return null
  const [first, second] = winners
  if (first !== second) return first ? [FULL, NOTHING] : [NOTHING, FULL]
  return !first && status['is_50_50_outcome'] === true ? [HALF, HALF] : null
}

/** Starts move, and the two answers may lag each other: the earlier one is the careful one. */
function earliest(a: StatedEnd, b: StatedEnd): StatedEnd {
  if (a === 'unreadable' || b === 'unreadable') return 'unreadable'
  if (a === null || b === null) return a ?? b
  return a < b ? a : b
}
