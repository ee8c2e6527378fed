import { describe, expect, test } from 'vitest'
import { parseConfig, parseConfigText } from '../../../shared/config/parseConfig.ts'
import { formatConfigProblems } from '../../../shared/config/problem.ts'
import { configFile, marketFile, WALLET, withMarket } from '../../support/configFile.ts'

const linesOf = (json: unknown): string => {
  const parsed = parseConfig(json)
  return parsed.ok ? 'ok' : formatConfigProblems(parsed.problems)
}

describe('what a configuration is refused for has field, value and remedy', () => {
  const live = (overrides: Record<string, unknown>) =>
    configFile({ stage: 'live', wallet: { address: WALLET }, ...overrides })
  const cases: readonly (readonly [string, unknown, RegExp])[] = [
    ['no object at all', [], /^configuration = \[\]: use an object/],
    [
      'a risk limit left out',
      withMarket({ maxUsdcLocked: undefined }),
      /^markets\[0\]\.maxUsdcLocked = missing: write a number, 1 to 1000000 \(USDC\)$/,
    ],
    [
      'the account limit left out',
      configFile({ accountUsdc: undefined }),
      /^accountUsdc = missing: write a number/,
    ],
    [
      'a number too precise',
      withMarket({ entryUsdc: '10.1234567' }),
      /^markets\[0\]\.entryUsdc = "10.1234567": write at most six decimals/,
    ],
    [
      'a unit too precise',
      withMarket({ regime: { maxReadAgeSeconds: 1.00001 } }),
      /maxReadAgeSeconds = 1.00001: write fewer decimals/,
    ],
    [
      'a word for a number',
      withMarket({ entryUsdc: 'ten' }),
      /entryUsdc = "ten": write a plain decimal number/,
    ],
    [
      'not a finite number',
      withMarket({ entryUsdc: Number.POSITIVE_INFINITY }),
      /entryUsdc = null: write a plain decimal number/,
    ],
    [
      'a value out of bounds',
      withMarket({ quote: { entryMaxAgeSeconds: 241 } }),
      /entryMaxAgeSeconds = 241: use 10 to 240 \(seconds\)/,
    ],
    [
      'an exit that lives too long',
      withMarket({ exit: { exitTtlSeconds: 721 } }),
      /exitTtlSeconds = 721: use 190 to 720/,
    ],
    [
      'an order that the venue would refuse as too short',
      withMarket({ quote: { entryTtlSeconds: 189, entryMaxAgeSeconds: 60 } }),
      /entryTtlSeconds = 189: use 190 to 720/,
    ],
    [
      'an entry over half of the cap',
      withMarket({ entryUsdc: 25.000001 }),
      /entryUsdc = 25.000001: use at most 25, half of maxUsdcLocked/,
    ],
    [
      'caps above the account',
      configFile({ accountUsdc: 49 }),
      /^accountUsdc = 49: the caps of the markets add up to 50 USDC: lower them or raise accountUsdc$/,
    ],
    [
      'a cap below the minimum order',
      withMarket({ maxUsdcLocked: 4.4, entryUsdc: 2 }),
      /maxUsdcLocked = 4.4: use at least 4.5: the minimum order/,
    ],
    [
      'an entry that never buys the minimum',
      withMarket({ regime: { minMid: 0.3 }, entryUsdc: 1.49 }),
      /entryUsdc = 1.49: use at least 1.5/,
    ],
    [
      'an entry that outlives its order',
      withMarket({ quote: { entryTtlSeconds: 200 } }),
      /^markets\[0\]\.quote\.entryMaxAgeSeconds = 240 \(the default\): use at most entryTtlSeconds - 60$/,
    ],
    [
      'a lease too short to be renewed by the ticks of every cadence',
      configFile({ expert: { leaseSeconds: 59 } }),
      /^expert\.leaseSeconds = 59: use 60 to 300/,
    ],
    [
      'a cadence in words',
      configFile({ cadenceSeconds: 'twice' }),
      /^cadenceSeconds = "twice": use 2 to 35, or "once"/,
    ],
    ['a cadence too long', configFile({ cadenceSeconds: 40 }), /^cadenceSeconds = 40: use 2 to 35,/],
    [
      'a stop multiple below one',
      withMarket({ safety: { exposureStopMultiple: 0.99 } }),
      /exposureStopMultiple = 0.99: use 1 to 10/,
    ],
    [
      'a market named twice, in another case',
      configFile({ markets: [marketFile(), marketFile({ market: `0x${'A1'.repeat(32)}` })] }),
      /^markets\[1\]\.market = "0xa?A1A1.*name each market once/i,
    ],
    ['no market', configFile({ markets: [] }), /^markets = \[\]: name at least one market/],
    [
      'a token as number',
      withMarket({ token: 7132104567925221 }),
      /token = 7132104567925221: use the token id in quotes/,
    ],
    [
      'a foreign host with money',
      live({ hosts: { clob: 'https://clob.example.com' } }),
      /^hosts\.clob = "https:\/\/clob\.example\.com": in stage "live" only/,
    ],
    [
      'a host that only looks like the venue',
      live({ hosts: { data: 'https://evilpolymarket.com' } }),
      /^hosts\.data = /,
    ],
    [
      'the venue without encryption',
      live({ hosts: { clob: 'http://clob.polymarket.com' } }),
      /^hosts\.clob = /,
    ],
    [
      'a host with a path',
      configFile({ hosts: { clob: 'https://clob.polymarket.com/x' } }),
      /^hosts\.clob = .*: use an origin/,
    ],
    ['live without wallet', configFile({ stage: 'live' }), /^wallet = missing: stage "live" needs/],
    [
      'a safe without its address',
      live({ wallet: { address: WALLET, signatureType: 2 } }),
      /^wallet\.funder = missing: name the wallet that holds the money: type 2/,
    ],
    [
      'a deposit wallet that is the key itself',
      live({ wallet: { address: WALLET, signatureType: 3, funder: WALLET.toLowerCase() } }),
      /^wallet\.funder = .*: name the wallet that holds the money: type 3/,
    ],
    [
      'a catalogue that is not the venue, with real money',
      live({ hosts: { gamma: 'https://gamma.example' } }),
      /^hosts\.gamma = .*: in stage "live" only/,
    ],
    [
      'one market under both forms of its id',
      configFile({
        accountUsdc: 1000,
        markets: [
          marketFile({ market: `0x${'a1'.repeat(31)}` }),
          marketFile({ market: `0x${'a1'.repeat(31)}00` }),
        ],
      }),
      /^markets\[1\]\.market = .*: name each market once/,
    ],
    [
      'a plain key with another funder',
      live({ wallet: { address: WALLET, funder: `0x${'1'.repeat(40)}` } }),
      /^wallet\.funder = .*: leave it out/,
    ],
    [
      'a floor above the band',
      withMarket({ exit: { exitFloor: 0.2 } }),
      /exitFloor = 0.2: use at most 0.1 \(minMid\)/,
    ],
    [
      'a band upside down',
      withMarket({ regime: { minMid: 0.9, maxMid: 0.2 }, entryUsdc: 20 }),
      /minMid = 0.9: use less than maxMid/,
    ],
    [
      'a spread upside down',
      withMarket({ regime: { minSpreadCents: 6 } }),
      /minSpreadCents = 6: use at most maxSpreadCents/,
    ],
    [
      'cancelling blind after stopping blind',
      withMarket({ safety: { blindSeconds: 30, blindCancelSeconds: 60 } }),
      /blindCancelSeconds = 60: use at most blindSeconds/,
    ],
    [
      'stuck before settled',
      configFile({ expert: { fillSettleSeconds: 120, settleStuckSeconds: 120 } }),
      /^expert\.settleStuckSeconds = 120: use more than fillSettleSeconds$/,
    ],
    ['an unknown stage', configFile({ stage: 'prod' }), /^stage = "prod": use "paper" or "live"/],
    [
      'a mistyped setting',
      withMarket({ repriceTick: 3 }),
      /^markets\[0\]\.repriceTick = \(not shown\): unknown setting: did you mean "markets\[0\]\.quote\.repriceTicks"\?/,
    ],
    [
      'a setting without its unit',
      withMarket({ entryTtl: 300 }),
      /entryTtl = \(not shown\): unknown setting: did you mean "markets\[0\]\.quote\.entryTtlSeconds"\?/,
    ],
    [
      'a setting on the wrong level',
      configFile({ repriceTicks: 3 }),
      /^repriceTicks = 3: it belongs in markets\[\]\.quote\.repriceTicks \(or defaults\.quote\.repriceTicks for every market\)$/,
    ],
    ['a setting unlike any', configFile({ zzz: 3 }), /^zzz = \(not shown\): unknown setting: remove it/],
  ]

  test.each(cases)('%s', (_, json, line) => {
    expect(linesOf(json)).toMatch(line)
  })

  test('every problem is reported, one line each', () => {
    // Act
    const lines = linesOf(configFile({ stage: 'prod', accountUsdc: 0, zzz: 1 })).split('\n')

    // Assess
    expect(lines).toHaveLength(3)
  })

  test('a private key in the wrong place is refused and never shown', () => {
    // Prepare
    const key = `0x${'c0ffee11'.repeat(8)}`

    // Act
    const asUnknown = linesOf(configFile({ wallet: { address: WALLET, privateKey: key } }))
    const asAddress = linesOf(configFile({ wallet: { address: key } }))

    // Assess
    expect(asUnknown).toMatch(/^wallet\.privateKey = \(not shown\): remove it: no secret belongs here/)
    expect(asAddress).toMatch(/^wallet\.address = "0xc0ffee1… \(68 characters\): use an address/)
    for (const lines of [asUnknown, asAddress]) expect(lines).not.toContain('c0ffee11c0')
  })

  test('text that is not JSON is a problem with its place, not an exception', () => {
    // Act
    const parsed = parseConfigText('{ "stage": "paper", }')

    // Assess
    expect(parsed.ok ? '' : formatConfigProblems(parsed.problems)).toMatch(
      /^configuration = not JSON \(position 20/,
    )
  })
})
