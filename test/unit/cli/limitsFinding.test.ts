import { expect, test } from 'vitest'
import { limitsWords } from '../../../cli/operate/limitsFinding.ts'
import { usdc } from '../../../shared/domain/units.ts'
import { settings } from '../../support/build.ts'

test.each([
  [
    undefined,
    'at most 100 USDC (no stackUsdcLocked: the sum of 2 outcomes) locked, and 40 USDC (no stackDailyLossUsdc: the sum of 2 outcomes) lost a day',
  ],
  [
    { lockedMicros: usdc(60_000_000), dailyLossMicros: null },
    'at most 60 USDC (stackUsdcLocked; the sum of 2 outcomes would be 100) locked, and 40 USDC (no stackDailyLossUsdc: the sum of 2 outcomes) lost a day',
  ],
  [
    { lockedMicros: usdc(100_000_000), dailyLossMicros: usdc(15_500_000) },
    'at most 100 USDC (stackUsdcLocked 100 is not below that: the sum of 2 outcomes) locked, and 15.5 USDC (stackDailyLossUsdc; the sum of 2 outcomes would be 40) lost a day',
  ],
])('limits of the stack are shown next to the sum of the markets’: %o', (limits, words) => {
  const risk = {
    ...settings().risk,
    maxUsdcLockedMicros: usdc(50_000_000),
    maxDailyLossMicros: usdc(20_000_000),
  }
  const one = { ...settings(), risk }
  expect(limitsWords({ markets: [one, one], ...(limits && { limits }) })).toBe(words)
})
