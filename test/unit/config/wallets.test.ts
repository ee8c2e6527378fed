import { describe, expect, test } from 'vitest'
import { parseConfig } from '../../../shared/config/parseConfig.ts'
import { configFile, WALLET, withMarket } from '../../support/configFile.ts'

describe('wallets and markets of every kind', () => {
  const parsed = (json: unknown) => {
    const result = parseConfig(json)
    if (!result.ok) throw new Error(JSON.stringify(result.problems))
    return result.config
  }

  test.each([1, 2, 3] as const)('a wallet of type %i holds the money of its key', (signatureType) => {
    const funder = `0x${'Cd'.repeat(20)}`
    const config = parsed(configFile({ stage: 'live', wallet: { address: WALLET, funder, signatureType } }))
    expect(config.wallet).toEqual({
      address: WALLET.toLowerCase(),
      funder: funder.toLowerCase(),
      signatureType,
    })
    expect(config.stack.wallet).toBe(funder.toLowerCase())
  })

  test('a condition of 31 bytes is the one of 32 that the order book knows', () => {
    const config = parsed(withMarket({ market: `0x${'A1'.repeat(31)}` }))
    expect(config.stack.markets[0]?.market).toBe(`0x${'a1'.repeat(31)}00`)
  })
})
