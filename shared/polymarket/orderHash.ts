import { getContractConfig } from '@polymarket/clob-client-v2'
import { TypedDataEncoder } from 'ethers'
import { type OrderId, orderId } from '../domain/units.ts'

/** The signed part of an order; amounts in 1e-6, integers as decimal strings. */
export interface SignedFields {
  readonly salt: string
  readonly maker: string
  readonly signer: string
  readonly tokenId: string
  readonly makerAmount: string
  readonly takerAmount: string
  readonly side: 'BUY' | 'SELL'
  readonly signatureType: number
  readonly timestamp: string
  readonly metadata: string
  readonly builder: string
}

/** Where an order is settled. 'v2' is Protocol V2, whose tokens are position ids. */
export interface Settlement {
  readonly chainId: number
  readonly version: 'v1' | 'v2'
  readonly negRisk: boolean
}

/** The venue's id of an order: its EIP-712 hash, known before anything is sent. */
export function hashOrder(order: SignedFields, where: Settlement): OrderId {
  return orderId(TypedDataEncoder.hash(orderDomain(where), ORDER_TYPES, orderMessage(order)))
}

/** Struct of the exchange contracts (ctf-exchange-v2, Order); `expiration` is not part of it. */
export const ORDER_TYPES = {
  Order: [
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
  ],
}

export function orderDomain(where: Settlement) {
  return {
    name: 'Polymarket CTF Exchange',
    version: where.version === 'v2' ? '3' : '2',
    chainId: where.chainId,
    verifyingContract: exchangeOf(where),
  }
}

function exchangeOf(where: Settlement): string {
  const contracts = getContractConfig(where.chainId)
  if (where.version === 'v2') return contracts.exchangeV3
  return where.negRisk ? contracts.negRiskExchangeV2 : contracts.exchangeV2
}

/** The struct as it is hashed. */
export const orderMessage = (order: SignedFields) => ({ ...order, side: order.side === 'BUY' ? 0 : 1 })
