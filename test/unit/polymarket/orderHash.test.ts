import { createL1Headers, createL2Headers } from '@polymarket/clob-client-v2'
import { TypedDataEncoder } from 'ethers'
import { describe, expect, it } from 'vitest'
import { createWalletSigner } from '../../../shared/keys/walletSigner.ts'
import { addressOnly } from '../../../shared/polymarket/createSession.ts'
import {
  hashOrder,
  ORDER_TYPES,
  orderDomain,
  type SignedFields,
} from '../../../shared/polymarket/orderHash.ts'
import { recoverOrderSigner } from '../../../shared/polymarket/orderSignature.ts'
import { PRIVATE_KEY, WALLET, YES } from '../../support/wireIds.ts'

const ZERO = `0x${'0'.repeat(64)}`
const order = (fields: Partial<SignedFields> = {}): SignedFields => ({
  salt: '123456789',
  maker: WALLET,
  signer: WALLET,
  tokenId: YES,
  makerAmount: '100000000',
  takerAmount: '50000000',
  side: 'BUY',
  signatureType: 0,
  timestamp: '1713398400000',
  metadata: ZERO,
  builder: ZERO,
  ...fields,
})
const v1 = { chainId: 137, version: 'v1', negRisk: false } as const

describe('the hash of an order', () => {
  it('is that of the Python client, and so is its signature', async () => {
    const signature = await createWalletSigner(PRIVATE_KEY)._signTypedData(orderDomain(v1), ORDER_TYPES, {
      ...order(),
      side: 0,
    })
    expect(hashOrder(order(), v1)).toBe('0x32961c48ddac87ed3582f8e02097cd0eff4fcf80460306bd44b3710438dfa64c')
    expect(signature).toBe(
      '0x89f178136333c8ebb32a19146cb891233e3202d474be6ef730c24dbc06ae4d2a0c99948a86d9b57de0f2c0bb8ec6964aa244ecf17cfa3a95b86878d0b64ad78a1b',
    )
    expect(recoverOrderSigner(order(), v1, signature)).toBe(WALLET)
  })

  it('has the struct hash of the exchange contracts', () => {
    const struct = {
      ...order({
        salt: '12345',
        maker: '0x1234567890123456789012345678901234567890',
        signer: '0x2345678901234567890123456789012345678901',
        tokenId: BigInt('0x0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20').toString(),
        makerAmount: '1000000',
        takerAmount: '500000',
        timestamp: '1700000000',
        metadata: `0x${'DEADBEEF'.padStart(64, '0')}`,
        builder: `0x${'FEEDFACE'.padStart(64, '0')}`,
      }),
      side: 0,
    }
    expect(TypedDataEncoder.hashStruct('Order', ORDER_TYPES, struct)).toBe(
      '0x08b5c2f163715a48f38ae24e8d1b9ab97bb3d457245b854c1b6cb2a69142742a',
    )
  })

  const settlements = [
    ['Amoy', 80002, 'v1', false, '0xf4b817f06f351bdc415e904135e806faee2d88050b2fab12370717143dc923b8'],
    ['Polygon', 137, 'v1', false, '0xf69f17dcabb49e64a79a669ea5336cd3ce518c083c821664f295c62e39baedec'],
    [
      'Polygon negRisk',
      137,
      'v1',
      true,
      '0x5bb895c919311d1a74e9a82901dd0af866a3cac5dcab70e48a302e2020042cf0',
    ],
    ['ExchangeV3', 137, 'v2', false, '0x2422ccfdb24d2fc0908485dd2267fc0112d2a283b64542c3a98f0844fc001563'],
    [
      'ExchangeV3 on Amoy',
      80002,
      'v2',
      true,
      '0x13ae673adc0d1a53518b508ef0ce7365aaf85756fb4f42b9f153aa3b0ecb45de',
    ],
  ] as const
  it.each(settlements)(
    'differs by the contract that settles it: %s',
    (_, chainId, version, negRisk, hash) => {
      const fields = order({ salt: '479249096354', tokenId: '1234', timestamp: '1780449126930' })
      expect(hashOrder(fields, { chainId, version, negRisk })).toBe(hash)
    },
  )
})

describe('the headers of the client with our signers', () => {
  it('carry the L1 signature of its own test vector', async () => {
    const headers = await createL1Headers(createWalletSigner(PRIVATE_KEY), 80002, 23, 10_000_000)
    expect(headers.POLY_ADDRESS).toBe(WALLET)
    expect(headers.POLY_SIGNATURE).toBe(
      '0xf62319a987514da40e57e2f4d7529f7bac38f0355bd88bb5adbb3768d80de6c1682518e0af677d5260366425f4361e7b70c25ae232aff0ab2331e2b164a1aedc1b',
    )
  })

  const secret = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='
  const vectors = [
    [1_000_000, 'test-sign', '/orders', '{"hash": "0x123"}', 'ZwAdJKvoYRlEKDkNMwd5BuwNNtg93kNaR_oU2HrfVvc='],
    [1_700_000_000, 'GET', '/data/orders', undefined, 'm6lGS9WyES7JjpAYNd7zIdW5bfHxAAI_pIa1St9vLO4='],
    [
      1_700_000_000,
      'DELETE',
      '/order',
      '{"orderID":"0xabc"}',
      'ebd_Mp184tE7Z6KPR1h4np8gSxcgEPZ7MeKtDjVwf2g=',
    ],
  ] as const
  it.each(vectors)(
    'need no wallet key for the HMAC: %s %s %s',
    async (timestamp, method, requestPath, body, hmac) => {
      const args = { method, requestPath, ...(body === undefined ? {} : { body }) }
      const creds = { key: 'k', secret, passphrase: 'p' }
      const headers = await createL2Headers(addressOnly(WALLET), creds, args, timestamp)
      expect(headers.POLY_SIGNATURE).toBe(hmac)
      expect(headers.POLY_ADDRESS).toBe(WALLET)
    },
  )
})
