import { computeAddress, id } from 'ethers'
import { expect, onTestFinished, test } from 'vitest'
import { createExchange } from '../../../desk/exchange/createExchange.ts'
import type { ListedMarket } from '../../../desk/exchange/exchange.ts'
import { serveExchange } from '../../../desk/exchange/http/serveExchange.ts'
import { rewardEstimates } from '../../../desk/report/rewardEstimate.ts'
import { createPlayer } from '../../../desk/session/player.ts'
import { createSchedule } from '../../../desk/session/schedule.ts'
import { sessionConfig } from '../../../desk/session/sessionConfig.ts'
import { createTally } from '../../../desk/session/tally.ts'
import { createTurns } from '../../../desk/session/turns.ts'
import { createVirtualClock } from '../../../desk/session/virtualClock.ts'
import { syntheticFeed } from '../../../desk/tape/feed/synthetic.ts'
import { assert } from '../../../shared/domain/assert.ts'
import { epochMs, size, usdc } from '../../../shared/domain/units.ts'
import { createWalletSigner } from '../../../shared/keys/walletSigner.ts'
import { startArmed } from '../../../shared/operator/startArmed.ts'
import { createIncomeReader } from '../../../shared/polymarket/createIncomeReader.ts'
import { createPolymarketVenue } from '../../../shared/polymarket/createPolymarketVenue.ts'
import { createRewardSampler, type RewardLine } from '../../../shared/telemetry/createRewardSampler.ts'
import { MemoryStore } from '../../support/memoryStore.ts'

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
    account: config.stack.wallet,
    onEvent: () => {},
  })
  player.advanceTo(START_MS)
  const clock = createVirtualClock(START_MS, (nowMs) => player.advanceTo(nowMs))
  return { exchange, clock, config, market: settings.market, endMs: feed.endMs }
}

/** The account at that venue, over HTTP. */
async function account({ exchange, clock }: Pick<ReturnType<typeof earningMarket>, 'exchange' | 'clock'>) {
  const served = await serveExchange({ exchange, chainId: 137, wallNowMs: Date.now })
  onTestFinished(() => served.close())
  const { apiKey: key, secret, passphrase } = served.issueKey(WALLET)
  return {
    host: served.url,
    dataApiHost: served.dataUrl,
    gammaHost: served.dataUrl,
    chainId: 137,
    credentials: async () => ({ key, secret, passphrase }),
    owner: WALLET,
    funder: WALLET,
    signatureType: 0,
    clock,
    limits: { requestTimeoutMs: 30_000, readDeadlineMs: 60_000 },
  } as const
}

/** Two and a half hours of the whole bot until midnight, and one beyond it. */
async function evening() {
  const { exchange, clock, config, market, endMs } = earningMarket()
  const options = await account({ exchange, clock })
  const store = new MemoryStore(clock)
  const sample = createRewardSampler()
  const lines: RewardLine[] = []
  const tally = createTally(
    (record) => {
      const line = sample(record)
      if (line !== null) lines.push(line)
    },
    { tick: () => {}, busy: () => {}, stop: () => {}, latched: () => {}, page: () => {} },
  )
  const turns = createTurns(clock)
  const embedded = {
    store,
    venue: createPolymarketVenue({ ...options, signer: async () => createWalletSigner(KEY) }),
    stopVenue: createPolymarketVenue({ ...options, signer: null }),
    venueCalls: () => 0,
    dynamoCalls: () => 0,
    close: async () => {},
  }
  const schedule = createSchedule({ embedded, config, turns, telemetry: tally.telemetry })
  expect(await startArmed(store)).toMatchObject({ is: 'armed' })
  const running: Promise<readonly string[]>[] = []
  await turns.start(async (own) => {
    for (let atMs: number = START_MS; atMs < endMs; atMs += 60_000) {
      await own.sleep(atMs - own.nowMs())
      running.push(schedule.minute(endMs))
    }
  })
  expect((await Promise.all(running)).flat()).toEqual([])
  return { lines, reader: createIncomeReader(options), market }
}

test('what the ticks estimate by the minute is what the venue pays for the day, within a tenth', async () => {
  const { lines, reader, market } = await evening()

  const ofDay = lines.filter(({ minute }) => new Date(minute * 60_000).toISOString().startsWith(DAY))
  const estimate = rewardEstimates(ofDay, () => DAILY_MICROS).get(market)
  const [earned, paid] = await Promise.all([reader.rewards(DAY), reader.paid(START_MS)])

  assert(earned.ok && paid.ok && estimate != null, 'all is read')
  expect(ofDay.length).toBeGreaterThan(60)
  const [row] = earned.value
  assert(row !== undefined, 'it has earned')
  expect(earned.value).toHaveLength(1)
  expect(row).toMatchObject({ kind: 'reward', day: DAY, market })
  const reward = paid.value.find(({ kind }) => kind === 'reward')
  expect(reward).toMatchObject({ day: DAY, market: null, atMs: Date.UTC(2026, 2, 2, 0, 0, 20) })
  expect(Math.abs((reward?.micros ?? 0) - row.micros)).toBeLessThanOrEqual(1)
  expect(estimate.likelyMicros / row.micros).toBeGreaterThan(0.9)
  expect(estimate.likelyMicros / row.micros).toBeLessThan(1.1)
  expect(row.micros).toBeGreaterThan(estimate.lowMicros)
  expect(row.micros).toBeLessThan(estimate.highMicros)
}, 120_000)
