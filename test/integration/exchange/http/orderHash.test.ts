import { describe, expect, test } from 'vitest'
import { type OrderDomain, orderHash, recoverSigner } from '../../../../desk/exchange/http/orderHash.ts'
import type { ReceivedOrder } from '../../../../desk/exchange/http/orderWire.ts'

const WALLET = '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266'
const ZERO = `0x${'0'.repeat(64)}`
const BINARY_TOKEN = '71321045679252212594626385532706912750332728571942532289631379312455583992563'

const order: ReceivedOrder = {
  salt: '123456789',
  maker: WALLET,
  signer: WALLET,
  tokenId: BINARY_TOKEN,
  makerAmount: '100000000',
  takerAmount: '50000000',
  side: 'BUY',
  signatureType: 0,
  timestamp: '1713398400000',
  metadata: ZERO,
  builder: ZERO,
}

describe('orderHash', () => {
  test('agrees with what the Python client of the venue hashes and signs', () => {
    const signature =
      '0x89f178136333c8ebb32a19146cb891233e3202d474be6ef730c24dbc06ae4d2a0c99948a86d9b57de0f2c0bb8ec6964aa244ecf17cfa3a95b86878d0b64ad78a1b'

    const hash = orderHash(order, 'standard', 137)

    expect(hash).toBe('0x32961c48ddac87ed3582f8e02097cd0eff4fcf80460306bd44b3710438dfa64c')
    expect(recoverSigner(hash, signature)).toBe(WALLET)
  })

  test.each<[OrderDomain, number, string]>([
    ['standard', 80002, '0xf4b817f06f351bdc415e904135e806faee2d88050b2fab12370717143dc923b8'],
    ['standard', 137, '0xf69f17dcabb49e64a79a669ea5336cd3ce518c083c821664f295c62e39baedec'],
    ['negRisk', 137, '0x5bb895c919311d1a74e9a82901dd0af866a3cac5dcab70e48a302e2020042cf0'],
    ['v3', 137, '0x2422ccfdb24d2fc0908485dd2267fc0112d2a283b64542c3a98f0844fc001563'],
    ['v3', 80002, '0x13ae673adc0d1a53518b508ef0ce7365aaf85756fb4f42b9f153aa3b0ecb45de'],
  ])('tells the %s exchange on chain %i from the others', (domain, chainId, expected) => {
    const same = { ...order, salt: '479249096354', tokenId: '1234', timestamp: '1780449126930' }

    expect(orderHash(same, domain, chainId)).toBe(expected)
  })

  test('hashes and recovers an order for the second protocol', () => {
    const signature =
      '0x5b5c3b961a8ab40faf38ff56ca2ab877ccc5bdf6a67ac75a5b6662fd0ea448a34bd53f6c1b3d3e7dd6064b0e7cab563d71eb418bac578bf0d47f517f0a20347f1c'
    const position = {
      ...order,
      tokenId: '663574927012476832975694178961957910328055987427402067619466963999000625152',
      makerAmount: '2500000',
      takerAmount: '5000000',
      timestamp: '1790000000000',
    }

    const hash = orderHash(position, 'v3', 137)

    expect(hash).toBe('0x4d90f4f026c98a964c81cb9b6ff3cfdece52915ac2b40c743cf41ffad9536825')
    expect(recoverSigner(hash, signature)).toBe(WALLET)
    expect(recoverSigner(orderHash(position, 'standard', 137), signature)).not.toBe(WALLET)
  })

  test('finds no signer behind what is not a signature', () => {
    expect(recoverSigner(orderHash(order, 'standard', 137), `0x${'f'.repeat(130)}`)).toBeNull()
  })
})
