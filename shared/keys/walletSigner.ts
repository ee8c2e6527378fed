import { computeAddress, SigningKey, TypedDataEncoder } from 'ethers'
import type { Signer } from '../ports/signer.ts'

const PRIVATE_KEY = /^(0x)?[0-9a-fA-F]{64}$/

/**
 * A signer whose key is in memory.
 * @param privateKey 32 bytes as 64 hex digits, with or without 0x.
 * @throws Error naming the remedy, never the key.
 */
export function createWalletSigner(privateKey: string): Signer {
  const key = signingKey(privateKey)
  const address = computeAddress(key)
  return {
    async getAddress() {
      return address
    },
    async _signTypedData(domain, types, value) {
      return key.sign(TypedDataEncoder.hash(domain, types, value)).serialized
    },
  }
}

function signingKey(privateKey: string): SigningKey {
  if (PRIVATE_KEY.test(privateKey)) {
    try {
      const key = new SigningKey(privateKey.startsWith('0x') ? privateKey : `0x${privateKey}`)
      // Deriving the public key is what refuses zero and values beyond the curve's order.
      if (key.publicKey.length > 0) return key
    } catch {
      // The library's error would be passed on with the key's value in its fields: ours says all there is to say.
    }
  }
  throw new Error(
    'wallet key: not a private key; store 64 hex digits (0x allowed) of the secp256k1 key that owns the wallet',
  )
}
