import { computeAddress, getBytes, id, SigningKey, TypedDataEncoder, verifyTypedData } from 'ethers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type AwsCall, createAwsCall } from '../../../shared/http/createAwsCall.ts'
import { parseDerSignature } from '../../../shared/keys/derSignature.ts'
import { createKmsSigner } from '../../../shared/keys/kmsSigner.ts'
import { createWalletSigner } from '../../../shared/keys/walletSigner.ts'
import { derOf, N, spkiOf, startVault, type Vault } from '../../support/vault.ts'

const KEY = new SigningKey(id('a key in a vault'))
const KEY_ID = '1234abcd-12ab-34cd-56ef-1234567890ab'
const DOMAIN = { name: 'Test', version: '1', chainId: 137 }
const TYPES = { Order: [{ name: 'salt', type: 'uint256' }] }

let vault: Vault
let kms: AwsCall
beforeEach(async () => {
  vault = await startVault(KEY)
  kms = createAwsCall({
    service: 'kms',
    region: 'eu-west-1',
    endpoint: vault.endpoint,
    credentials: () => ({ accessKeyId: 'desk', secretAccessKey: 'desk' }),
    nowMs: Date.now,
    timeoutMs: 1_000,
  })
})
afterEach(async () => {
  await vault.close()
})

describe('the signer over KMS', () => {
  test('has the address of the public key, and asks for it once', async () => {
    const sut = createKmsSigner(kms, KEY_ID)
    expect([await sut.getAddress(), await sut.getAddress()]).toEqual([
      computeAddress(KEY),
      computeAddress(KEY),
    ])
    expect(vault.asked).toHaveLength(1)
  })

  test.each([false, true])('signs as the key itself would, high s: %s', async (highS) => {
    // Prepare
    vault.highS = highS
    const sut = createKmsSigner(kms, KEY_ID)
    const inMemory = createWalletSigner(KEY.privateKey)

    for (let salt = 0; salt < 40; salt += 1) {
      // Act
      const signature = await sut._signTypedData(DOMAIN, TYPES, { salt })

      // Assess
      expect(signature).toBe(await inMemory._signTypedData(DOMAIN, TYPES, { salt }))
      expect(verifyTypedData(DOMAIN, TYPES, { salt }, signature)).toBe(computeAddress(KEY))
    }
  })

  test('sends the hash and never the order, as a digest', async () => {
    await createKmsSigner(kms, KEY_ID)._signTypedData(DOMAIN, TYPES, { salt: 7 })
    expect(vault.asked.at(-1)).toEqual({
      operation: 'Sign',
      KeyId: KEY_ID,
      Message: Buffer.from(getBytes(TypedDataEncoder.hash(DOMAIN, TYPES, { salt: 7 }))).toString('base64'),
      MessageType: 'DIGEST',
      SigningAlgorithm: 'ECDSA_SHA_256',
    })
  })

  test('refuses a signature of another key', async () => {
    vault.signsWith = new SigningKey(id('another'))
    await expect(createKmsSigner(kms, KEY_ID)._signTypedData(DOMAIN, TYPES, { salt: 1 })).rejects.toThrow(
      /does not recover to 0x/,
    )
  })

  test('refuses a key of another curve, and tries again at the next call', async () => {
    // Prepare
    vault.spki = new Uint8Array(91)
    const sut = createKmsSigner(kms, KEY_ID)

    // Act and assess
    await expect(sut.getAddress()).rejects.toThrow(/not a secp256k1 key; create one with spec/)
    vault.spki = spkiOf(KEY)
    expect(await sut.getAddress()).toBe(computeAddress(KEY))
  })

  test('says what to look at when KMS cannot be reached', async () => {
    await vault.close()
    await expect(createKmsSigner(kms, KEY_ID).getAddress()).rejects.toThrow(
      /^KMS key 1234abcd.*; check that it exists in this region, is enabled/,
    )
  })
})

describe('a DER signature', () => {
  test('of every length comes back as its numbers', () => {
    for (const [r, s] of [
      [1n, 127n],
      [128n, 255n],
      [N - 1n, N >> 9n],
      [1n << 255n, 1n << 247n],
    ] as const) {
      expect(parseDerSignature(derOf(r, s))).toEqual({ r, s })
    }
  })

  test.each([
    ['nothing', []],
    ['another type', [0x31, 6, 2, 1, 1, 2, 1, 1]],
    ['a wrong length', [0x30, 7, 2, 1, 1, 2, 1, 1]],
    ['a number cut short', [0x30, 6, 2, 1, 1, 2, 9, 1]],
    ['an empty number', [0x30, 5, 2, 0, 2, 1, 1]],
    ['a negative number', [0x30, 6, 2, 1, 0x80, 2, 1, 1]],
    ['a needless zero', [0x30, 7, 2, 2, 0, 1, 2, 1, 1]],
    ['bytes after the end', [0x30, 7, 2, 1, 1, 2, 1, 1, 0]],
  ])('that is %s is refused', (_, bytes) => {
    expect(() => parseDerSignature(Uint8Array.from(bytes))).toThrow(/^KMS: the signature is not DER/)
  })
})
