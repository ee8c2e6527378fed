import { describe, expect, test } from 'vitest'
import { ASK, BID, BOOK, file, MARKET, NO, open, rows, SELLS, T, YES } from './channelFile.ts'

describe('csv of the market channel', () => {
  const head = 'timestamp,EVENT_TYPE,size,side,price,asset_id,note,market'
  const row = (ms: number, type: string, side: string, price: string, size: string, asset: string = YES) =>
    `${T + ms},${type},${size},${side},${price},${asset},"a, ""b""",${MARKET}`

  test('columns are found by name in any order, sides are BUY and SELL or bid and ask', async () => {
    const path = file('channel.csv', [
      `\ufeff${head}\r`,
      row(0, 'book', 'BUY', '0.48', '30'),
      row(0, 'book', 'ask', '0.48', '9', NO),
      row(0, 'book', 'SELL', '0.52', '25'),
      row(5, 'price_change', 'bid', '0.47', '4'),
      row(6, 'last_trade_price', 'SELL', '0.48', '3'),
      row(6, 'trade', 'SELL', '0.48', '3'),
      row(7, 'best_bid_ask', '', '', ''),
    ])

    expect(await rows(path)).toEqual([
      [BOOK, 0, 0, 0],
      [BID + 128, 0, 4800, 30],
      [ASK + 128, 0, 5200, 25],
      [BID, 5, 4700, 4],
      [SELLS, 6, 4800, 3],
      [SELLS, 6, 4800, 3],
    ])
    expect((await open(path)).header.market).toBe(MARKET)
  })

  test.each([
    ['ms', String(T)],
    ['seconds', String(T / 1_000)],
    ['a date', new Date(T).toISOString()],
    ['a date of another zone', `${new Date(T + 7_200_000).toISOString().slice(0, -1)}+02:00`],
    ['a date as databases print it', `${new Date(T).toISOString().slice(0, 19).replace('T', ' ')}+00`],
  ])('an instant may be %s', async (_, instant) => {
    const line = row(0, 'book', 'BUY', '0.48', '30').replace(String(T), instant)

    expect((await rows(file('channel.csv', [head, line])))[0]).toEqual([BOOK, 0, 0, 0])
  })

  test.each([
    [
      row(5, 'price_change', 'bid', '0.47', '4').replace(/^\d+/, '2026-01-05 12:00:00'),
      /:3: timestamp "2026-01-05 12:00:00" is not a time/,
    ],
    [row(5, 'price_change', 'up', '0.47', '4'), /:3: side "up" is not one of BUY, SELL, bid and ask/],
    [row(5, 'price_change', 'bid', '47', '4'), /:3: price "47" with size "4" is not a price level/],
    [row(5, 'splash', 'bid', '0.47', '4'), /:3: event_type "splash" is unknown/],
    [row(5, 'book', 'bid', '0.47', '4', 'x'), /:3: asset_id "x" is not a token id/],
  ])('a broken row is named, with what is wrong: %s', async (line, says) => {
    await expect(
      rows(file('channel.csv', [head, row(0, 'book', 'BUY', '0.48', '30'), line])),
    ).rejects.toThrow(says)
  })
})
