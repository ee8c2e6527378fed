import { computeAddress, id } from 'ethers'
import { expect, test } from 'vitest'
import { createExchange } from '../../../desk/exchange/createExchange.ts'
import type { ListedMarket } from '../../../desk/exchange/exchange.ts'
import { createPlayer } from '../../../desk/exchange/player.ts'
import { rewardEstimates } from '../../../desk/report/rewardEstimate.ts'
import { sessionConfig } from '../../../desk/session/sessionConfig.ts'
import { createVirtualClock } from '../../../desk/session/virtualClock.ts'
import { syntheticFeed } from '../../../desk/tape/feed/synthetic.ts'
import { assert } from '../../../shared/domain/assert.ts'
import { epochMs, size, usdc } from '../../../shared/domain/units.ts'
import { withRewardedBot } from '../../support/rewardedBot.ts'

const KEY = id('a wallet that earns')
const WALLET = computeAddress(KEY)
const START_MS = epochMs(Date.UTC(2026, 2, 1, 21, 30))
const HOUR_MS = 3_600_000
const DAY = '2026-03-01'
const DAILY_MICROS = 6_000_000_000

/** A market that pays rewards, as the simulated venue plays it. */
function earningMarket() {
  const feed = syntheticFeed({ kind: 'calm', seed: 3, startMs: START_MS, durationMs: 3.5 * HOUR_MS })
  const [token] = feed.listing.tokens
  const config = sessionConfig(
    { config: null, cadenceSeconds: null, entryUsdc: 40 },
    { wallet: WALLET, token },
  )
  const [settings] = config.stack.markets
  assert(settings !== undefined, 'one market')
  const listed: ListedMarket = {
    ...feed.listing,
    market: settings.market,
    version: 'v1',
    negRisk: false,
    accepting: true,
    closed: false,
    payoutMicros: null,
    feeRatePpm: 20_000,
    feeExponent: 1,
    rebatePpm: 250_000,
    clearBookOnStart: true,
    rewards: {
      minSizeMicros: size(20_000_000),
      maxSpreadMicros: 45_000,
      minAgeSeconds: 30,
      dailyUsdcMicros: usdc(DAILY_MICROS),
    },
  }
  const exchange = createExchange({ seed: 3, startMs: START_MS })
  exchange.list(listed)
  exchange.fund(config.stack.wallet, config.stack.accountMicros)
  exchange.approve(config.stack.wallet, true)
  const player = createPlayer({
    exchange,
    market: listed,
    events: feed.events(),
    untilMs: feed.endMs,
    accounts: [config.stack.wallet],
    onEvent: () => {},
  })
  player.advanceTo(START_MS)
  const clock = createVirtualClock(START_MS, (nowMs) => player.advanceTo(nowMs))
  return { exchange, clock, config, market: settings.market, endMs: feed.endMs }
}

/** Two and a half hours of the whole bot until midnight, and one beyond it. */
const evening = async () => {
  const { market, endMs, ...played } = earningMarket()
  const run = { ...played, key: KEY, startMs: START_MS, untilMs: endMs }
  return await withRewardedBot(run, async ({ lines, failures, income }) => {
    const [earned, paid] = await Promise.all([income.rewards(DAY), income.paid(START_MS)])
    return { lines, failures, earned, paid, market }
  })
}

test('what the ticks estimate by the minute is what the venue pays for the day, within a tenth', async () => {
  const { lines, failures, earned, paid, market } = await evening()

  expect(failures).toEqual([])
  const ofDay = lines.filter(({ minute }) => new Date(minute * 60_000).toISOString().startsWith(DAY))
  const estimate = rewardEstimates(ofDay, () => DAILY_MICROS).get(market)

  assert(earned.ok && paid.ok && estimate != null, 'all is read')
  expect(ofDay.length).toBeGreaterThan(60)
  const [record] = earned.value
  assert(record !== undefined, 'it has earned')
  expect(earned.value).toHaveLength(1)
  expect(record).toMatchObject({ kind: 'reward', day: DAY, market })
  const reward = paid.value.find(({ kind }) => kind === 'reward')
  expect(reward).toMatchObject({ day: DAY, market: null, atMs: Date.UTC(2026, 2, 2, 0, 0, 20) })
  expect(Math.abs((reward?.micros ?? 0) - record.micros)).toBeLessThanOrEqual(1)
  expect(estimate.likelyMicros / record.micros).toBeGreaterThan(0.9)
  expect(estimate.likelyMicros / record.micros).toBeLessThan(1.1)
  expect(record.micros).toBeGreaterThan(estimate.lowMicros)
  expect(record.micros).toBeLessThan(estimate.highMicros)
}, 120_000)
