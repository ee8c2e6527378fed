import { describe, expect, test } from 'vitest'
import { parseConfig } from '../../../shared/config/parseConfig.ts'
import { parseConfigFile } from '../../../shared/config/parseConfigFile.ts'
import { formatConfigProblems } from '../../../shared/config/problem.ts'
import { configFile, marketFile } from '../../support/configFile.ts'

const linesOf = (json: unknown): readonly string[] => {
  const parsed = parseConfig(json)
  return parsed.ok ? [] : formatConfigProblems(parsed.problems).split('\n')
}
const marketsOf = (json: unknown) => {
  const parsed = parseConfig(json)
  if (!parsed.ok) throw new Error(formatConfigProblems(parsed.problems))
  return parsed.config.stack.markets
}
const SECOND = marketFile({ market: `0x${'b2'.repeat(32)}` })

describe('a group in defaults holds for every market', () => {
  test('that does not state the setting itself', () => {
    const [first, second] = marketsOf(
      configFile({
        defaults: { exit: { targetTicks: 3, targetFloorTicks: -1 }, safety: { emergencyExit: 'flatten' } },
        markets: [marketFile({ exit: { targetTicks: 5 } }), SECOND],
      }),
    )
    expect(first?.quote).toMatchObject({ targetTicks: 5, targetFloorTicks: -1, repriceTicks: 2 })
    expect(second?.quote).toMatchObject({ targetTicks: 3, targetFloorTicks: -1, repriceTicks: 2 })
    expect([first?.risk.emergencyExit, second?.risk.emergencyExit]).toEqual(['flatten', 'flatten'])
  })

  test('a market may go back to what the table has', () => {
    const [market] = marketsOf(
      configFile({
        defaults: { exit: { takerExit: true } },
        markets: [marketFile({ exit: { takerExit: false } })],
      }),
    )
    expect(market?.quote.takerExit).toBe(false)
  })

  test('the reward entry of each market is its own entry where nobody states one', () => {
    const [first, second] = marketsOf(
      configFile({ markets: [marketFile(), { ...SECOND, entryUsdc: 20, quote: { rewardEntryUsdc: 25 } }] }),
    )
    expect(first?.risk.rewardEntryMicros).toBe(10_000_000)
    expect(second?.risk.rewardEntryMicros).toBe(25_000_000)
  })

  test('timings of the protocol hold for all of them', () => {
    const markets = marketsOf(
      configFile({ expert: { sendDeadlineMs: 1_500 }, markets: [marketFile(), SECOND] }),
    )
    expect(markets.map(({ safety }) => safety.sendDeadlineMs)).toEqual([1_500, 1_500])
  })
})

describe('what is wrong is reported where it was written', () => {
  test('once, where it is in defaults', () => {
    const markets = [marketFile(), SECOND]
    expect(linesOf(configFile({ defaults: { exit: { targetFloorTicks: 3 } }, markets }))).toEqual([
      'defaults.exit.targetFloorTicks = 3: use at most targetTicks: the target can only decay downwards',
    ])
    expect(linesOf(configFile({ defaults: { quote: { repriceTicks: 0 } }, markets }))).toEqual([
      'defaults.quote.repriceTicks = 0: use 1 to 100 (ticks)',
    ])
  })

  test('at the market whose own value contradicts defaults', () => {
    const json = configFile({
      defaults: { exit: { targetTicks: 2 } },
      markets: [marketFile(), { ...SECOND, exit: { targetFloorTicks: 3 } }],
    })
    expect(linesOf(json)).toEqual([
      'markets[1].exit.targetFloorTicks = 3: use at most targetTicks: the target can only decay downwards',
    ])
  })

  test.each<readonly [unknown, string]>([
    [
      { quote: 3 },
      'markets[0].quote = 3: use an object with rewardEntryUsdc, dustLevelShares, minEdgeTicks, volatilityDistance, repriceTicks, minQuoteAgeSeconds, preferRewards, entryTtlSeconds, entryMaxAgeSeconds',
    ],
    [
      { quote: { targetTicks: 3 } },
      'markets[0].quote.targetTicks = 3: it belongs in markets[0].exit.targetTicks (or defaults.exit.targetTicks for every market)',
    ],
    [
      { quote: { repriceTick: 3 } },
      'markets[0].quote.repriceTick = (not shown): unknown setting: did you mean "repriceTicks"?',
    ],
    [
      { regime: { reprizeTicks: 3 } },
      'markets[0].regime.reprizeTicks = (not shown): unknown setting: did you mean "markets[0].quote.repriceTicks"?',
    ],
    [{ quotes: {} }, 'markets[0].quotes = (not shown): unknown setting: did you mean "quote"?'],
    [{ constructor: 1 }, 'markets[0].constructor = (not shown): unknown setting: remove it'],
  ])('in a market %j', (over, line) => {
    expect(linesOf(configFile({ markets: [marketFile(over as Record<string, unknown>)] }))).toEqual([line])
  })

  test.each<readonly [Record<string, unknown>, string]>([
    [{ quote: { repriceTicks: 3 } }, 'quote = (not shown): it belongs in defaults.quote, or markets[].quote'],
    [{ defaults: { entryUsdc: 20 } }, 'defaults.entryUsdc = 20: it belongs in markets[].entryUsdc'],
    [
      { defaults: { targetTicks: 3 } },
      'defaults.targetTicks = 3: it belongs in markets[].exit.targetTicks (or defaults.exit.targetTicks for every market)',
    ],
    [
      { defaults: { expert: {} } },
      'defaults.expert = (not shown): it belongs in expert, once for all markets',
    ],
    [{ default: {} }, 'default = (not shown): unknown setting: did you mean "defaults"?'],
    [{ defaults: [] }, 'defaults = []: use an object with regime, quote, exit, safety'],
    [{ $schema: 7 }, '$schema = 7: use "./config.schema.json", or leave it out'],
    [{ market: [] }, 'market = (not shown): it belongs in markets[].market'],
    // An address of a chat and credentials are secrets: their parameters have the names alone.
    [{ webhook: 'https://chat.example/a-secret' }, 'webhook = (not shown): it belongs in parameters.webhook'],
    [
      { apiCredentials: { passphrase: 'p' } },
      'apiCredentials = (not shown): it belongs in parameters.apiCredentials',
    ],
  ])('at the top %j', (over, line) => {
    expect(linesOf(configFile(over))).toEqual([line])
  })

  test('a name of JavaScript itself is no setting', () => {
    const text = JSON.stringify(configFile()).replace('{', '{"__proto__":{"stage":"live"},')
    const parsed = parseConfigFile(text)
    expect(parsed.ok ? 'taken' : formatConfigProblems(parsed.problems)).toBe(
      '__proto__ = (not shown): unknown setting: remove it',
    )
  })
})

test('$schema is for editors: it is taken, not deployed, and makes no other configuration of it', () => {
  const bare = JSON.stringify(configFile())
  const parsed = parseConfigFile(JSON.stringify({ $schema: './config.schema.json', ...configFile() }))
  expect(parsed.ok).toBe(true)
  expect(parsed.compact).toBe(bare)
})

/** What a file could state before there were groups, with a value each, and where each is now. */
const FLAT: Readonly<Record<string, readonly [unknown, string]>> = {
  minSpreadCents: [1, 'regime'],
  maxSpreadCents: [5, 'regime'],
  minDepthShares: [100, 'regime'],
  minMid: [0.1, 'regime'],
  maxMid: [0.9, 'regime'],
  maxJumpCents: [3, 'regime'],
  jumpMemoryMinutes: [10, 'regime'],
  volatilityWindowMinutes: [10, 'regime'],
  minHistorySeconds: ['120', 'regime'],
  maxSdCents: [1, 'regime'],
  maxMoveCents: [3, 'regime'],
  stayPercent: [50, 'regime'],
  maxReadAgeSeconds: [5, 'regime'],
  gameStartMarginMinutes: [30, 'regime'],
  allowInPlay: [false, 'regime'],
  endMarginMinutes: [60, 'regime'],
  rewardEntryUsdc: [12, 'quote'],
  dustLevelShares: [5, 'quote'],
  minEdgeTicks: [2, 'quote'],
  volatilityDistance: [1, 'quote'],
  repriceTicks: [2, 'quote'],
  minQuoteAgeSeconds: [30, 'quote'],
  preferRewards: [true, 'quote'],
  entryTtlSeconds: [300, 'quote'],
  entryMaxAgeSeconds: [240, 'quote'],
  exitFloor: [0.1, 'exit'],
  targetTicks: [2, 'exit'],
  targetFloorTicks: [1, 'exit'],
  targetDecayMinutes: [60, 'exit'],
  takerExit: [false, 'exit'],
  timeStopMinutes: [240, 'exit'],
  stopLossCents: [5, 'exit'],
  takerSlippageCents: [3, 'exit'],
  exitTtlSeconds: [600, 'exit'],
  exposureStopMultiple: [1, 'safety'],
  exposureStop: ['confirmed', 'safety'],
  emergencyExit: ['hold', 'safety'],
  dust: ['carry', 'safety'],
  settledAt: ['CONFIRMED', 'safety'],
  flapWindowSeconds: [120, 'safety'],
  blindCancelSeconds: [30, 'safety'],
  blindSeconds: [180, 'safety'],
  failedTradesLimit: [3, 'safety'],
  sendDeadlineMs: [2000, 'expert'],
  maxSkewSeconds: [5, 'expert'],
  expirySlackSeconds: [60, 'expert'],
  fillSettleSeconds: [60, 'expert'],
  settleStuckSeconds: [600, 'expert'],
  positionLagSeconds: [600, 'expert'],
  openOrdersGapSeconds: [5, 'expert'],
  sanityEverySeconds: [60, 'expert'],
}
const FLAT_AT_THE_TOP = { minGapMs: 1000, leaseSeconds: 60, stopListGapSeconds: 10 }

test('a file of the flat form is refused with the value and the new place of every key', () => {
  const flat = Object.fromEntries(Object.entries(FLAT).map(([name, [value]]) => [name, value]))
  const lines = linesOf(configFile({ ...FLAT_AT_THE_TOP, markets: [SECOND, marketFile(flat)] }))

  const ofMarket = Object.entries(FLAT).map(([name, [value, group]]) => {
    const moved =
      group === 'expert'
        ? `expert.${name}`
        : `markets[1].${group}.${name} (or defaults.${group}.${name} for every market)`
    return `markets[1].${name} = ${JSON.stringify(value)}: moved to ${moved}`
  })
  const atTheTop = Object.entries(FLAT_AT_THE_TOP).map(
    ([name, value]) => `${name} = ${value}: moved to expert.${name}`,
  )
  expect(lines).toEqual([...atTheTop, ...ofMarket])
})

test('moved as the message says, it is the same configuration', () => {
  const grouped: Record<string, Record<string, unknown>> = {}
  for (const [name, [value, group]] of Object.entries(FLAT)) {
    grouped[group] = { ...grouped[group], [name]: value }
  }
  const { expert, ...groups } = grouped
  const [moved] = marketsOf(
    configFile({ expert: { ...expert, ...FLAT_AT_THE_TOP }, markets: [marketFile(groups)] }),
  )
  const [plain] = marketsOf(configFile())
  expect(moved).toEqual({ ...plain, risk: { ...plain?.risk, rewardEntryMicros: 12_000_000 } })
})
