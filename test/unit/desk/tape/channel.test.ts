import { describe, expect, test } from 'vitest'
import { MAX_EARLY_MS } from '../../../../desk/tape/feed/feed.ts'
import { tapeInfo } from '../../../../desk/tape/tapeInfo.ts'
import {
  ASK,
  BID,
  BOOK,
  BUYS,
  file,
  MARKET,
  NO,
  open,
  rows,
  SELLS,
  STATUS,
  T,
  TICK,
  UNKNOWN,
  YES,
} from './channelFile.ts'

const OTHER_MARKET = `0x${'cd'.repeat(32)}`
const FOREIGN = '333'

const book = (asset: string, ms: number, bids: readonly unknown[], asks: readonly unknown[]) => ({
  event_type: 'book',
  asset_id: asset,
  market: MARKET,
  timestamp: String(T + ms),
  hash: 'x',
  bids: bids.map(level),
  asks: asks.map(level),
})
const level = (of: unknown) => {
  const [price, size] = of as [string, string]
  return { price, size }
}
const change = (
  ms: number,
  of: readonly (readonly [asset: string, side: string, price: string, size: string])[],
) => ({
  event_type: 'price_change',
  market: MARKET,
  timestamp: String(T + ms),
  price_changes: of.map(([asset_id, side, price, size]) => ({ asset_id, side, price, size, best_ask: '1' })),
})
const trade = (
  asset: string,
  ms: number,
  side: string,
  price: string,
  size: string,
  tx: string | null = null,
) => ({
  event_type: 'last_trade_price',
  asset_id: asset,
  market: MARKET,
  timestamp: String(T + ms),
  side,
  price,
  size,
  fee_rate_bps: '',
  ...(tx === null ? {} : { transaction_hash: tx }),
})

const jsonl = (...frames: readonly unknown[]): string =>
  file(
    'raw.jsonl',
    frames.map((frame) => (typeof frame === 'string' ? frame : JSON.stringify(frame))),
  )

describe('raw frames of the market channel, one a line', () => {
  test('books, changes, exact trades and ticks become rows in the order of the file', async () => {
    const path = jsonl(
      '[]',
      'PONG',
      [
        book(NO, 0, [], []),
        book(
          YES,
          0,
          [
            ['0.48', '30'],
            ['.49', '20.5'],
          ],
          [['0.52', '25']],
        ),
      ],
      change(10, [
        [YES, 'BUY', '0.49', '0'],
        [NO, 'SELL', '0.51', '0'],
      ]),
      trade(YES, 20, 'SELL', '0.48', '12.25'),
      {
        event_type: 'tick_size_change',
        asset_id: YES,
        market: MARKET,
        timestamp: String(T + 30),
        old_tick_size: '0.01',
        new_tick_size: '0.001',
      },
      { event_type: 'best_bid_ask', asset_id: YES, market: MARKET, timestamp: String(T + 31) },
      change(40, [[YES, 'SELL', '0.515', '7']]),
    )

    expect(await rows(path, { token: YES })).toEqual([
      [BOOK, 0, 0, 0],
      [BID + 128, 0, 4900, 20.5],
      [BID + 128, 0, 4800, 30],
      [ASK + 128, 0, 5200, 25],
      [BID, 10, 4900, 0],
      [SELLS, 20, 4800, 12.25],
      [TICK, 30, 10, 0],
      [ASK, 40, 5150, 7],
    ])
    const { header } = await open(path, { token: YES })
    expect(header).toMatchObject({ market: MARKET, tokens: [YES, NO], tickMicros: 10_000 })
  })

  test('exact trades take the place of inferred ones', async () => {
    const frames = [
      book(YES, 0, [['0.48', '30']], [['0.52', '25']]),
      book(YES, 9, [['0.48', '20']], [['0.52', '25']]),
    ]
    const trades = (of: readonly number[][]) => of.filter(([kind]) => kind === SELLS)

    expect(trades(await rows(jsonl(...frames)))).toEqual([[SELLS, 9, 4800, 10]])
    expect(trades(await rows(jsonl(...frames, trade(YES, 10, 'SELL', '0.48', '10'))))).toEqual([
      [SELLS, 10, 4800, 10],
    ])
  })

  test('a trade of the other token is ours at 1 - p, and one reported on both counts once', async () => {
    const path = jsonl(
      book(YES, 0, [['0.48', '30']], [['0.52', '25']]),
      trade(NO, 1, 'BUY', '0.52', '5', '0xaa'),
      trade(YES, 2, 'SELL', '0.48', '5', '0xaa'),
      // Two equal fills of one transaction, each told on both tokens.
      trade(YES, 3, 'BUY', '0.52', '1', '0xbb'),
      trade(YES, 3, 'BUY', '0.52', '1', '0xbb'),
      trade(NO, 3, 'SELL', '0.48', '1', '0xbb'),
      trade(NO, 3, 'SELL', '0.48', '1', '0xbb'),
      // An average price over several makers.
      trade(NO, 4, 'SELL', '0.4812345678', '2', '0xcc'),
      // No trade has this price: it is counted, and fills nobody.
      trade(YES, 5, 'SELL', '1.5', '2', '0xdd'),
    )

    expect(
      (await rows(path, { token: YES })).filter(([kind = 0]) => kind >= BUYS && kind <= UNKNOWN),
    ).toEqual([
      [SELLS, 1, 4800, 5],
      [BUYS, 3, 5200, 1],
      [BUYS, 3, 5200, 1],
      [BUYS, 4, 5187.65, 2],
      [UNKNOWN, 5, 0, 0],
    ])
  })

  test('nothing is reported before the first book; the form before September 2025 is read; a market resolves', async () => {
    const old = {
      event_type: 'price_change',
      asset_id: YES,
      market: MARKET,
      timestamp: String(T + 3),
      changes: [{ side: 'BUY', price: '0.4', size: '8' }],
    }
    const path = jsonl(
      change(1, [[YES, 'BUY', '0.3', '5']]),
      trade(YES, 1, 'SELL', '0.3', '5'),
      book(YES, 2, [], [['0.52', '25']]),
      old,
      {
        event_type: 'market_resolved',
        market: MARKET,
        timestamp: String(T + 4),
        winning_asset_id: NO,
        assets_ids: [YES, NO],
      },
    )

    expect(await rows(path)).toEqual([
      [BOOK, 2, 0, 0],
      [ASK + 128, 2, 5200, 25],
      [BID, 3, 4000, 8],
      [STATUS, 4, 0, 3e-6],
    ])
  })

  test('of many markets one is chosen; who does not choose is shown which there are', async () => {
    const foreign = { ...book(FOREIGN, 0, [['0.1', '1']], []), market: OTHER_MARKET }
    const path = jsonl(foreign, book(YES, 0, [['0.48', '30']], []), book(NO, 0, [], []))

    expect(await rows(path, { market: MARKET })).toHaveLength(2)
    expect((await open(path, { market: OTHER_MARKET })).header.tokens).toEqual([FOREIGN, '0'])
    await expect(open(path)).rejects.toThrow(/3 tokens\. Choose one with --token, such as 333, 111, 222\./)
    await expect(open(path, { token: '9' })).rejects.toThrow(
      /no events of token 9\. Its tokens are 333, 111, 222/,
    )
  })

  test('a mark before the first line, line ends of another system and sides in small letters are read', async () => {
    const told = [book(YES, 0, [['0.48', '30']], []), { ...trade(YES, 1, 'SELL', '0.48', '2'), side: 'sell' }]
    const path = file('channel.jsonl', [
      `\ufeff${JSON.stringify([told[0]])}\r`,
      'PONG\r',
      `${JSON.stringify(told[1])}\r`,
    ])

    expect(await rows(path)).toEqual([
      [BOOK, 0, 0, 0],
      [BID + 128, 0, 4800, 30],
      [SELLS, 1, 4800, 2],
    ])
  })

  describe('in an object of a recorder’s own', () => {
    const frames = [
      [book(YES, 0, [['0.48', '30']], []), book(NO, 0, [], [['0.52', '30']])],
      [],
      trade(YES, 1, 'SELL', '0.48', '2'),
    ]
    const read = [
      [BOOK, 0, 0, 0],
      [BID + 128, 0, 4800, 30],
      [SELLS, 1, 4800, 2],
    ]

    const wrappers: readonly (readonly [string, (frame: unknown) => unknown])[] = [
      ['next to its time', (frame: unknown) => ({ ts: T + 900, msg: frame })],
      ['as data', (frame: unknown) => ({ received_at: '2026-01-05T12:00:00Z', seq: 7, data: frame })],
      ['as the text that came', (frame: unknown) => ({ t: 1, topic: 'market', raw: JSON.stringify(frame) })],
    ]
    test.each(wrappers)('%s it is read as it came, by its own time', async (_, wrapped) => {
      const path = jsonl(wrapped(frames[0]), { ts: T, msg: 'PONG' }, ...frames.slice(1).map(wrapped))

      expect(await rows(path)).toEqual(read)
    })

    test('a message without a time has that of its line', async () => {
      const { timestamp: _, ...undated } = trade(YES, 1, 'SELL', '0.48', '2')
      const path = jsonl({ ts: T, msg: frames[0] }, { ts: (T + 40) / 1_000, msg: [undated] })

      expect((await rows(path)).at(-1)).toEqual([SELLS, 40, 4800, 2])
    })

    test('a line with no frame, or with two, is named with what is expected', async () => {
      for (const line of [
        { ts: T, msg: { hello: 1 } },
        { a: frames[2], b: frames[2] },
      ])
        await expect(rows(jsonl({ ts: T, msg: frames[0] }, line))).rejects.toThrow(
          /:2: a message without "event_type", on the line or in one member of its object/,
        )
    })
  })

  test.each([
    ['{"event_type":"book"', /:2: not JSON/],
    ['{"event_type":"book","asset_id":"x"}', /:2: "asset_id"/],
    [JSON.stringify(book(YES, 5, [['1.2', '3']], [])), /:2: price 1\.2 with size 3 is not a price level/],
    [
      JSON.stringify({ ...trade(YES, 1, 'SELL', '0.5', '1'), timestamp: 'soon' }),
      /:2: "timestamp": "soon" is not a time/,
    ],
  ])('a broken line is named, with what is wrong: %s', async (line, says) => {
    const path = jsonl(book(YES, 0, [['0.48', '30']], []), line, '{}')

    await expect(rows(path)).rejects.toThrow(says)
  })
})

describe('an event stamped early', () => {
  const frames = (early: number) =>
    jsonl(book(YES, 5_000, [['0.48', '30']], []), change(5_000 - early, [[YES, 'BUY', '0.47', '1']]))

  test('by up to a second is dated like the one before, and counted', async () => {
    for (const early of [1, 8, MAX_EARLY_MS]) {
      const source = await open(frames(early))
      const info = await tapeInfo(source, 600_000)
      expect([info.events, info.startMs, info.endMs, source.clamped()]).toEqual([2, T + 5_000, T + 5_000, 1])
    }
  })

  test('by more is a broken recording', async () => {
    await expect(rows(frames(MAX_EARLY_MS + 1))).rejects.toThrow(/:2: the recording is reordered/)
  })
})
