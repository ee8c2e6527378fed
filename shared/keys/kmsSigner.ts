import {
  computeAddress,
  getBytes,
  hexlify,
  recoverAddress,
  Signature,
  TypedDataEncoder,
  toBeHex,
} from 'ethers'
import { loadOnce } from '../domain/loadOnce.ts'
import { type AwsCall, callJson } from '../http/createAwsCall.ts'
import type { Signer } from '../ports/signer.ts'
import { parseDerSignature } from './derSignature.ts'

/** Order of secp256k1. Of s and n - s, which both sign, the chain takes the smaller alone. */
const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
/** SubjectPublicKeyInfo of an uncompressed secp256k1 key: all that comes before the 65 bytes of the point. */
const SPKI_PREFIX = '0x3056301006072a8648ce3d020106052b8104000a034200'
const POINT_BYTES = 65

/** A signature takes tens of milliseconds; a tick cannot wait for one that does not come. */
const TIMEOUT_MS = 3_000

/**
 * A signer whose key never leaves AWS KMS (key spec ECC_SECG_P256K1, use SIGN_VERIFY): orders are hashed here and
 * signed there. Disabling the key ends all signing at once.
 */
export function createKmsSigner(kms: AwsCall, keyId: string): Signer {
  const getAddress = loadOnce(() => readAddress(kms, keyId))
  return {
    getAddress,
    async _signTypedData(domain, types, value) {
      const owner = await getAddress()
      const digest = TypedDataEncoder.hash(domain, types, value)
      const { r, s } = parseDerSignature(await signDigest(kms, keyId, digest))
      const words = { r: toBeHex(r, 32), s: toBeHex(s > N / 2n ? N - s : s, 32) }
      // DER does not say which of the two points it was: the one that leads back to our own address.
      for (const yParity of [0, 1] as const) {
        const signature = Signature.from({ ...words, yParity })
        if (recoverAddress(digest, signature) === owner) return signature.serialized
      }
      throw new Error(`KMS key ${keyId}: its signature does not recover to ${owner}; nothing is sent with it`)
    },
  }
}

async function readAddress(kms: AwsCall, keyId: string): Promise<string> {
  const spki = hexlify(await ask(kms, 'GetPublicKey', { KeyId: keyId }, 'PublicKey'))
  const point = spki.slice(SPKI_PREFIX.length)
  if (!spki.startsWith(SPKI_PREFIX) || point.length !== POINT_BYTES * 2) {
    throw new Error(
      `KMS key ${keyId}: not a secp256k1 key; create one with spec ECC_SECG_P256K1 and use SIGN_VERIFY`,
    )
  }
  return computeAddress(`0x${point}`)
}

const signDigest = (kms: AwsCall, keyId: string, digest: string): Promise<Uint8Array> =>
  ask(
    kms,
    'Sign',
    {
      KeyId: keyId,
      Message: Buffer.from(getBytes(digest)).toString('base64'),
      MessageType: 'DIGEST',
      SigningAlgorithm: 'ECDSA_SHA_256',
    },
    'Signature',
  )

/** The bytes of one field of the answer. Only the error's name is passed on: a message may quote what the service was given. */
async function ask(
  kms: AwsCall,
  operation: 'GetPublicKey' | 'Sign',
  input: { readonly KeyId: string; readonly [field: string]: string },
  field: string,
): Promise<Uint8Array> {
  try {
    const answer = await callJson(kms, `TrentService.${operation}`, input, AbortSignal.timeout(TIMEOUT_MS))
    return Buffer.from(String(answer[field] ?? ''), 'base64')
  } catch (error) {
    const reason = error instanceof Error ? error.name : 'unknown error'
    throw new Error(
      `KMS key ${input.KeyId}: ${reason}; check that it exists in this region, is enabled, and that the role may use it`,
    )
  }
}
