import { concat, dataLength, dataSlice, TypedDataEncoder, toUtf8Bytes, verifyTypedData } from 'ethers'
import { ORDER_TYPES, orderDomain, orderMessage, type Settlement, type SignedFields } from './orderHash.ts'

/** 0 EOA, 1 POLY_PROXY, 2 GNOSIS_SAFE, 3 POLY_1271 (deposit wallet). */
export type SignatureType = 0 | 1 | 2 | 3

/** A wallet that is a contract: it, not the key, is the signer the order names, and it asks for a wrapped signature. */
export const DEPOSIT_WALLET: SignatureType = 3

/** Checksummed address whose key made the signature, for every wallet type. Throws on a malformed one. */
export function recoverOrderSigner(order: SignedFields, where: Settlement, signature: string): string {
  if (order.signatureType === DEPOSIT_WALLET) return recoverWrapped(order, where, signature)
  return verifyTypedData(orderDomain(where), ORDER_TYPES, orderMessage(order), signature)
}

const INNER_BYTES = 65
/** Length of the type string in bytes, 186, as the wallet reads it off the end. */
const ORDER_TYPE_LENGTH = '0x00ba'

/**
 * ERC-7739, as the deposit wallet verifies it: the key's signature of the order nested in the wallet's own domain,
 * then what the wallet needs to rebuild that: domain separator of the exchange, hash of the order, its type and length.
 * Each part but the first is known beforehand: any other is a signature of something else.
 */
function recoverWrapped(order: SignedFields, where: Settlement, signature: string): string {
  const tail = concat([
    TypedDataEncoder.hashDomain(orderDomain(where)),
    TypedDataEncoder.hashStruct('Order', ORDER_TYPES, orderMessage(order)),
    toUtf8Bytes(TypedDataEncoder.from(ORDER_TYPES).encodeType('Order')),
    ORDER_TYPE_LENGTH,
  ])
  if (dataLength(signature) <= INNER_BYTES || dataSlice(signature, INNER_BYTES) !== tail) {
    throw new Error('signature: not wrapped for this order and wallet')
  }
  return verifyTypedData(
    orderDomain(where),
    { TypedDataSign: TYPED_DATA_SIGN, ...ORDER_TYPES },
    {
      contents: orderMessage(order),
      name: 'DepositWallet',
      version: '1',
      chainId: where.chainId,
      verifyingContract: order.signer,
      salt: `0x${'0'.repeat(64)}`,
    },
    dataSlice(signature, 0, INNER_BYTES),
  )
}

const TYPED_DATA_SIGN = [
  { name: 'contents', type: 'Order' },
  { name: 'name', type: 'string' },
  { name: 'version', type: 'string' },
  { name: 'chainId', type: 'uint256' },
  { name: 'verifyingContract', type: 'address' },
  { name: 'salt', type: 'bytes32' },
]
