import { describe, expect, test } from 'vitest'
import { parseConfig } from '../../../shared/config/parseConfig.ts'
import { formatConfigProblems } from '../../../shared/config/problem.ts'
import { withMarket } from '../../support/configFile.ts'

/** The cap is 50 USDC, an entry costs 10. */
const marketOf = (over: Record<string, unknown>) => {
  const parsed = parseConfig(withMarket(over))
  if (!parsed.ok) return formatConfigProblems(parsed.problems)
  return parsed.config.stack.markets[0]
}

describe('settings of the strategy', () => {
  test('come out in the integers of the pure rooms', () => {
    const written = {
      regime: {
        volatilityWindowMinutes: 5,
        minHistorySeconds: 300,
        maxSdCents: '0.75',
        maxMoveCents: 2.5,
        stayPercent: 60,
      },
      quote: { volatilityDistance: 1.5, minQuoteAgeSeconds: 45, preferRewards: false, rewardEntryUsdc: 25 },
      exit: {
        targetTicks: 3,
        targetFloorTicks: -2,
        targetDecayMinutes: '90',
        takerExit: true,
        timeStopMinutes: 30,
        stopLossCents: 4,
        takerSlippageCents: 1.5,
      },
    }

    expect(marketOf(written)).toMatchObject({
      regime: {
        volatilityWindowMs: 300_000,
        minHistoryMs: 300_000,
        maxSdMicros: 7_500,
        maxMoveMicros: 25_000,
        stayPercent: 60,
      },
      quote: {
        volatilityDistancePermille: 1_500,
        targetTicks: 3,
        targetFloorTicks: -2,
        targetDecayMs: 5_400_000,
        minQuoteAgeMs: 45_000,
        preferRewards: false,
        takerExit: true,
        timeStopMs: 1_800_000,
        stopLossMicros: 40_000,
        takerSlippageMicros: 15_000,
      },
      risk: { rewardEntryMicros: 25_000_000 },
    })
  })

  test.each<readonly [string, Record<string, unknown>, RegExp]>([
    [
      'a reward entry below the ordinary one',
      { quote: { rewardEntryUsdc: 9.99 } },
      /rewardEntryUsdc = 9.99: use at least entryUsdc/,
    ],
    [
      'a reward entry above half of the cap',
      { quote: { rewardEntryUsdc: 25.000001 } },
      /rewardEntryUsdc = 25.000001: use at most 25, half/,
    ],
    [
      'a target that would rise',
      { exit: { targetFloorTicks: 3 } },
      /targetFloorTicks = 3: use at most targetTicks/,
    ],
    [
      'a target below any loss one can mean',
      { exit: { targetFloorTicks: -101 } },
      /targetFloorTicks = -101: use -100 to 100/,
    ],
    [
      'more history than is remembered',
      { regime: { volatilityWindowMinutes: 2, minHistorySeconds: 121 } },
      /minHistorySeconds = 121: use at most volatilityWindowMinutes/,
    ],
    [
      'a window of nothing',
      { regime: { volatilityWindowMinutes: 1.9 } },
      /volatilityWindowMinutes = 1.9: use 2 to 30/,
    ],
    [
      'half a percent',
      { regime: { stayPercent: 50.5 } },
      /stayPercent = 50.5: write fewer decimals, 1 to 100/,
    ],
    ['more than all of a filter', { regime: { stayPercent: 101 } }, /stayPercent = 101: use 1 to 100/],
    [
      'a permission that is not a word',
      { exit: { takerExit: 'yes' } },
      /takerExit = "yes": use true or false/,
    ],
    [
      'no age at which the target ends',
      { exit: { targetDecayMinutes: 0 } },
      /targetDecayMinutes = 0: use 1 to 10080/,
    ],
  ])('%s is refused by name', (_, over, line) => {
    expect(marketOf(over)).toMatch(line)
  })
})
