import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocketServer } from 'ws'
import type { FeedEvent } from '../../../desk/exchange/exchange.ts'
import { openSource } from '../../../desk/tape/openSource.ts'
import { type ChannelRecordOptions, recordChannel } from '../../../desk/tape/record/recordChannel.ts'
import { tapeInfo } from '../../../desk/tape/tapeInfo.ts'
import { epochMs, monotonicMs } from '../../../shared/domain/units.ts'
import { flatRows, rowsOfEvents } from '../../support/archive/flatRows.ts'
import { level } from '../../support/level.ts'
import { MARKET, NO, YES } from '../../support/wireIds.ts'
import { book, type Stage, setStage } from './http/stage.ts'

/** By the venue's clock, which jumps. */
const WAITS = { pingMs: 300, pongMs: 600_000, openMs: 20_000, lookMs: 60_000, retryMs: 50, fallbackMs: 1_000 }

/** A recorder at a venue whose clock the test moves. */
function record(stage: Stage, more: Partial<ChannelRecordOptions> = {}, tokens: readonly string[] = [YES]) {
  const { exchange, venue } = stage
  const folder = mkdtempSync(join(tmpdir(), 'channel-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const files = tokens.map((token) => join(folder, `${token.slice(0, 4)}.tape`))
  const notices: string[] = []
  let isOver = false
  const recorded = recordChannel({
    markets: tokens.map((token, index) => ({ file: files[index] ?? '', market: MARKET, token })),
    host: venue.url,
    gammaHost: venue.dataUrl,
    channel: `${venue.url.replace('http', 'ws')}/ws/market`,
    everyMs: 100,
    isOver: () => isOver,
    onNotice: (text) => notices.push(text),
    waits: WAITS,
    clock: {
      nowMs: () => exchange.nowMs(),
      monotonicMs: () => monotonicMs(exchange.nowMs()),
      sleep: (ms) => sleep(Math.min(ms, 50)),
    },
    ...more,
  })
  const end = async () => {
    await sleep(150)
    isOver = true
    return await recorded
  }
  const source = (file: string) => openSource(file, { outcome: 0, facts: {}, onSalvaged: null })
  return { files, notices, end, source }
}

const heard = async (): Promise<void> => {
  await sleep(600)
}

/** What a busy market does, a second apart. */
function* flow({ exchange }: Stage): Generator<FeedEvent> {
  const at = (seconds: number) => epochMs(exchange.nowMs() + seconds * 1_000)
  // As the venue shows it after the trade: nothing else changes.
  const after = { bids: [level(45, 50), level(44, 200)], asks: [level(55, 100), level(56, 200)] }
  yield { type: 'delta', atMs: at(1), changes: [{ side: 'bid', ...level(45, 80) }] }
  yield { type: 'trade', atMs: at(1), taker: 'SELL', ...level(45, 30) }
  yield { type: 'book', atMs: exchange.nowMs(), ...after }
  yield { type: 'delta', atMs: at(1), changes: [{ side: 'ask', ...level(54, 7.25) }] }
  yield { type: 'trade', atMs: at(1), taker: 'BUY', ...level(54, 7.25) }
  yield { type: 'book', atMs: exchange.nowMs(), ...after }
}

test('the tape has every change and exact trade in the venue’s order, whichever token reported it', async () => {
  const stage = await setStage()
  const { files, end, source } = record(stage, {}, [YES])
  await heard()
  const events: FeedEvent[] = [book(stage.exchange, ['0.45', '0.55'])]

  for (const event of flow(stage)) {
    events.push(event)
    stage.exchange.feed(MARKET, event)
    // The venue's clock has jumped: what is on its way must arrive before it does again.
    await sleep(100)
  }

  expect(await end()).toMatchObject({
    is: 'recorded',
    tapes: [{ events: 7, trades: 2, gaps: 0, gone: false }],
  })
  const rows = await flatRows(await source(files[0] ?? ''))
  expect(rows).toEqual(rowsOfEvents(events))
  const { header } = await source(files[0] ?? '')
  expect(header).toMatchObject({
    market: MARKET,
    tokens: [YES, NO],
    feeRatePpm: 40_000,
    source: 'market channel',
  })
})

test('a broken connection is a gap; the next one begins with the whole book', async () => {
  const stage = await setStage()
  const { files, notices, end, source } = record(stage)
  await heard()
  const [change, trade] = [...flow(stage)]
  stage.exchange.feed(MARKET, change as FeedEvent)
  await heard()

  stage.venue.dropChannels()
  // Nobody hears this.
  stage.exchange.feed(MARKET, trade as FeedEvent)
  await heard()
  await heard()
  stage.exchange.advanceTo(epochMs(stage.exchange.nowMs() + 5_000))
  stage.exchange.feed(MARKET, book(stage.exchange, ['0.30', '0.31']))

  expect(await end()).toMatchObject({ tapes: [{ gaps: 1, trades: 0 }] })
  const { kinds } = await tapeInfo(await source(files[0] ?? ''), 600_000)
  expect(kinds).toMatchObject({ snapshot: 3, gap: 1, tradeBuy: 0, tradeSell: 0 })
  expect(notices.some((text) => /market channel: the connection (closed|broke)/.test(text))).toBe(true)
})

test('both tokens of a market at once, each its own tape; an end of the recording goes on with a gap', async () => {
  const stage = await setStage()
  const first = record(stage, {}, [YES, NO])
  await heard()
  for (const event of flow(stage)) stage.exchange.feed(MARKET, event)
  expect(await first.end()).toMatchObject({ tapes: [{ trades: 2 }, { trades: 2 }] })
  const [yes, no] = await Promise.all(first.files.map(async (file) => flatRows(await first.source(file))))
  const mirrored = yes
    ?.filter(({ kind }) => kind === 2 || kind === 3)
    .map((row) => ({
      ...row,
      kind: row.kind === 2 ? 3 : 2,
      price: 1_000_000 - row.price,
    }))
  expect(no?.filter(({ kind }) => kind === 2 || kind === 3)).toEqual(mirrored)

  const again = record(stage, { markets: [{ file: first.files[0] ?? '', market: MARKET, token: YES }] })
  await heard()
  expect(await again.end()).toMatchObject({ tapes: [{ gaps: 1 }] })
  const info = await tapeInfo(await first.source(first.files[0] ?? ''), 600_000)
  expect(info.kinds).toMatchObject({ gap: 1, tradeBuy: 1, tradeSell: 1 })
})

test('without a channel the public book is polled, and the tape goes on', async () => {
  const stage = await setStage()
  const { files, notices, end, source } = record(stage, { channel: 'ws://127.0.0.1:9/ws/market' })
  for (
    let second = 0;
    second < 40 && !notices.some((text) => /public books instead/.test(text));
    second += 1
  ) {
    await sleep(100)
  }
  await sleep(300)
  stage.exchange.feed(MARKET, book(stage.exchange, ['0.40', '0.55']))

  expect(await end()).toMatchObject({ is: 'recorded' })
  const { kinds } = await tapeInfo(await source(files[0] ?? ''), 600_000)
  expect(kinds.snapshot + kinds.bid + kinds.unknownTrade).toBeGreaterThan(1)
})

test('a channel that answers pings and tells nothing is left; the market’s end ends the tape', async () => {
  const stage = await setStage()
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  onTestFinished(() => void server.close())
  let connections = 0
  server.on('connection', (socket) => {
    connections += 1
    socket.on('message', (data) => {
      const level = (price: string) => [{ price, size: '1' }]
      const frozen = {
        event_type: 'book',
        asset_id: YES,
        market: MARKET,
        timestamp: String(stage.exchange.nowMs()),
      }
      if (String(data) === 'PING') socket.send('PONG')
      else socket.send(JSON.stringify([{ ...frozen, bids: level('0.1'), asks: level('0.9') }]))
    })
  })
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  const { notices, files, source } = record(stage, {
    channel: `ws://127.0.0.1:${port}`,
    waits: { ...WAITS, lookMs: 1_000 },
  })
  for (let tries = 0; tries < 60 && connections < 2; tries += 1) {
    await sleep(100)
    stage.exchange.advanceTo(epochMs(stage.exchange.nowMs() + 600))
  }
  expect(connections).toBeGreaterThanOrEqual(2)
  expect(notices.some((text) => /it is silent although the public book of .* changes/.test(text))).toBe(true)

  stage.exchange.change(MARKET, { accepting: false, closed: true })
  for (let tries = 0; tries < 60 && !notices.some((text) => /the market is closed/.test(text)); tries += 1) {
    await sleep(100)
    stage.exchange.advanceTo(epochMs(stage.exchange.nowMs() + 1_100))
  }
  await sleep(500)
  const info = await tapeInfo(await source(files[0] ?? ''), 600_000)
  expect(info.kinds).toMatchObject({ status: 1 })
  expect(info.kinds.gap).toBeGreaterThanOrEqual(1)
})
