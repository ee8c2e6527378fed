import { describe, expect, test } from 'vitest'
import { marketLabel, tickLabel, withMarketLabels } from '../../../shared/config/marketLabel.ts'
import { MAX_MARKETS, parseConfig } from '../../../shared/config/parseConfig.ts'
import { formatConfigProblems } from '../../../shared/config/problem.ts'
import { tokenId } from '../../../shared/domain/units.ts'
import { configFile, marketFile } from '../../support/configFile.ts'
import { MARKET, NO, YES } from '../../support/wireIds.ts'

const BOTH = { outcomes: 'both', otherToken: NO }
const WORDS = { question: 'Will it rain?', outcome: 'Yes', otherOutcome: 'No' }
const linesOf = (...markets: readonly Record<string, unknown>[]): string => {
  const parsed = parseConfig(configFile({ accountUsdc: 100_000, markets: markets.map(marketFile) }))
  return parsed.ok ? 'ok' : formatConfigProblems(parsed.problems)
}
const configOf = (...markets: readonly Record<string, unknown>[]) => {
  const parsed = parseConfig(configFile({ accountUsdc: 100_000, markets: markets.map(marketFile) }))
  if (!parsed.ok) throw new Error(formatConfigProblems(parsed.problems))
  return parsed.config
}

describe('a market with both outcomes', () => {
  test('is two machines that differ in the token alone, at one place of the file', () => {
    const { stack, words } = configOf({ market: `0x${'b2'.repeat(32)}`, token: '7' }, { ...BOTH, ...WORDS })
    const [, first, second] = stack.markets

    expect(stack.markets.map(({ tokenId: token }) => token)).toEqual(['7', YES, NO])
    expect(second).toEqual({ ...first, tokenId: NO })
    expect(words.map(({ outcome }) => outcome)).toEqual([null, 'Yes', 'No'])
    expect(stack.places).toEqual([
      { entry: 0, token: 'token' },
      { entry: 1, token: 'token' },
      { entry: 1, token: 'otherToken' },
    ])
  })

  test('may be two entries with settings of their own', () => {
    const { stack } = configOf({ maxUsdcLocked: 50 }, { token: NO, maxUsdcLocked: 80 })
    expect(stack.markets.map(({ tokenId: token, risk }) => [token, risk.maxUsdcLockedMicros])).toEqual([
      [YES, 50_000_000],
      [NO, 80_000_000],
    ])
    expect(stack.places).toBeUndefined()
  })

  test('counts the cap of each outcome towards the account', () => {
    const parsed = parseConfig(configFile({ accountUsdc: 99, markets: [marketFile(BOTH)] }))
    expect(parsed.ok ? '' : formatConfigProblems(parsed.problems)).toBe(
      'accountUsdc = 99: the caps of the markets (with "both", once for each outcome) add up to 100 USDC: lower them or raise accountUsdc',
    )
  })

  test.each([
    [
      'without the other token',
      [{ outcomes: 'both' }],
      /^markets\[0\]\.otherToken = missing: .*"npx bot ids"/,
    ],
    [
      'with another token, and one outcome',
      [{ otherToken: NO }],
      /^markets\[0\]\.otherToken = .*set "outcomes" to "both"/,
    ],
    [
      'with one token twice',
      [{ outcomes: 'both', otherToken: YES }],
      /^markets\[0\]\.otherToken = .*: this is the one of "token"/,
    ],
    [
      'with words for the first alone',
      [{ ...BOTH, ...WORDS, otherOutcome: undefined }],
      /^markets\[0\]\.otherOutcome = missing: name the other outcome too/,
    ],
    [
      'with words for the other alone',
      [{ ...BOTH, otherOutcome: 'No' }],
      /^markets\[0\]\.otherOutcome = "No": leave it out/,
    ],
    [
      'and one of them again',
      [BOTH, { token: NO }],
      /^markets\[1\]\.market = .*: name each market once, or each of its two outcomes once/,
    ],
    ['the same outcome in two entries', [{}, {}], /^markets\[1\]\.market = .*: name each market once/],
    [
      'a third outcome',
      [{}, { token: NO }, { token: '9' }],
      /^markets\[2\]\.market = .*: a market has two outcomes/,
    ],
    ['neither one nor both', [{ outcomes: 'all' }], /^markets\[0\]\.outcomes = "all": use "one" or "both"/],
  ] as const)('%s is refused', (_, markets, expected) => {
    expect(linesOf(...markets)).toMatch(expected)
  })

  test('is two of the outcomes that a stack may have', () => {
    const pairs = (count: number) =>
      Array.from({ length: count }, (_, nth) => ({
        ...BOTH,
        market: `0x${String(nth).padStart(64, '0')}`,
      }))
    expect(linesOf(...pairs(MAX_MARKETS / 2))).toBe('ok')
    expect(linesOf(...pairs(MAX_MARKETS / 2 + 1))).toMatch(
      /^markets = 202 outcomes: name at most 200 outcomes .*; the others need another stack/,
    )
  })
})

describe('the words of an outcome', () => {
  const [yes, no] = [
    { market: MARKET, tokenId: YES },
    { market: MARKET, tokenId: NO },
  ]
  const config = configOf({ ...BOTH, ...WORDS })

  test('are its own; those of the market are the question', () => {
    expect(tickLabel(config, yes)).toBe('Will it rain? – Yes')
    expect(marketLabel(config, no)).toBe(`Will it rain? – No (${MARKET})`)
    expect(marketLabel(config, MARKET)).toBe(`Will it rain? (${MARKET})`)
  })

  test('are put into a text that is of it', () => {
    const text = `market ${MARKET}: held`
    expect(withMarketLabels(config, text, no)).toBe(`market Will it rain? – No (${MARKET}): held`)
    expect(withMarketLabels(config, text)).toBe(`market Will it rain? (${MARKET}): held`)
  })

  test('are its token where the file has none that tell it from the other', () => {
    const unnamed = configOf({ ...BOTH, name: 'rain' })
    expect(tickLabel(unnamed, yes)).toBe('rain, token 7132104567…')
    expect(tickLabel(unnamed, no)).toBe('rain, token 5211431950…')
    expect(tickLabel(configOf({ ...BOTH, name: undefined }), no)).toBe('0xa1a1a1a1, token 5211431950…')
  })

  test('are never those of the outcome that is configured, where the other has left the file', () => {
    const one = configOf({ question: 'Will it rain?', outcome: 'Yes' })
    expect(tickLabel(one, no)).toBe('Will it rain?, token 5211431950…')
    expect(tickLabel(one, { market: MARKET, tokenId: tokenId('7') })).toBe('Will it rain?, token 7')
    expect(tickLabel(one, yes)).toBe('Will it rain? – Yes')
  })
})

describe('limits over all markets', () => {
  const limitsOf = (over: Record<string, unknown>) => {
    const parsed = parseConfig(configFile(over))
    return parsed.ok ? parsed.config.stack.limits : formatConfigProblems(parsed.problems)
  }

  test('are absent where none is stated, and each may be alone', () => {
    expect(limitsOf({})).toBeUndefined()
    expect(limitsOf({ stackUsdcLocked: 80 })).toEqual({ lockedMicros: 80_000_000, dailyLossMicros: null })
    expect(limitsOf({ stackDailyLossUsdc: '7.5' })).toEqual({
      lockedMicros: null,
      dailyLossMicros: 7_500_000,
    })
  })

  test('are at the top of the file', () => {
    expect(limitsOf({ stackUsdcLocked: 0 })).toMatch(/^stackUsdcLocked = 0: use 1 to 10000000/)
    const inMarket = configFile({ markets: [marketFile({ stackUsdcLocked: 80 })] })
    const parsed = parseConfig(inMarket)
    expect(parsed.ok ? '' : formatConfigProblems(parsed.problems)).toMatch(/moved to stackUsdcLocked/)
  })
})
