import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { FeedEvent } from '../../../desk/exchange/exchange.ts'
import { serveExchange } from '../../../desk/exchange/http/serveExchange.ts'
import { listenLive } from '../../../desk/paper/listenLive.ts'
import { LiveMarket } from '../../../desk/paper/liveMarket.ts'
import { syntheticFeed } from '../../../desk/tape/feed/synthetic.ts'
import { unknown } from '../../../shared/domain/read.ts'
import { epochMs } from '../../../shared/domain/units.ts'
import { createPaperVenue } from '../../../shared/paper/createPaperVenue.ts'
import type { TradesLooked } from '../../../shared/paper/tradesLooked.ts'
import { channelAddress } from '../../../shared/polymarket/channel/channelAddress.ts'
import { createPublicFeed } from '../../../shared/polymarket/createPublicFeed.ts'
import { classifyPost } from '../../../shared/polymarket/postOutcome.ts'
import { type Attempt, attempts, HOUR_MS, inReplay, playing, SHARES } from '../../support/paperAttempts.ts'
import { memoryPaper, START } from '../../support/paperStage.ts'
import { MARKET, YES } from '../../support/wireIds.ts'

/** Shares its processor with the venue: only a hang may look like one. */
const STEP_MS = 5_000
const LIMITS = { requestTimeoutMs: 30_000, readDeadlineMs: 60_000 }

/** Paper over a venue on the network: rules, books and the index by HTTP, trades by its market channel. */
async function onNetwork(seed: number, hours: number) {
  const feed = syntheticFeed({ kind: 'calm', seed, startMs: START, durationMs: hours * HOUR_MS })
  const { exchange, clock, info } = playing(feed, seed)
  const served = await serveExchange({ exchange, chainId: 137, wallNowMs: Date.now })
  const [token] = feed.listing.tokens
  const public_ = createPublicFeed({
    host: served.url,
    dataApiHost: served.dataUrl,
    gammaHost: served.dataUrl,
    chainId: 137,
    clock,
    limits: LIMITS,
  })
  const market = new LiveMarket({ tokens: info.tokens, token, clock })
  const news: string[] = []
  const listening = listenLive({
    url: channelAddress(served.url),
    markets: new Map([[MARKET, market]]),
    clock,
    onNews: (text) => news.push(text),
  })
  onTestFinished(async () => {
    await listening.close()
    await served.close()
  })
  expect(await listening.ready()).toBe(true)
  let looks: FeedEvent[] = []
  const watched: TradesLooked[] = []
  const store = memoryPaper()
  const venue = createPaperVenue({
    feed: {
      ...public_,
      ladder: async (of) => {
        const read = await public_.ladder(of)
        if (read.ok) looks.push({ type: 'book', atMs: clock.nowMs(), ...read.value })
        return read
      },
    },
    live: listening.live,
    watch: (_, looked) => void watched.push(looked),
    store,
    clock,
    accountMicros: 1e12,
    page: (text) => news.push(text),
    readAnswer: (status, value) => classifyPost({ is: 'answer', status, body: { is: 'json', value } }),
  })
  const takeLooks = (): readonly FeedEvent[] => {
    const taken = looks
    looks = []
    return taken
  }
  // What is told is heard as time passes, not in one leap.
  const advance = async (atMs: number): Promise<void> => {
    while (clock.nowMs() < atMs) {
      clock.advanceTo(epochMs(Math.min(atMs, clock.nowMs() + STEP_MS)))
      await listening.live.look(MARKET, clock.nowMs(), { token: YES, ladder: unknown('not looked at') })
    }
  }
  return { feed, exchange, clock, venue, takeLooks, advance, served, market, news, watched }
}

/** The exact flow, with the display as paper saw it. */
function exactFlow(events: Iterable<FeedEvent>, made: readonly Attempt[]): readonly FeedEvent[] {
  const seen = [...events].filter(
    ({ type, atMs }) =>
      type === 'trade' || !made.some((attempt) => attempt.atMs < atMs && atMs <= attempt.endMs),
  )
  const looks = made.flatMap((attempt) => attempt.looks.filter(({ atMs }) => atMs < attempt.endMs))
  return [...seen, ...looks].toSorted((a, b) => a.atMs - b.atMs)
}

test.each([1, 2])(
  'paper on the channel is paper on the exact flow, seed %i',
  async (seed) => {
    const world = await onNetwork(seed, 4)
    const made = await attempts(world)
    const replay = await inReplay(exactFlow(world.feed.events(), made), made)

    expect(made.length).toBeGreaterThan(35)
    expect(replay.filter((micros) => micros === SHARES).length).toBeGreaterThan(20)
    expect(made.map(({ matchedMicros }) => matchedMicros)).toEqual(replay)
    expect([...new Set(world.watched.map(({ source }) => source))]).toEqual(['channel'])
    expect(world.news).toEqual([])
  },
  120_000,
)

test('a channel that breaks in the lives of orders: the index goes on, nothing fills twice, and it is heard again', async () => {
  const world = await onNetwork(1, 4)
  let isLost = false
  const made = await attempts({
    ...world,
    onLook: async (nth) => {
      // In mid-order; some looks later it is there again.
      if (nth % 50 === 7) {
        world.served.dropChannels()
        await expect.poll(() => world.market.hears).toBe(false)
        isLost = true
      }
      if (isLost && nth % 50 === 30) {
        await expect.poll(() => world.market.hears, { timeout: 10_000 }).toBe(true)
        isLost = false
      }
      await sleep(0)
    },
  })
  const replay = await inReplay(exactFlow(world.feed.events(), made), made)

  const sources = world.watched.map(({ source }) => source)
  const changes = sources.filter((source, nth) => source !== sources[nth - 1])
  expect(changes.length).toBeGreaterThan(6)
  for (const [nth, { matchedMicros }] of made.entries()) {
    expect(matchedMicros, `order ${nth}`).toBeLessThanOrEqual(replay[nth] ?? 0)
  }
  const lacking = made.filter(({ matchedMicros }, nth) => matchedMicros !== replay[nth])
  expect(lacking.length).toBeLessThanOrEqual(3)
  const breaks = world.news.filter((text) => text === 'market channel: the connection broke')
  expect(breaks.length).toBeGreaterThan(3)
}, 120_000)
