import { expect, test } from 'vitest'
import { parseOptions } from '../../../desk/session/parseOptions.ts'
import { recordMarkets } from '../../../desk/session/recordSession.ts'

const MARKETS = 100
const PAIRS = 5
const CAP_USDC = 50

/** Of the first five both outcomes are traded. */
const config = {
  stage: 'paper',
  accountUsdc: (MARKETS + PAIRS) * CAP_USDC,
  markets: Array.from({ length: MARKETS }, (_, nth) => ({
    market: `0x${String(nth + 1).padStart(64, '0')}`,
    token: `${nth + 1}1`,
    ...(nth < PAIRS ? { outcomes: 'both', otherToken: `${nth + 1}2` } : {}),
    maxUsdcLocked: CAP_USDC,
    entryUsdc: 20,
    maxDailyLossUsdc: 20,
  })),
}

test('half an hour of a hundred markets with a STOP: every ledger is the venue’s, and no order is live', async () => {
  const options = parseOptions({ hours: '0.5', cadence: 'once', haltAt: '20m' })
  const { result } = await recordMarkets({ ...options, config })

  const { outcomes, totals, differences } = result
  expect(outcomes).toHaveLength(MARKETS + PAIRS)
  expect(differences).toEqual([])
  expect(outcomes.flatMap((each) => each.differences)).toEqual([])
  expect(outcomes.flatMap((each) => each.failures)).toEqual([])
  expect(totals.fills).toBeGreaterThan(50)
  expect(totals.ticks).toMatchObject({ busy: 0, failed: 0 })
  expect(totals.ticks.done).toBeGreaterThanOrEqual(30 * (MARKETS + PAIRS))
  expect(outcomes.every(({ exposureHighMicros, capMicros }) => exposureHighMicros <= capMicros)).toBe(true)
  expect(outcomes[0]?.stop).toMatchObject({ done: true, openOrders: 0, postedAfter: 0 })
  const pairs = outcomes.slice(0, 2 * PAIRS)
  expect(pairs.filter(({ fills }) => fills.length > 0).length).toBeGreaterThan(PAIRS / 2)
}, 400_000)
