import { mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createExchange } from '../../../desk/exchange/createExchange.ts'
import type { FeedEvent } from '../../../desk/exchange/exchange.ts'
import { createFaults } from '../../../desk/exchange/faults/createFaults.ts'
import { serveExchange } from '../../../desk/exchange/http/serveExchange.ts'
import { createVirtualClock } from '../../../desk/session/virtualClock.ts'
import { openSource } from '../../../desk/tape/openSource.ts'
import { type RecordingResult, recordMarket } from '../../../desk/tape/recordMarket.ts'
import { type TapeInfo, tapeInfo } from '../../../desk/tape/tapeInfo.ts'
import { type EpochMs, epochMs, marketId, price, size, tokenId, usdc } from '../../../shared/domain/units.ts'
import { level } from '../../support/level.ts'
import { openMarket } from '../../support/openMarket.ts'

const START_MS = Date.UTC(2026, 0, 5)
const MARKET = marketId(`0x${'cd'.repeat(32)}`)
const TOKENS = [tokenId('11'), tokenId('22')] as const

/** A venue whose market moves as time passes, and a recorder's view of it. */
async function setStage(events: readonly FeedEvent[], ...rules: readonly string[]) {
  const exchange = createExchange({ startMs: epochMs(START_MS), seed: 1 })
  exchange.list({
    ...openMarket({ market: MARKET, tokens: TOKENS, question: 'Is it so?', feeRatePpm: 30_000 }),
    gameStartMs: epochMs(START_MS + 3_600_000),
    endMs: epochMs(START_MS + 7_200_000),
    rewards: {
      minSizeMicros: size(50_000_000),
      maxSpreadMicros: 35_000,
      minAgeSeconds: 30,
      dailyUsdcMicros: usdc(120_000_000),
    },
  })
  const rest = [...events]
  const play = (nowMs: EpochMs): void => {
    for (let next = rest[0]; next !== undefined && next.atMs <= nowMs; next = rest[0]) {
      rest.shift()
      exchange.feed(MARKET, next)
    }
    exchange.advanceTo(nowMs)
  }
  const clock = createVirtualClock(epochMs(START_MS), play)
  play(epochMs(START_MS))
  const served = await serveExchange({
    exchange,
    chainId: 137,
    wallNowMs: Date.now,
    faults: createFaults({ seed: 1, rules }).http,
  })
  onTestFinished(() => served.close())
  const folder = mkdtempSync(join(tmpdir(), 'record-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'live.tape')
  const notices: string[] = []
  const record = (untilSecond: number): Promise<RecordingResult> =>
    recordMarket({
      file,
      host: served.url,
      gammaHost: served.dataUrl,
      clock,
      market: MARKET,
      token: TOKENS[0],
      everyMs: 1_000,
      isOver: () => clock.nowMs() >= START_MS + untilSecond * 1_000,
      onNotice: (text) => notices.push(text),
    })
  const info = async (): Promise<TapeInfo> =>
    tapeInfo(await openSource(file, { outcome: 0, facts: {}, onSalvaged: null }), 600_000)
  return { clock, file, served, notices, record, info }
}

const book = (second: number, bid: number, ask: number, shares = 100): FeedEvent => ({
  type: 'book',
  atMs: epochMs(START_MS + second * 1_000),
  bids: [level(bid, shares), level(bid - 1, 500)],
  asks: [level(ask, shares), level(ask + 1, 500)],
})
const trade = (second: number, cents: number, shares: number): FeedEvent => ({
  type: 'trade',
  atMs: epochMs(START_MS + second * 1_000),
  taker: 'SELL',
  ...level(cents, shares),
})

test('a live market becomes a tape: facts in its head, changes, trades that can be inferred, signs of life', async () => {
  const events = [
    book(0, 49, 51),
    trade(5.5, 49, 30),
    { ...book(5.5, 49, 51), bids: [level(49, 70), level(48, 500)] } as FeedEvent,
    {
      type: 'delta',
      atMs: epochMs(START_MS + 20_500),
      changes: [{ side: 'ask', ...level(51, 40) }],
    } as FeedEvent,
  ]
  const { record, info } = await setStage(events)

  const recorded = await record(200)

  expect(recorded).toMatchObject({ is: 'recorded', gaps: 0, gone: false })
  const { header, kinds, gaps } = await info()
  expect(header).toMatchObject({
    market: MARKET,
    tokens: TOKENS,
    question: 'Is it so?',
    tickMicros: 10_000,
    minSizeMicros: 5_000_000,
    feeRatePpm: 30_000,
    gameStartMs: START_MS + 3_600_000,
    endMs: START_MS + 7_200_000,
    rewards: {
      minSizeMicros: 50_000_000,
      maxSpreadMicros: 35_000,
      dailyMicros: 120_000_000,
      minAgeMs: 30_000,
    },
  })
  expect(kinds).toMatchObject({ tradeSell: 1, unknownTrade: 0, gap: 0 })
  // The first look, the one after the trade, and one a minute for a market that does not move.
  expect(kinds.snapshot).toBe(4)
  expect(gaps).toEqual([])
})

test('without the catalogue a tape ends with the day that the order book names', async () => {
  const { record, info } = await setStage([book(0, 49, 51)], 'GET gamma-api/markets/keyset: reply 500')

  expect(await record(5)).toMatchObject({ is: 'recorded' })

  const { header } = await info()
  expect(header?.endMs).toBe(START_MS + 24 * 3_600_000)
})

test('a connection that breaks is a gap in the tape, and is reported once', async () => {
  // As when the network is gone: between 10 and 30 seconds nothing answers.
  const { record, info, notices } = await setStage(
    [book(0, 49, 51), book(40, 45, 47)],
    'GET /book: drop-before, after 10.5s, for 19s',
  )

  const recorded = await record(60)

  expect(recorded).toMatchObject({ is: 'recorded', gaps: 1 })
  expect(notices).toEqual([expect.stringMatching(/^no book: lost: /), 'recording again'])
  expect((await info()).gaps).toMatchObject([{ marked: true, toMs: START_MS + 30_000 }])
})

test('a recorder that died goes on after its last whole block, with a gap', async () => {
  const { record, info, file, clock } = await setStage([book(0, 49, 51), book(15, 45, 47), book(300, 44, 46)])
  await record(30)
  // In the middle of what it wrote last.
  truncateSync(file, readFileSync(file).length - 150)
  clock.advanceTo(epochMs(START_MS + 200_000))

  const recorded = await record(400)

  expect(recorded).toMatchObject({ is: 'recorded', gaps: 1 })
  const { kinds, gaps, endMs } = await info()
  expect(kinds.gap).toBe(1)
  expect(gaps).toMatchObject([{ marked: true, toMs: START_MS + 200_000 }])
  expect(endMs).toBeGreaterThan(START_MS + 290_000)
})

test('a market that closes ends the recording', async () => {
  const closing: FeedEvent = {
    type: 'market',
    atMs: epochMs(START_MS + 10_000),
    change: { closed: true, accepting: false, payoutMicros: [price(1_000_000), price(0)] },
  }
  const { record, info } = await setStage([book(0, 49, 51), closing])

  const recorded = await record(60)

  expect(recorded).toMatchObject({ is: 'recorded', gone: true })
  expect((await info()).kinds.status).toBe(1)
})

test('a market the venue does not know is refused, and no tape begun', async () => {
  const { clock, served } = await setStage([])

  const recorded = await recordMarket({
    file: '/nowhere/at/all.tape',
    host: served.url,
    clock,
    everyMs: 1_000,
    market: `0x${'00'.repeat(32)}`,
    token: '33',
    isOver: () => true,
    onNotice: () => {},
  })

  expect(recorded).toEqual({ is: 'refused', why: 'the venue does not know the market' })
})
