import { GetPublicKeyCommand, type KMSClient, SignCommand } from '@aws-sdk/client-kms'
import {
  computeAddress,
  getBytes,
  hexlify,
  recoverAddress,
  Signature,
  TypedDataEncoder,
  toBeHex,
} from 'ethers'
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
export function createKmsSigner(kms: Pick<KMSClient, 'send'>, keyId: string): Signer {
  let address: Promise<string> | null = null
  const getAddress = async (): Promise<string> => {
    address ??= readAddress(kms, keyId)
    try {
      return await address
    } catch (error) {
      address = null
      throw error
    }
  }
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
      throw new Error(
        `KMS key ${keyId}: its signature does not lead back to ${owner}; nothing is sent with it`,
      )
    },
  }
}

async function readAddress(kms: Pick<KMSClient, 'send'>, keyId: string): Promise<string> {
  const answer = await ask(keyId, () =>
    kms.send(new GetPublicKeyCommand({ KeyId: keyId }), { abortSignal: AbortSignal.timeout(TIMEOUT_MS) }),
  )
  const spki = hexlify(answer.PublicKey ?? new Uint8Array())
  const point = spki.slice(SPKI_PREFIX.length)
  if (!spki.startsWith(SPKI_PREFIX) || point.length !== POINT_BYTES * 2) {
    throw new Error(
      `KMS key ${keyId}: not a secp256k1 key; create one with spec ECC_SECG_P256K1 and use SIGN_VERIFY`,
    )
  }
  return computeAddress(`0x${point}`)
}

async function signDigest(kms: Pick<KMSClient, 'send'>, keyId: string, digest: string): Promise<Uint8Array> {
  const answer = await ask(keyId, () =>
    kms.send(
      new SignCommand({
        KeyId: keyId,
        Message: getBytes(digest),
        MessageType: 'DIGEST',
        SigningAlgorithm: 'ECDSA_SHA_256',
      }),
      { abortSignal: AbortSignal.timeout(TIMEOUT_MS) },
    ),
  )
  return answer.Signature ?? new Uint8Array()
}

/** Only the error's name goes on: messages of the SDK may quote what they were given. */
async function ask<T>(keyId: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    const reason = error instanceof Error ? error.name : 'unknown error'
    throw new Error(
      `KMS key ${keyId}: ${reason}; check that it exists in this region, is enabled, and that the role may use it`,
    )
  }
}
