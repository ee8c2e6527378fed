import { expect, test } from 'vitest'
import { manyConfig, marketCount, sessionConfig } from '../../../../desk/session/sessionConfig.ts'
import { tokenId } from '../../../../shared/domain/units.ts'

const WALLET = '0x00000000000000000000000000000000000000A1'
const DESK = { wallet: WALLET, token: tokenId('123') }
const MARKET = {
  market: `0x${'ab'.repeat(32)}`,
  token: '77',
  maxUsdcLocked: 100,
  entryUsdc: 10,
  maxDailyLossUsdc: 5,
}
const USERS = { stage: 'paper', accountUsdc: 100, markets: [MARKET] }
const none = { config: null, cadenceSeconds: null }

test("without a file the desk's own configuration trades the feed's token with the desk's wallet", () => {
  const config = sessionConfig(none, DESK)

  expect(config.stack.markets[0]?.tokenId).toBe('123')
  expect(config.stack.wallet).toBe(WALLET.toLowerCase())
  expect(config.stage).toBe('live')
  expect(config.stack.cadenceMs).toBe(10_000)
})

test("a user's file keeps its markets and limits; wallet and hosts are the desk's", () => {
  const hosts = { clob: 'https://elsewhere.example' }
  const wallet = {
    address: '0x00000000000000000000000000000000000000B2',
    funder: '0x00000000000000000000000000000000000000B3',
    signatureType: 2,
  }

  const config = sessionConfig({ config: { ...USERS, hosts, wallet }, cadenceSeconds: null }, DESK)

  expect(config.stack.markets[0]).toMatchObject({ market: MARKET.market, tokenId: '77' })
  expect(config.stack.markets[0]?.risk.maxUsdcLockedMicros).toBe(100_000_000)
  expect(config.stack.wallet).toBe(WALLET.toLowerCase())
  expect(config.hosts.clob).toBe('https://clob.polymarket.com')
})

test('the cadence of the command line wins', () => {
  expect(sessionConfig({ config: USERS, cadenceSeconds: 20 }, DESK).stack.cadenceMs).toBe(20_000)
  expect(sessionConfig({ config: USERS, cadenceSeconds: 'once' }, DESK).stack.cadenceMs).toBeNull()
})

test.each([
  [{ ...USERS, accountUsdc: 'much' }, /^accountUsdc = "much": /],
  [{ ...USERS, markets: [{ ...MARKET, entryUsdc: 99 }] }, /^markets\[0\]\.entryUsdc = 99: use at most 50/],
  [
    { ...USERS, markets: [MARKET, { ...MARKET, market: `0x${'cd'.repeat(32)}` }], accountUsdc: 1000 },
    /^markets = 2 markets: a replay trades one market/,
  ],
  [
    {
      ...USERS,
      stage: 'live',
      hosts: { clob: 'https://elsewhere.example' },
      wallet: { address: '0x00000000000000000000000000000000000000B2' },
    },
    /^hosts\.clob = "https:\/\/elsewhere\.example": /,
  ],
  [[], /^configuration = \[\]/],
  [{ markets: [] }, /accountUsdc = missing.*\n.*markets/],
])('a configuration that cannot be is refused by field: %o', (config, message) => {
  expect(() => sessionConfig({ config, cadenceSeconds: null }, DESK)).toThrow(message)
})

test('a session of many markets has one entry for each, and room for the cap of each outcome', () => {
  const tokens = [1, 2, 3].map((nth) => [tokenId(`${nth}1`), tokenId(`${nth}2`)] as const)
  const one = manyConfig(none, { wallet: WALLET, tokens })
  const both = manyConfig({ ...none, outcomes: 'both' }, { wallet: WALLET, tokens })

  expect(one.stack.markets.map(({ tokenId: token }) => token)).toEqual(['11', '21', '31'])
  expect(one.stack.accountMicros).toBe(150_000_000)
  expect(both.stack.markets.map(({ tokenId: token }) => token)).toEqual(['11', '12', '21', '22', '31', '32'])
  expect(new Set(both.stack.markets.map(({ market }) => market)).size).toBe(3)
  expect(both.stack.accountMicros).toBe(300_000_000)
  const users = { ...USERS, markets: [{ ...MARKET, outcomes: 'both', otherToken: '78' }], accountUsdc: 200 }
  expect(marketCount({ config: users })).toBe(1)
  expect(
    manyConfig({ config: users, cadenceSeconds: null }, { wallet: WALLET, tokens: [] }).stack.markets,
  ).toHaveLength(2)
})
