import { productMicros } from '../domain/decimal.ts'
import type { LegStatus, LegWithoutId, SeenLeg } from '../domain/leg.ts'
import type { Side } from '../domain/order.ts'
import { type EpochMs, type MarketId, type TokenId, type TradeId, tradeId, usdc } from '../domain/units.ts'
import type { Identity } from './session.ts'
import { takerFill } from './takerFill.ts'
import {
  brief,
  isObject,
  type JsonObject,
  opposite,
  readMarketId,
  readOrderId,
  readPrice,
  readSide,
  readSize,
  readTime,
  readTokenId,
  sameText,
} from './wire.ts'

/** What one row of /data/trades means to us. 'bad' makes the whole read unknown. */
export type TradeRow =
  | { readonly is: 'ours'; readonly legs: readonly SeenLeg[] }
  | { readonly is: 'withoutId'; readonly legs: readonly LegWithoutId[] }
  | { readonly is: 'notOurs' }
  | { readonly is: 'bad'; readonly why: string }

/**
 * Reads our legs from a trade. Top-level side, price, size and token are the taker's; a maker's part stands in
 * `maker_orders`, recognised by our API key or wallet, never by token: a taker of the complement fills us too.
 */
export function parseTradeRow(row: unknown, me: Identity): TradeRow {
  if (!isObject(row)) return bad('not an object', row)
  const found = findOurs(row, me)
  if (typeof found === 'string') return found === 'none' ? { is: 'notOurs' } : bad(found, row)
  const id = readTradeId(row['id'])
  if (id === null) return { is: 'withoutId', legs: found.map((part) => withoutId(row, part)) }

  const common = readCommon(row)
  if (common === null) return bad('market, token, side, status or match_time unreadable', row)
  const legs: SeenLeg[] = []
  for (const part of found) {
    const leg = part.role === 'taker' ? takerLeg(row, id, common) : makerLeg(part.entry, id, common)
    if (leg === null) return bad(`our ${part.role} part is unreadable`, row)
    if (legs.some((other) => other.orderId === leg.orderId))
      return bad('an order of ours stands in it twice', row)
    legs.push(leg)
  }
  return { is: 'ours', legs }
}

type Part = { readonly role: 'taker' } | { readonly role: 'maker'; readonly entry: JsonObject }

/** Our parts, 'none' when every party is named and is somebody else, or why that cannot be told. */
function findOurs(row: JsonObject, me: Identity): readonly Part[] | string {
  const { trader_side: traderSide } = row
  const makers = row['maker_orders'] ?? []
  if (!Array.isArray(makers)) return 'maker_orders is not a list'
  const parts: Part[] = []
  let strangers = true

  const taker = whose(row, me)
  if (taker === 'ours' || (taker === 'unnamed' && traderSide === 'TAKER')) parts.push({ role: 'taker' })
  if (taker === 'unnamed') strangers = false
  for (const entry of makers) {
    if (!isObject(entry)) return 'a maker order is not an object'
    const maker = whose(entry, me)
    if (maker === 'ours') parts.push({ role: 'maker', entry })
    if (maker === 'unnamed') strangers = false
  }
  // The endpoint lists the account's own trades: a row that says which side we took must show us there.
  const role = typeof traderSide === 'string' ? traderSide.toLowerCase() : ''
  if ((role === 'taker' || role === 'maker') && !parts.some((part) => part.role === role)) {
    return `it says we were the ${role}, and we are not there`
  }
  if (parts.length > 0) return parts
  return strangers && makers.length > 0 ? 'none' : 'cannot tell whether it is ours'
}

function whose(party: JsonObject, me: Identity): 'ours' | 'stranger' | 'unnamed' {
  const { owner, maker_address: address } = party
  if (sameText(owner, me.apiKey) || sameText(address, me.funder)) return 'ours'
  const named = (text: unknown) => typeof text === 'string' && text !== ''
  return named(owner) || named(address) ? 'stranger' : 'unnamed'
}

const MAX_TRADE_ID = 128

function readTradeId(id: unknown): TradeId | null {
  if (typeof id !== 'string' || id.length > MAX_TRADE_ID) return null
  const text = id.trim()
  return text === '' || text.toLowerCase() === 'unknown' ? null : tradeId(text)
}

interface Common {
  readonly market: MarketId
  readonly takerToken: TokenId
  readonly takerSide: Side
  readonly matchedAtMs: EpochMs
  readonly status: LegStatus
  readonly mined: boolean
  readonly transactionHash?: string
}

function readCommon(row: JsonObject): Common | null {
  const market = readMarketId(row['market'])
  const takerToken = readTokenId(row['asset_id'])
  const takerSide = readSide(row['side'])
  const matchedAtMs = readTime(row['match_time'])
  const status = readStatus(row['status'])
  if (
    market === null ||
    takerToken === null ||
    takerSide === null ||
    matchedAtMs === null ||
    status === null
  ) {
    return null
  }
  const hash = row['transaction_hash']
  return {
    market,
    takerToken,
    takerSide,
    matchedAtMs,
    ...status,
    ...(typeof hash === 'string' && hash !== '' ? { transactionHash: hash.slice(0, 128) } : {}),
  }
}

const STATUSES: Readonly<Record<string, { readonly status: LegStatus; readonly mined: boolean }>> = {
  MATCHED_NOT_BROADCASTED: { status: 'PROVISIONAL', mined: false },
  MATCHED: { status: 'PROVISIONAL', mined: false },
  MINED: { status: 'PROVISIONAL', mined: true },
  RETRYING: { status: 'PROVISIONAL', mined: false },
  CONFIRMED: { status: 'CONFIRMED', mined: true },
  FAILED: { status: 'FAILED', mined: false },
}

function readStatus(value: unknown): { readonly status: LegStatus; readonly mined: boolean } | null {
  if (typeof value !== 'string') return null
  const name = value.toUpperCase().replace(/^TRADE_STATUS_/, '')
  return Object.hasOwn(STATUSES, name) ? (STATUSES[name] ?? null) : null
}

/** The top level's price is rounded: it counts only where the makers cannot be read. */
function takerLeg(row: JsonObject, id: TradeId, common: Common): SeenLeg | null {
  const leg = legOf(common, {
    id,
    role: 'taker',
    orderId: row['taker_order_id'],
    token: common.takerToken,
    side: common.takerSide,
    price: row['price'],
    size: row['size'],
  })
  return leg === null ? null : { ...leg, ...takerFill(row['maker_orders'], leg.tokenId, leg.sizeMicros) }
}

function makerLeg(entry: JsonObject, id: TradeId, common: Common): SeenLeg | null {
  const token = readTokenId(entry['asset_id'])
  if (token === null) return null
  // Same token: we took the other side of it. The complement: shares were minted or merged, so the same side.
  const derived = token === common.takerToken ? opposite(common.takerSide) : common.takerSide
  const stated = entry['side'] ?? ''
  if (stated !== '' && readSide(stated) !== derived) return null
  return legOf(common, {
    id,
    role: 'maker',
    orderId: entry['order_id'],
    token,
    side: derived,
    price: entry['price'],
    size: entry['matched_amount'],
  })
}

interface RawLeg {
  readonly id: TradeId
  readonly role: 'maker' | 'taker'
  readonly orderId: unknown
  readonly token: TokenId
  readonly side: Side
  readonly price: unknown
  readonly size: unknown
}

function legOf(common: Common, raw: RawLeg): SeenLeg | null {
  const orderId = readOrderId(raw.orderId)
  const priceMicros = readPrice(raw.price)
  const sizeMicros = readSize(raw.size)
  const notionalMicros = productMicros(raw.price, raw.size, 'nearest')
  if (orderId === null || priceMicros === null || sizeMicros === null || notionalMicros === null) return null
  return {
    tradeId: raw.id,
    orderId,
    market: common.market,
    tokenId: raw.token,
    side: raw.side,
    role: raw.role,
    sizeMicros,
    priceMicros,
    notionalMicros: usdc(notionalMicros),
    matchedAtMs: common.matchedAtMs,
    status: common.status,
    mined: common.mined,
    ...(common.transactionHash === undefined ? {} : { transactionHash: common.transactionHash }),
  }
}

function withoutId(row: JsonObject, part: Part): LegWithoutId {
  return {
    raw: brief(row),
    market: readMarketId(row['market']),
    orderId: readOrderId(part.role === 'taker' ? row['taker_order_id'] : part.entry['order_id']),
  }
}

const bad = (why: string, row: unknown): TradeRow => ({
  is: 'bad',
  why: `a trade cannot be read: ${why}: ${brief(row)}`,
})
