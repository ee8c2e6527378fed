import type { JsonObject } from '../domain/jsonObject.ts'
import type { OrderId } from '../domain/units.ts'
import type { Identity } from './session.ts'
import { readOrderId, sameText } from './wire.ts'

/** Ids of orders known to be ours, whatever else a row says. */
export type Signed = ReadonlySet<OrderId>
export const NOTHING_SIGNED: Signed = new Set()

/**
 * Whose a row is, by its strongest mark: an order id that we signed, which nobody else can have; then the wallet whose
 * money it is; then the API key, which several wallets may share.
 */
export function ownerOf(
  row: JsonObject,
  id: unknown,
  me: Identity,
  signed: Signed,
): 'ours' | 'stranger' | 'unnamed' {
  const orderId = readOrderId(id)
  if (orderId !== null && signed.has(orderId)) return 'ours'
  const { owner, maker_address: address } = row
  if (isWallet(address)) return sameText(address, me.funder) ? 'ours' : 'stranger'
  if (isNamed(owner)) return sameText(owner, me.apiKey) ? 'ours' : 'stranger'
  return 'unnamed'
}

/** What is not an address names no wallet: a spoilt field does not make a row somebody else's. */
export const isWallet = (text: unknown): boolean =>
  typeof text === 'string' && /^0x[0-9a-f]{40}$/i.test(text.trim())

const isNamed = (text: unknown): boolean => typeof text === 'string' && text.trim() !== ''
