import { expect, test } from 'vitest'
import { incomeText, incomeTotals } from '../../../cli/account/incomeText.ts'
import type { Income } from '../../../cli/account/readIncome.ts'
import { paymentFields, STATEMENT_COLUMNS } from '../../../cli/account/statementFields.ts'
import { parseRewardLine } from '../../../cli/aws/rewardLines.ts'
import { rewardEstimates } from '../../../desk/report/rewardEstimate.ts'
import { epochMs, marketId, tokenId, usdc } from '../../../shared/domain/units.ts'
import type { Paid } from '../../../shared/ports/income.ts'
import type { RewardLine } from '../../../shared/telemetry/createRewardSampler.ts'

const MARKET = marketId(`0x${'a1'.repeat(32)}`)
const side = (bids: number, asks: number) => ({ bids, asks })

const line = (minute: number, token: string, ours = side(100, 0)): RewardLine => {
  const crowd = { least: side(100, 100), most: side(100, 100) }
  const scores = { ours, crowd, isBalanced: true }
  return { market: MARKET, token: tokenId(token), minute, scores: [scores, scores] }
}
const dailyMicros = 1_440_000_000

test('minutes add up; one that two runs sampled counts once, and both outcomes count as one maker', () => {
  const one = rewardEstimates([line(1, '1'), line(2, '1'), line(2, '1')], () => dailyMicros).get(MARKET)
  const both = rewardEstimates([line(1, '1'), line(1, '2')], () => dailyMicros).get(MARKET)

  // A third of our score against a whole crowd: a quarter of a dollar a minute.
  expect(one?.minutes).toBe(2)
  expect(one?.likelyMicros).toBeCloseTo(500_000, 3)
  expect(one?.lowMicros).toBeLessThanOrEqual(500_000)
  expect(one?.highMicros).toBeGreaterThanOrEqual(500_000)
  // Two sides, as much as the crowd: half of it.
  expect(both).toMatchObject({ minutes: 1 })
  expect(both?.likelyMicros).toBeCloseTo(500_000, 3)
})

test('a market whose programme is not known has an unknown estimate, not a small one', () => {
  expect(rewardEstimates([line(1, '1')], () => null)).toEqual(new Map([[MARKET, null]]))
})

test('lines of the log are read, and others are none', () => {
  const own = line(7, '1')
  const logged = JSON.stringify({ level: 'INFO', message: 'reward', reward: own })

  expect(parseRewardLine(`2026-03-01T00:00:00Z ${logged}`)).toEqual([own])
  expect(parseRewardLine('{"message":"tick","tick":{}}')).toEqual([])
  expect(parseRewardLine('nothing')).toEqual([])
  expect(parseRewardLine('{broken')).toEqual([])
})

const paid: Paid = {
  is: 'paid',
  kind: 'reward',
  day: '2026-03-01',
  market: null,
  micros: usdc(2_500_000),
  atMs: epochMs(Date.UTC(2026, 2, 2, 0, 0, 20)),
  transactionHash: `0x${'cd'.repeat(32)}`,
  nth: 0,
}
const income: Income = {
  days: [
    {
      day: '2026-03-01',
      rewardMicros: 2_500_000,
      rebateMicros: 40_000,
      estimate: { lowMicros: 2_000_000, likelyMicros: 2_400_000, highMicros: 3_100_000, minutes: 900 },
      isBooked: true,
    },
    { day: '2026-03-02', rewardMicros: 300_000, rebateMicros: null, estimate: null, isBooked: false },
  ],
  payments: [paid],
  earned: [],
  estimates: [],
  notes: ['rebates of 2026-03-02 and of days before that are not booked: status 500'],
}

test('what the ticks estimated is next to what was earned and paid, and the unknown is named', () => {
  expect(incomeTotals(income)).toEqual({
    rewards: '2.8',
    rebates: null,
    rewardsPaid: '2.5',
    rebatesPaid: '0',
  })
  expect(incomeText(income)).toEqual([
    'maker rebates on top: not known, of which 0 have been paid',
    'liquidity rewards on top: 2.8, of which 2.5 have been paid',
    "  2026-03-01  earned 2.5, paid 2.5, the ticks' estimate 2.4 (2 to 3.1)",
    "  2026-03-02  earned 0.3, paid nothing, the ticks' estimate not known",
    'rebates of 2026-03-02 and of days before that are not booked: status 500',
  ])
})

test('a payment has a line of its own in the tax list: income, and no shares', () => {
  const record = Object.fromEntries(
    STATEMENT_COLUMNS.map((name, nth) => [name, paymentFields(paid, () => '2026-03-02 01:00:20')[nth]]),
  )

  expect(record).toMatchObject({
    local_time: '2026-03-02 01:00:20',
    entry: 'REWARD',
    market: '',
    shares: '0',
    amount_usdc: '2.5',
    realised_usdc: '2.5',
    status: 'PAID',
    transaction_hash: paid.transactionHash,
  })
  expect(paymentFields({ ...paid, kind: 'rebate', market: MARKET }, () => '')).toContain('MAKER_REBATE')
})
