import { assert } from '../../../shared/domain/assert.ts'
import { isObject } from '../../../shared/domain/jsonObject.ts'
import type { Side } from '../../../shared/domain/order.ts'
import type { OrderType } from '../../../shared/simulator/postedOrder.ts'
import { isAddress, isBytes32, isDigits } from './hex.ts'

/** The signed part of an order as it came, addresses in lower case; amounts in 1e-6. */
export interface ReceivedOrder {
  readonly salt: string
  readonly maker: string
  readonly signer: string
  readonly tokenId: string
  readonly makerAmount: string
  readonly takerAmount: string
  readonly side: Side
  readonly signatureType: number
  readonly timestamp: string
  readonly metadata: string
  readonly builder: string
}

/** A whole POST body; what is outside `order` is not covered by the signature. */
export interface WirePost {
  readonly order: ReceivedOrder
  readonly signature: string
  readonly owner: string
  readonly orderType: OrderType
  readonly postOnly: boolean
  /** Seconds; 0: none. */
  readonly expirationSeconds: number
}

export type ParsedPost =
  | { readonly ok: true; readonly post: WirePost }
  | { readonly ok: false; readonly error: string }

const INVALID: ParsedPost = { ok: false, error: 'Invalid order payload' }
const ORDER_TYPES: ReadonlySet<unknown> = new Set(['GTC', 'GTD', 'FOK', 'FAK'] satisfies OrderType[])

/** Reads one element of POST /order or /orders; the first exchange's orders are distinguished by fields V2 dropped. */
export function parsePost(body: unknown): ParsedPost {
  if (!isObject(body) || !isObject(body['order'])) return INVALID
  const { order, owner, orderType, postOnly = false, deferExec = false } = body
  if (!isObject(order)) return INVALID
  if ('nonce' in order || 'feeRateBps' in order) return { ok: false, error: 'order_version_mismatch' }
  const wire = parseOrder(order)
  const { signature, expiration } = order
  if (wire === null || typeof owner !== 'string' || !isOrderType(orderType)) return INVALID
  if (typeof signature !== 'string' || !/^0x[0-9a-fA-F]{130,2000}$/.test(signature)) return INVALID
  if (typeof postOnly !== 'boolean' || typeof deferExec !== 'boolean') return INVALID
  if (!isDigits(expiration) || expiration.length > 12) return INVALID
  const expirationSeconds = Number(expiration)
  return { ok: true, post: { order: wire, signature, owner, orderType, postOnly, expirationSeconds } }
}

function parseOrder(order: Record<string, unknown>): ReceivedOrder | null {
  const { maker, signer, tokenId, makerAmount, takerAmount, side } = order
  const { signatureType, timestamp, metadata, builder } = order
  const salt = saltOf(order['salt'])
  if (salt === null || !isAddress(maker) || !isAddress(signer)) return null
  if (!isDigits(tokenId) || !isDigits(makerAmount) || !isDigits(takerAmount)) return null
  if (side !== 'BUY' && side !== 'SELL') return null
  if (!isSignatureType(signatureType) || !isDigits(timestamp)) return null
  if (!isBytes32(metadata) || !isBytes32(builder)) return null
  if (![makerAmount, takerAmount].every((amount) => Number.isSafeInteger(Number(amount)))) return null
  if (![tokenId, timestamp, salt].every(fitsUint256)) return null
  return {
    salt,
    maker: maker.toLowerCase(),
    signer: signer.toLowerCase(),
    tokenId,
    makerAmount,
    takerAmount,
    side,
    signatureType,
    timestamp,
    metadata,
    builder,
  }
}

/** Clients send a number; some send a string, and the venue takes both. */
function saltOf(salt: unknown): string | null {
  if (isDigits(salt)) return salt
  return typeof salt === 'number' && Number.isSafeInteger(salt) && salt >= 0 ? String(salt) : null
}

const isSignatureType = (type: unknown): type is number =>
  typeof type === 'number' && Number.isInteger(type) && type >= 0 && type <= 3

const isOrderType = (type: unknown): type is OrderType => ORDER_TYPES.has(type)

function fitsUint256(digits: string): boolean {
  assert(isDigits(digits), `not digits: ${digits}`)
  return BigInt(digits) < 1n << 256n
}
