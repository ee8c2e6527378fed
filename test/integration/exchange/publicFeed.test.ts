import { describe, expect, test } from 'vitest'
import type { FeedEvent } from '../../../desk/exchange/exchange.ts'
import { epochMs, monotonicMs, price, size } from '../../../shared/domain/units.ts'
import { createPublicFeed } from '../../../shared/polymarket/createPublicFeed.ts'
import { MARKET, NO, YES } from '../../support/wireIds.ts'
import { type Stage, setStage, wait } from './http/stage.ts'

const feedOf = ({ exchange, venue }: Stage) =>
  createPublicFeed({
    host: venue.url,
    dataApiHost: venue.dataUrl,
    gammaHost: venue.dataUrl,
    chainId: 137,
    clock: {
      nowMs: () => exchange.nowMs(),
      monotonicMs: () => monotonicMs(performance.now()),
      sleep: async () => {},
    },
  })

const crowdSells = ({ exchange }: Stage, cents: number, shares: number): void => {
  const event: FeedEvent = {
    type: 'trade',
    atMs: exchange.nowMs(),
    taker: 'SELL',
    priceMicros: price(cents * 10_000),
    sizeMicros: size(shares * 1e6),
  }
  exchange.feed(MARKET, event)
}
/** As sells of YES, whichever token they were told in. */
const asYes = (trades: readonly { tokenId: string; taker: string; priceMicros: number }[]) =>
  trades.map(({ tokenId, taker, priceMicros }) =>
    tokenId === YES
      ? { taker, priceMicros }
      : { taker: taker === 'BUY' ? 'SELL' : 'BUY', priceMicros: 1_000_000 - priceMicros },
  )

describe('the simulated venue to anybody', () => {
  test('tells book, rules and time without a key', async () => {
    const stage = await setStage()
    const feed = feedOf(stage)
    expect(await feed.ladder(YES)).toMatchObject({
      value: { bids: [{ priceMicros: 450_000 }, { priceMicros: 440_000 }], asks: [{}, {}] },
    })
    expect(await feed.market(MARKET)).toMatchObject({ ok: true, value: { feeRatePpm: 40_000 } })
    expect((await feed.timeMs()).ok).toBe(true)
    for (const route of stage.venue.calls.keys()) expect(route).toMatch(/^GET /)
  })

  test('shows the crowd’s trades in either token, once mined and not before, newest first', async () => {
    // Prepare
    const stage = await setStage()
    const feed = feedOf(stage)
    const startMs = stage.exchange.nowMs()
    for (let nth = 1; nth <= 12; nth += 1) crowdSells(stage, 45, nth)

    // Act
    const before = await feed.marketTrades(MARKET, startMs)
    wait(stage, 10_000)
    const after = await feed.marketTrades(MARKET, startMs)

    // Assess
    expect(before).toMatchObject({ ok: true, value: { trades: [] } })
    if (!after.ok) throw new Error(after.unknown)
    const { trades } = after.value
    expect(trades).toHaveLength(12)
    expect(new Set(trades.map(({ tokenId }) => tokenId))).toEqual(new Set([YES, NO]))
    for (const trade of asYes(trades)) expect(trade).toEqual({ taker: 'SELL', priceMicros: 450_000 })
    const stamps = trades.map(({ stampedAtMs }) => stampedAtMs)
    expect(stamps).toEqual(stamps.toSorted((a, b) => b - a))
    // Stamped by the block: after the match, in whole seconds.
    for (const stamp of stamps) expect(stamp % 1_000 === 0 && stamp >= startMs).toBe(true)
  })

  test('is read through more than fits on one', async () => {
    const stage = await setStage()
    const feed = feedOf(stage)
    const startMs = stage.exchange.nowMs()
    for (let nth = 0; nth < 1_100; nth += 1) crowdSells(stage, 40, 1)
    wait(stage, 10_000)
    const read = await feed.marketTrades(MARKET, startMs)
    expect(read.ok && read.value.trades).toHaveLength(1_100)
    expect(read.ok && new Set(read.value.trades.map(({ key }) => key)).size).toBe(1_100)
    expect(stage.venue.calls.get('GET data-api/v2/trades')).toBe(3)
  })

  test('answers a bad question by naming it, and a page that failed makes the answer unknown', async () => {
    const stage = await setStage({ rules: ['GET data-api/v2/trades: html-502, nth 3'] })
    const ask = async (query: string) => (await fetch(`${stage.venue.dataUrl}/v2/trades?${query}`)).json()
    expect(await ask('condition=0x12')).toMatchObject({ parameter: 'condition' })
    expect(await ask(`condition=${MARKET}&taker_only=false`)).toMatchObject({ parameter: 'taker_only' })
    expect(await feedOf(stage).marketTrades(MARKET, epochMs(0))).toMatchObject({
      ok: false,
      unknown: expect.stringMatching(/status 502/),
    })
  })
})

describe('the network and the index of the Data API', () => {
  const raw = async ({ venue }: Stage) => {
    const response = await fetch(`${venue.dataUrl}/v2/trades?condition=${MARKET}&limit=500`)
    const { data } = (await response.json()) as { data: readonly unknown[] }
    return { records: data.length, age: response.headers.get('age') }
  }

  test('answer the same address for five minutes by a copy that says its age; the bot asks past it', async () => {
    const stage = await setStage()
    const startMs = stage.exchange.nowMs()
    expect(await raw(stage)).toEqual({ records: 0, age: null })
    crowdSells(stage, 45, 10)
    wait(stage, 60_000)

    expect(await raw(stage)).toEqual({ records: 0, age: '60' })
    expect((await feedOf(stage).marketTrades(MARKET, startMs)).ok).toBe(true)
    const read = await feedOf(stage).marketTrades(MARKET, startMs)
    expect(read.ok && read.value.trades).toHaveLength(1)
    wait(stage, 241_000)
    expect(await raw(stage)).toEqual({ records: 1, age: null })
  })

  test('lag as the status says', async () => {
    const stage = await setStage({ indexLagSeconds: 120 })
    const feed = feedOf(stage)
    const startMs = stage.exchange.nowMs()
    crowdSells(stage, 45, 10)
    wait(stage, 100_000)
    const early = await feed.marketTrades(MARKET, startMs)
    wait(stage, 30_000)
    const late = await feed.marketTrades(MARKET, startMs)

    expect([early, late].map((read) => read.ok && read.value.trades.length)).toEqual([0, 1])
    expect(await feed.indexLag?.()).toMatchObject({ ok: true, value: 120_000 })
  })
})
