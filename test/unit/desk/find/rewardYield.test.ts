import { expect, test } from 'vitest'
import { joiningQuotes, rewardYield, sharesFor } from '../../../../desk/find/rewardYield.ts'
import type { Ladder } from '../../../../shared/domain/market.ts'
import { price, size, usdc } from '../../../../shared/domain/units.ts'
import { level } from '../../../support/level.ts'

const ladder: Ladder = { bids: [level(49, 300)], asks: [level(51, 300)] }
const pool = {
  minSizeMicros: size(20_000_000),
  maxSpreadMicros: price(40_000),
  dailyMicros: usdc(100_000_000),
}

test('bids join the best of each outcome, the second seen as an ask', () => {
  const both = joiningQuotes(ladder, { usdcMicros: 49_000_000, sides: 'both' })

  expect(both).toMatchObject([
    { side: 'BUY', priceMicros: 490_000, restMicros: 100_000_000 },
    { side: 'SELL', priceMicros: 510_000, restMicros: 100_000_000 },
  ])
  expect(joiningQuotes(ladder, { usdcMicros: 49_000_000, sides: 'second' })).toEqual([both[1]])
  expect(joiningQuotes({ bids: [], asks: ladder.asks }, { usdcMicros: 1_000_000, sides: 'both' })).toEqual([])
  expect(sharesFor(1_000_000, 300_000)).toBe(3_330_000)
})

test('the yield lies between what the same book pays however its makers are spread', () => {
  const ours = joiningQuotes(ladder, { usdcMicros: 49_000_000, sides: 'both' })

  // We count 100. The crowd counts 300 where each maker has both sides, 150 where each has three times as much on one.
  expect(rewardYield(pool, ladder, ours)).toEqual({ lowMicros: 25_000_000, highMicros: 40_000_000 })
})

test('a bid below the programme earns nothing', () => {
  const ours = joiningQuotes(ladder, { usdcMicros: 9_000_000, sides: 'both' })
  expect(rewardYield(pool, ladder, ours)).toEqual({ lowMicros: 0, highMicros: 0 })
})
