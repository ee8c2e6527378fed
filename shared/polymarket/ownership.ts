import type { JsonObject } from '../domain/jsonObject.ts'
import type { OrderId } from '../domain/units.ts'
import type { Identity } from './session.ts'
import { readOrderId, sameText } from './wire.ts'

/** Ids of orders known to be ours, whatever else a record says. */
export type Signed = ReadonlySet<OrderId>
export const NOTHING_SIGNED: Signed = new Set()

/**
 * Whose a record is, by its strongest mark: an order id that we signed, which nobody else can have; then the wallet whose
 * money it is; then the API key, which several wallets may share.
 */
export function ownerOf(
  record: JsonObject,
  id: unknown,
  me: Identity,
  signed: Signed,
): 'ours' | 'stranger' | 'unnamed' {
  const orderId = readOrderId(id)
  if (orderId !== null && signed.has(orderId)) return 'ours'
  const { owner, maker_address: address } = record
  if (isWallet(address)) return sameText(address, me.funder) ? 'ours' : 'stranger'
  if (isNamed(owner)) return sameText(owner, me.apiKey) ? 'ours' : 'stranger'
  return 'unnamed'
}

/** What is not an address names no wallet: a spoilt field does not make a record somebody else's. */
export const isWallet = (text: unknown): boolean =>
  typeof text === 'string' && /^0x[0-9a-f]{40}$/i.test(text.trim())

const isNamed = (text: unknown): boolean => typeof text === 'string' && text.trim() !== ''
