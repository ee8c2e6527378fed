import { describe, expect, test } from 'vitest'
import { parseConfig } from '../../../shared/config/parseConfig.ts'
import { stackName } from '../../../shared/config/stackName.ts'
import { configFile, WALLET } from '../../support/configFile.ts'

const read = (overrides: Record<string, unknown>) => {
  const parsed = parseConfig(configFile(overrides))
  return parsed.ok ? parsed.config : expect.fail(JSON.stringify(parsed.problems))
}

describe('the name of a configuration', () => {
  test.each(['a', '1', 'alpha', 'Second-1', 'x'.repeat(32)])('may be %s', (name) => {
    expect(read({ name }).name).toBe(name)
    expect(stackName(read({ name }))).toBe(`MarketMaker-paper-${name}`)
  })

  test.each(['', '-a', 'a-', 'a b', 'a_b', 'a.b', 'a/b', 'ä', 'x'.repeat(33), 7, null])(
    'is refused as %j, with what it may be',
    (name) => {
      const parsed = parseConfig(configFile({ name }))
      expect(parsed.ok ? 'accepted' : parsed.problems).toMatchObject([
        { path: 'name', remedy: expect.stringMatching(/^use up to 32 letters, digits and hyphens/) },
      ])
    },
  )

  test('left out, the stack is named by its stage alone', () => {
    expect(stackName(read({}))).toBe('MarketMaker-paper')
    expect(stackName(read({ stage: 'live', wallet: { address: WALLET } }))).toBe('MarketMaker-live')
  })

  test('no name makes one stage’s stack another’s', () => {
    const all = ['live', 'paper', 'paper-live', 'live-paper'].map((name) => stackName(read({ name })))
    expect(all).not.toContain('MarketMaker-live')
    expect(new Set(all).size).toBe(all.length)
  })
})

describe('the parameters of secrets', () => {
  test('carry the name', () => {
    expect(read({ name: 'alpha' }).parameters).toMatchObject({
      walletKey: '/polymarket-market-maker/alpha/wallet-key',
      apiCredentials: '/polymarket-market-maker/alpha/api-credentials',
    })
  })

  test('are what the file says, where it says so', () => {
    const parameters = { walletKey: '/polymarket-market-maker/wallet-key' }
    expect(read({ name: 'alpha', parameters }).parameters).toMatchObject({
      walletKey: '/polymarket-market-maker/wallet-key',
      apiCredentials: '/polymarket-market-maker/alpha/api-credentials',
    })
  })

  test('stay where they are without a name', () => {
    expect(read({}).parameters).toMatchObject({
      walletKey: '/polymarket-market-maker/wallet-key',
      apiCredentials: '/polymarket-market-maker/api-credentials',
    })
  })
})
