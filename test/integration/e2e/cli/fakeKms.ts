import { SigningKey } from 'ethers'
import { derOf, spkiOf } from '../../../support/vault.ts'

interface Input {
  readonly KeyId?: string
  readonly Message: string
}

export interface FakeKeys {
  /** Those of the account that outlive stacks. */
  readonly keptKeys: { readonly id: string; readonly description: string; readonly state: string }[]
  /** Those that sign, by id. */
  readonly signingKeys: Map<string, SigningKey>
}

/** KMS, as far as commands ask it. */
export const kmsOperations = (state: FakeKeys): Readonly<Record<string, (input: Input) => object>> => ({
  ListKeys: () => ({ Keys: state.keptKeys.map(({ id }) => ({ KeyId: id })) }),
  DescribeKey: ({ KeyId }) => {
    const found = state.keptKeys.find(({ id }) => id === KeyId)
    return { KeyMetadata: { KeyId, Description: found?.description, KeyState: found?.state } }
  },
  CreateKey: () => {
    const id = `0a1b2c3d-0000-4000-8000-00000000000${state.signingKeys.size}`
    state.signingKeys.set(id, new SigningKey(`0x${'7'.repeat(63)}${state.signingKeys.size + 1}`))
    return { KeyMetadata: { KeyId: id } }
  },
  GetPublicKey: ({ KeyId = '' }) => {
    const key = state.signingKeys.get(KeyId)
    return key === undefined ? { __type: 'NotFoundException' } : { PublicKey: base64(spkiOf(key)) }
  },
  Sign: ({ KeyId = '', Message }) => {
    const signed = state.signingKeys.get(KeyId)?.sign(`0x${Buffer.from(Message, 'base64').toString('hex')}`)
    if (signed === undefined) return { __type: 'NotFoundException' }
    return { Signature: base64(derOf(BigInt(signed.r), BigInt(signed.s))) }
  },
})

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
