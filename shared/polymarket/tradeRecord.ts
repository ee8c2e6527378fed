import { productMicros } from '../domain/decimal.ts'
import { isObject, type JsonObject } from '../domain/jsonObject.ts'
import {
  isTradeId,
  type LegStatus,
  type LegWithoutId,
  legKey,
  type SeenLeg,
  type UnreadableLeg,
} from '../domain/leg.ts'
import { opposite, type Side } from '../domain/order.ts'
import { type OrderId, type TokenId, type TradeId, tradeId, usdc } from '../domain/units.ts'
import { NOTHING_SIGNED, ownerOf, type Signed } from './ownership.ts'
import { recordKey } from './recordKey.ts'
import { redactedRecord } from './redactedRecord.ts'
import type { Identity } from './session.ts'
import { type TakerFill, takerFill } from './takerFill.ts'
import {
  readMarketId,
  readOrderId,
  readPrice,
  readSide,
  readSize,
  readTime,
  readTokenId,
  sameText,
} from './wire.ts'

/** What one record of /data/trades means to us: besides legs that can be read there may be one that cannot. */
export type AccountTrade =
  | { readonly is: 'ours'; readonly legs: readonly SeenLeg[]; readonly unreadable: readonly UnreadableLeg[] }
  | { readonly is: 'withoutId'; readonly legs: readonly LegWithoutId[] }
  | { readonly is: 'notOurs' }

/**
 * Reads our legs from a trade. Top-level side, price, size and token are the taker's; a maker's part is in
 * `maker_orders`, never found by token: a taker of the complement fills us too. A record that does not say whose it is
 * may be ours, for the venue lists an account its own trades.
 */
export function parseTradeRecord(
  record: unknown,
  me: Identity,
  signed: Signed = NOTHING_SIGNED,
): AccountTrade {
  if (!isObject(record))
    return { is: 'ours', legs: [], unreadable: [unreadableLeg({}, null, 'no object', record)] }
  const found = findOurs(record, me, signed)
  if (found.parts.length === 0 && found.doubt === null) return { is: 'notOurs' }
  const id = readTradeId(record['id'])
  if (id === null && found.parts.length > 0) {
    return { is: 'withoutId', legs: found.parts.map((part) => withoutId(record, part)) }
  }
  const legs = new Map<string, SeenLeg>()
  const unreadable: UnreadableLeg[] = []
  if (found.doubt !== null) unreadable.push(unreadableLeg(record, null, found.doubt))
  const common = readCommon(record)
  for (const part of found.parts) {
    const leg = id === null ? null : typeof common === 'string' ? common : legOfPart(part, id, common)
    if (leg === null || typeof leg === 'string') {
      unreadable.push(unreadableLeg(record, part, typeof leg === 'string' ? leg : `our ${part.role} part`))
    } else if (legs.has(leg.orderId)) {
      legs.delete(leg.orderId)
      unreadable.push(unreadableLeg(record, part, 'it contains an order of ours twice'))
    } else legs.set(leg.orderId, leg)
  }
  return { is: 'ours', legs: [...legs.values()], unreadable }
}

/** A side of the trade that is ours: its entry in the record, and its order. */
interface Part {
  readonly role: 'taker' | 'maker'
  readonly entry: JsonObject
  readonly orderId: OrderId | null
}

interface Found {
  readonly parts: readonly Part[]
  /** Why one more of ours may be in the record; null where every party is known for ours or another's. */
  readonly doubt: string | null
}

function findOurs(record: JsonObject, me: Identity, signed: Signed): Found {
  const stated = record['trader_side']
  const role = typeof stated === 'string' ? stated.toLowerCase() : ''
  const listed = record['maker_orders'] ?? []
  const all: readonly unknown[] = Array.isArray(listed) ? listed : [listed]
  const makers = all.length > MAX_MAKERS ? [`${all.length} maker orders`] : all
  const parts: Part[] = []
  let unnamed = 0

  const taker = ownerOf(record, record['taker_order_id'], me, signed)
  // The record says which side of it the account took.
  if (taker === 'ours' || (taker === 'unnamed' && role === 'taker'))
    parts.push({ role: 'taker', entry: record, orderId: readOrderId(record['taker_order_id']) })
  else if (taker === 'unnamed') unnamed += 1
  for (const entry of makers) {
    const maker = isObject(entry) ? ownerOf(entry, entry['order_id'], me, signed) : 'unnamed'
    if (maker === 'ours' && isObject(entry))
      parts.push({ role: 'maker', entry, orderId: readOrderId(entry['order_id']) })
    if (maker === 'unnamed') unnamed += 1
  }
  return { parts, doubt: doubtOf(record, makers, { parts, unnamed, role, me }) }
}

/** Who is named decides; who took which side is the weaker word, for it speaks of the API key. */
function doubtOf(
  record: JsonObject,
  makers: readonly unknown[],
  of: {
    readonly parts: readonly Part[]
    readonly unnamed: number
    readonly role: string
    readonly me: Identity
  },
): string | null {
  const { parts, unnamed, role, me } = of
  // As taker we are at the top of the record, whatever cannot be read of the makers.
  if (makers.some((entry) => !isObject(entry)) && !(role === 'taker' && parts.length > 0))
    return 'a maker order is not an object'
  if (parts.length > 0) return null
  if (unnamed > 0 || makers.length === 0) return 'it does not name its owner'
  const parties: readonly unknown[] = role === 'taker' ? [record] : role === 'maker' ? makers : []
  // Another wallet under our API key: the venue means that one.
  const isExplained = parties.some((party) => isObject(party) && sameText(party['owner'], me.apiKey))
  return parties.length === 0 || isExplained ? null : `it says we were the ${role}, and we are not there`
}

/** A trade takes some hundred resting orders at most. */
const MAX_MAKERS = 2_000

const readTradeId = (id: unknown): TradeId | null =>
  typeof id === 'string' && isTradeId(id) ? tradeId(id.trim()) : null

interface Common extends Pick<SeenLeg, 'market' | 'matchedAtMs' | 'status' | 'mined' | 'transactionHash'> {
  readonly taker: { readonly token: TokenId | null; readonly side: Side | null }
}

/** What every leg of the record needs, or what of it is missing. The taker's token and side are not a maker's only word. */
function readCommon(record: JsonObject): Common | string {
  const market = readMarketId(record['market'])
  const matchedAtMs = readTime(record['match_time'])
  const status = readStatus(record['status'])
  if (market === null) return 'its market'
  if (matchedAtMs === null) return 'its match_time'
  if (status === null) return 'its status'
  const hash = record['transaction_hash']
  return {
    market,
    taker: { token: readTokenId(record['asset_id']), side: readSide(record['side']) },
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

/** A taker's price is rounded: it counts only where the makers cannot be read. */
function legOfPart(
  { role, entry, orderId }: Part,
  id: TradeId,
  { taker, ...common }: Common,
): SeenLeg | null {
  const tokenId = readTokenId(entry['asset_id'])
  const amount = entry[role === 'taker' ? 'size' : 'matched_amount']
  const sizeMicros = readSize(amount)
  if (tokenId === null || sizeMicros === null || orderId === null) return null
  const side = role === 'taker' ? taker.side : makerSide(entry, tokenId, taker)
  const byMakers = role === 'taker' ? takerFill(entry['maker_orders'], tokenId, sizeMicros) : null
  const money = byMakers ?? moneyOf(entry['price'], amount)
  if (side === null || money === null) return null
  return { tradeId: id, orderId, tokenId, side, role, sizeMicros, ...money, ...common }
}

/** Derived from both tokens and stated by the record: they must not differ, and one of them is enough. */
function makerSide(entry: JsonObject, token: TokenId, taker: Common['taker']): Side | null {
  const stated = readSide(entry['side'])
  if (taker.token === null || taker.side === null) return stated
  // Same token: we took the other side of it. The complement: shares were minted or merged, so the same side.
  const derived = token === taker.token ? opposite(taker.side) : taker.side
  return stated !== null && stated !== derived ? null : derived
}

function moneyOf(price: unknown, size: unknown): TakerFill | null {
  const priceMicros = readPrice(price)
  const notionalMicros = productMicros(price, size, 'nearest')
  return priceMicros === null || notionalMicros === null
    ? null
    : { priceMicros, notionalMicros: usdc(notionalMicros) }
}

function withoutId(record: JsonObject, { entry, orderId }: Part): LegWithoutId {
  const tokenId = readTokenId(entry['asset_id'])
  return {
    raw: redactedRecord(record),
    market: readMarketId(record['market']),
    ...(tokenId === null ? {} : { tokenId }),
    orderId,
  }
}

function unreadableLeg(
  record: JsonObject,
  part: Part | null,
  why: string,
  whole: unknown = record,
): UnreadableLeg {
  const orderId = part?.orderId ?? null
  const tradeId = readTradeId(record['id'])
  const market = readMarketId(record['market'])
  return {
    key: tradeId !== null && orderId !== null ? legKey({ tradeId, orderId }) : recordKey(whole),
    orderId,
    market,
    tokenId: readTokenId(part?.entry['asset_id']),
    matchedAtMs: readTime(record['match_time']),
    raw: `${why}: ${redactedRecord(whole)}`,
  }
}
