import { createHmac, timingSafeEqual } from 'node:crypto'
import { isDigits } from './hex.ts'
import { isFresh } from './l1Auth.ts'
import type { ApiContext, Call, Caller } from './route.ts'

/** Checks the five L2 headers against key, passphrase, wall time and HMAC; null: they prove nobody. */
export function l2Auth(context: ApiContext, call: Call): Caller | null {
  const { poly_address, poly_signature, poly_timestamp, poly_api_key, poly_passphrase } = call.headers
  if (typeof poly_api_key !== 'string' || typeof poly_address !== 'string') return null
  if (typeof poly_signature !== 'string' || typeof poly_passphrase !== 'string') return null
  if (!isDigits(poly_timestamp) || !isFresh(context, poly_timestamp)) return null
  const key = context.keys.find(poly_api_key)
  if (key === null || key.owner !== poly_address.toLowerCase()) return null
  const expected = l2Signature(key.secret, poly_timestamp + call.method + call.path + call.body)
  if (!isSame(poly_passphrase, key.passphrase) || !isSame(poly_signature, expected)) return null
  return { apiKey: key.apiKey, address: key.owner, account: context.wallets.accountOf(key.owner) }
}

/**
 * HMAC-SHA256 under the decoded secret, base64 in the URL alphabet with its padding kept.
 * @param message timestamp in seconds, upper-case method, path without query, body as sent
 */
export function l2Signature(secret: string, message: string): string {
  // Buffer reads both base64 alphabets and does not mind missing padding, as the venue.
  const digest = createHmac('sha256', Buffer.from(secret, 'base64')).update(message).digest('base64')
  return digest.replaceAll('+', '-').replaceAll('/', '_')
}

function isSame(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}
