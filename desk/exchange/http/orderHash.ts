import { concat, keccak256, recoverAddress, TypedDataEncoder } from 'ethers'
import { assert } from '../../../shared/domain/assert.ts'
import { type OrderId, orderId } from '../../../shared/domain/units.ts'
import { CONTRACTS } from '../../../shared/domain/venueRules.ts'
import type { ReceivedOrder } from './orderWire.ts'

/**
 * The venue's own view of an order's identity, written apart from the bot's on purpose: two that agree by
 * construction would prove nothing about either.
 */
export type OrderDomain = 'standard' | 'negRisk' | 'v3'

/** The signed fields, in the order of the contract's struct. */
export const ORDER_FIELDS = [
  { name: 'salt', type: 'uint256' },
  { name: 'maker', type: 'address' },
  { name: 'signer', type: 'address' },
  { name: 'tokenId', type: 'uint256' },
  { name: 'makerAmount', type: 'uint256' },
  { name: 'takerAmount', type: 'uint256' },
  { name: 'side', type: 'uint8' },
  { name: 'signatureType', type: 'uint8' },
  { name: 'timestamp', type: 'uint256' },
  { name: 'metadata', type: 'bytes32' },
  { name: 'builder', type: 'bytes32' },
]
const encoder = TypedDataEncoder.from({ Order: ORDER_FIELDS })

/** Hashing a domain costs as much as hashing an order, and there are six. */
const domainHashes = new Map<string, string>()

/** The EIP-712 hash of an order, which is its id. Domain version "3" belongs to ExchangeV3, "2" to the others. */
export function orderHash(order: ReceivedOrder, domain: OrderDomain, chainId: number): OrderId {
  return orderId(keccak256(concat(['0x1901', domainHash(domain, chainId), orderStruct(order)])))
}

/** Hash of the struct alone. */
export const orderStruct = (order: ReceivedOrder): string =>
  encoder.hash({ ...order, side: order.side === 'BUY' ? 0 : 1 })

/** Lower-case address that signed the hash; null where the text is not a signature. */
export function recoverSigner(hash: string, signature: string): string | null {
  try {
    return recoverAddress(hash, signature).toLowerCase()
  } catch {
    // ethers throws on a curve point that does not exist or an s out of range.
    return null
  }
}

/** Which contract an order of this market must be signed for. */
export const domainOf = (market: {
  readonly version: 'v1' | 'v2'
  readonly negRisk: boolean
}): OrderDomain => (market.version === 'v2' ? 'v3' : market.negRisk ? 'negRisk' : 'standard')

/** Every contract an order can settle on, by the names the balance endpoint uses. */
export function contractsOf(chainId: number): Readonly<Record<OrderDomain, string>> {
  const contracts = (CONTRACTS as Readonly<Record<number, Readonly<Record<OrderDomain, string>>>>)[chainId]
  assert(contracts !== undefined, `chainId: ${chainId} is not known; use 137 (Polygon) or 80002 (Amoy)`)
  return contracts
}

/** The separator of one exchange contract. */
export function domainHash(domain: OrderDomain, chainId: number): string {
  const key = `${chainId}:${domain}`
  const known = domainHashes.get(key)
  if (known !== undefined) return known
  const hash = TypedDataEncoder.hashDomain({
    name: 'Polymarket CTF Exchange',
    version: domain === 'v3' ? '3' : '2',
    chainId,
    verifyingContract: contractsOf(chainId)[domain],
  })
  domainHashes.set(key, hash)
  return hash
}
