import { expect, test } from 'vitest'
import { sessionConfig } from '../../../../desk/session/sessionConfig.ts'
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
    /trades one/,
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
