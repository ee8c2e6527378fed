import { concat, dataSlice, keccak256, TypedDataEncoder, toUtf8Bytes } from 'ethers'
import type { OrderDomain } from './orderHash.ts'
import { domainHash, ORDER_FIELDS, orderStruct, recoverSigner } from './orderHash.ts'
import type { ReceivedOrder } from './orderWire.ts'

/**
 * A signature as a deposit wallet checks it (ERC-1271 over nested EIP-712, ERC-7739): the owner's 65 bytes over
 * `TypedDataSign`, the domain separator of the exchange, the hash of the order's struct, its type string and the
 * two bytes of that string's length. Every part is compared with what the order says, none is believed.
 */
export function recoverDepositWalletOwner(
  order: ReceivedOrder,
  signature: string,
  where: { readonly domain: OrderDomain; readonly chainId: number },
): string | null {
  if (signature.length !== 2 + 2 * SIGNATURE_BYTES) return null
  const part = (from: number, to: number): string => dataSlice(signature, from, to).toLowerCase()
  const domain = domainHash(where.domain, where.chainId)
  const claimed = part(INNER_BYTES, SIGNATURE_BYTES)
  if (claimed !== concat([domain, orderStruct(order), TYPE_STRING, LENGTH]).toLowerCase()) return null
  const value = {
    contents: { ...order, side: order.side === 'BUY' ? 0 : 1 },
    name: 'DepositWallet',
    version: '1',
    chainId: where.chainId,
    verifyingContract: order.signer,
    salt: `0x${'0'.repeat(64)}`,
  }
  const digest = keccak256(concat(['0x1901', domain, wrapper.hashStruct('TypedDataSign', value)]))
  return recoverSigner(digest, part(0, INNER_BYTES))
}

const wrapper = TypedDataEncoder.from({
  TypedDataSign: [
    { name: 'contents', type: 'Order' },
    { name: 'name', type: 'string' },
    { name: 'version', type: 'string' },
    { name: 'chainId', type: 'uint256' },
    { name: 'verifyingContract', type: 'address' },
    { name: 'salt', type: 'bytes32' },
  ],
  Order: ORDER_FIELDS,
})

const TYPE_STRING = toUtf8Bytes(`Order(${ORDER_FIELDS.map(({ type, name }) => `${type} ${name}`).join(',')})`)
const LENGTH = new Uint8Array([TYPE_STRING.length >> 8, TYPE_STRING.length & 0xff])
const INNER_BYTES = 65
const HASH_BYTES = 32
const SIGNATURE_BYTES = INNER_BYTES + 2 * HASH_BYTES + TYPE_STRING.length + LENGTH.length
