import { describe, expect, test } from 'vitest'
import { epochMs, monotonicMs } from '../../../shared/domain/units.ts'
import { createPublicFeed } from '../../../shared/polymarket/createPublicFeed.ts'
import { parseTradesPage } from '../../../shared/polymarket/publicTrades.ts'
import { listen, NOW, type Reply, type Seen } from '../../support/loopback.ts'
import { MARKET, NO, YES } from '../../support/wireIds.ts'

const SECOND = 1_000
const clock = { nowMs: () => NOW, monotonicMs: () => monotonicMs(0), sleep: async () => {} }

const record = (secondsAgo: number, fields: object = {}) => ({
  proxy_wallet: '0x56687bf447db6ffa42ffe2204a05edaa20f55839',
  condition_id: MARKET,
  token_id: YES,
  side: 'SELL',
  size: 12.5,
  price: 0.485,
  timestamp: NOW / SECOND - secondsAgo,
  transaction_hash: `0x${String(secondsAgo).padStart(64, '0')}`,
  outcome: 'Yes',
  outcome_index: 0,
  ...fields,
})
const page = (records: readonly object[], next: string | null = null) => ({
  json: { data: records, pagination: { limit: 500, offset: 0, has_more: next !== null, next_cursor: next } },
})

async function feedOf(answer: (seen: Seen, nth: number) => Reply) {
  const server = await listen(answer)
  const { url } = server
  const limits = { requestTimeoutMs: 500, readDeadlineMs: 5_000 }
  const feed = createPublicFeed({ host: url, dataApiHost: url, gammaHost: url, chainId: 137, clock, limits })
  return { feed, seen: server.seen }
}
const ago = (seconds: number) => epochMs(NOW - seconds * SECOND)

describe('public trades', () => {
  test('are asked for without a key, once a fill, and read from the second of the instant on', async () => {
    const { feed, seen } = await feedOf(() =>
      page([record(1), record(20, { side: 'BUY', token_id: NO }), record(31)]),
    )

    const read = await feed.marketTrades(MARKET, ago(30))

    expect(read).toMatchObject({ ok: true, asOf: NOW, value: { fromMs: ago(30) } })
    expect(read.ok && read.value.trades).toMatchObject([
      { tokenId: YES, taker: 'SELL', priceMicros: 485_000, sizeMicros: 12_500_000, stampedAtMs: ago(1) },
      { tokenId: NO, taker: 'BUY', stampedAtMs: ago(20) },
    ])
    const [asked] = seen
    expect(seen).toHaveLength(1)
    expect(asked).toMatchObject({ method: 'GET', path: '/v2/trades', body: '' })
    expect(Object.fromEntries(asked?.query ?? [])).toEqual({
      condition: MARKET,
      taker_only: 'true',
      // Ignored by the venue for a market, and new each second to its cache.
      end: String(NOW / SECOND + 86_400),
      limit: '500',
    })
    expect(Object.keys(asked?.headers ?? {}).filter((name) => /poly|auth|cookie/i.test(name))).toEqual([])
  })

  test('of several pages are read until the instant is passed, by the cursor', async () => {
    const { feed, seen } = await feedOf((_, nth) =>
      nth === 1 ? page([record(1), record(5)], 'second') : page([record(9), record(40)], 'third'),
    )
    const read = await feed.marketTrades(MARKET, ago(30))
    expect(read.ok && read.value.trades).toHaveLength(3)
    expect(seen.map(({ query }) => query.get('cursor'))).toEqual([null, 'second'])
    // Another filter would begin again.
    expect(seen[1]?.query.get('end')).toBe(seen[0]?.query.get('end'))
    // The page size is the cursor's.
    expect(seen[1]?.query.has('limit')).toBe(false)
  })

  test('that reach back too far say from when on they are complete', async () => {
    const { feed, seen } = await feedOf((_, nth) =>
      page([record(nth * 2 - 2), record(nth * 2 - 1)], `page ${nth}`),
    )
    const read = await feed.marketTrades(MARKET, ago(3_600))
    expect(seen).toHaveLength(20)
    // The oldest record read is 39 s old; of its second some may be on the next page.
    expect(read).toMatchObject({ ok: true, value: { fromMs: ago(38) } })
    expect(read.ok && read.value.trades).toHaveLength(39)
  })

  test('alike to the last field are trades of their own, under names that stay', async () => {
    const { feed } = await feedOf((_, nth) =>
      page(nth === 1 ? [record(5), record(5)] : [record(2), record(5), record(5)]),
    )
    const first = await feed.marketTrades(MARKET, ago(30))
    const second = await feed.marketTrades(MARKET, ago(30))
    const names = (read: typeof first) => (read.ok ? read.value.trades.map(({ key }) => key) : [])
    expect(new Set(names(first)).size).toBe(2)
    expect(names(second).slice(1)).toEqual(names(first))
  })

  test.each<[string, Reply]>([
    ['an error of the index', { status: 503, json: { error: 'busy', code: 'x', retryable: true } }],
    ['HTML', { text: '<html>' }],
    ['the retired form, a bare list', { json: [record(1)] }],
    ['a page that does not say whether it was all', { json: { data: [record(1)] } }],
    ['more without a cursor', { json: { data: [], pagination: { has_more: true, next_cursor: null } } }],
    ['no time of the newest', page([record(1, { timestamp: null }), record(2)])],
    ['a newest record that is none', page(['x' as never, record(2)])],
    ['an order of time that is none from the newest on', page([record(5), record(1)])],
    ['a cursor that leads nowhere', page([record(1)], 'again')],
  ])('are unknown, never fewer, after %s', async (_, reply) => {
    const { feed } = await feedOf(() => reply)
    expect(await feed.marketTrades(MARKET, ago(30))).toMatchObject({
      ok: false,
      unknown: expect.stringMatching(/^public trades, page/),
    })
  })

  test.each<[string, object | string]>([
    ['a price beyond 1', record(10, { price: 1.2 })],
    ['a size that is not a number', record(10, { size: '12' })],
    ['a negative size', record(10, { size: -1 })],
    ['no side', record(10, { side: 'MERGE' })],
    ['no token', record(10, { token_id: null })],
    ['no market', record(10, { condition_id: undefined })],
  ])('with a record that has %s are complete from the second after it on', async (_, bad) => {
    const { feed, seen } = await feedOf(() =>
      page([record(1), record(10), bad as object, record(10), record(20)], 'more'),
    )

    const read = await feed.marketTrades(MARKET, ago(30))

    expect(read).toMatchObject({ ok: true, value: { fromMs: ago(9) } })
    expect(read.ok && read.value.trades).toMatchObject([{ stampedAtMs: ago(1) }])
    // What is behind it cannot be whole any more.
    expect(seen).toHaveLength(1)
  })

  test.each<[string, readonly object[]]>([
    ['no time', [record(1), record(5), record(9, { timestamp: null }), record(20)]],
    ['is not a trade', [record(1), record(5), null as never, record(20)]],
    ['is out of time', [record(1), record(5), record(1e9 / 1_000), record(9), record(20)]],
  ])('with a record that has %s are complete after the one above it', async (_, records) => {
    const { feed } = await feedOf(() => page(records))

    const read = await feed.marketTrades(MARKET, ago(30))

    expect(read).toMatchObject({ ok: true, value: { fromMs: ago(4) } })
    expect(read.ok && read.value.trades).toMatchObject([{ stampedAtMs: ago(1) }])
  })

  test('with a record without a time at the head of the second page are complete after the first', async () => {
    const { feed } = await feedOf((_, nth) =>
      nth === 1 ? page([record(1), record(5)], 'second') : page([record(9, { timestamp: '' }), record(12)]),
    )

    const read = await feed.marketTrades(MARKET, ago(30))

    expect(read).toMatchObject({ ok: true, value: { fromMs: ago(4), trades: [{ stampedAtMs: ago(1) }] } })
  })

  test('with an unreadable record from before the instant are whole', async () => {
    const { feed } = await feedOf(() =>
      page([record(1), record(20), record(31, { price: null }), record(40)]),
    )

    const read = await feed.marketTrades(MARKET, ago(30))

    expect(read).toMatchObject({ ok: true, value: { fromMs: ago(30) } })
    expect(read.ok && read.value.trades).toHaveLength(2)
  })

  test('of another market among them are left out, and spoil nothing', async () => {
    const stranger = record(1, { condition_id: `0x${'1'.repeat(64)}`, price: 'x' })
    const { feed } = await feedOf(() => page([stranger, record(2)]))
    const read = await feed.marketTrades(MARKET, ago(30))
    expect(read.ok && read.value.trades).toMatchObject([{ stampedAtMs: ago(2) }])
  })

  test('are unknown after silence', async () => {
    const { feed } = await feedOf(() => () => {})
    expect(await feed.marketTrades(MARKET, ago(30))).toMatchObject({ ok: false })
  })
})

test('an empty page is empty, which is not unknown', () => {
  expect(parseTradesPage(page([]).json, MARKET)).toEqual({ records: [], unreadable: null, next: null })
})

test('the whole book of a token is read, best first, and another token’s is none', async () => {
  const level = (price: string) => ({ price, size: '10' })
  const bids = ['0.41', '0.42', '0.43', '0.44', '0.45', '0.46', '0.47'].map(level)
  const { feed, seen } = await feedOf((one) => ({
    json: { asset_id: YES, timestamp: String(NOW), bids, asks: [level('0.5')], asked: one.path },
  }))
  const read = await feed.ladder(YES)
  expect(read.ok && read.value.bids.map(({ priceMicros }) => priceMicros / 10_000)).toEqual([
    47, 46, 45, 44, 43, 42, 41,
  ])
  expect(await feed.ladder(NO)).toMatchObject({ ok: false })
  const books = await feed.books([YES, NO])
  expect([books.get(YES)?.ok, books.get(NO)?.ok]).toEqual([true, false])
  expect(seen.every(({ method }) => method === 'GET')).toBe(true)
})

describe('how far the index is behind', () => {
  test.each([
    [{ json: { serving: { lag_seconds: 2.5 } } }, 2_500],
    [{ json: { data: { serving: { lag_seconds: 0 } } } }, 0],
    [{ json: { serving: {} } }, null],
    [{ json: { serving: { lag_seconds: '7' } } }, null],
    [{ json: { serving: { lag_seconds: -1 } } }, null],
    [{ status: 404, json: { error: 'no' } }, null],
  ])('%j', async (reply, lagMs) => {
    const { feed, seen } = await feedOf(() => reply as Reply)

    const read = await feed.indexLag?.()

    expect(read?.ok === true ? read.value : null).toBe(lagMs)
    expect(seen[0]).toMatchObject({ method: 'GET', path: '/v2/status' })
  })

  test('a stored copy of the trades reports the time it was stored', async () => {
    const storedAtMs = Math.floor((NOW - 90_000) / SECOND) * SECOND
    const headers = { age: '90', date: new Date(storedAtMs).toUTCString() }
    const { feed } = await feedOf(() => ({ ...page([record(95)]), headers }) as Reply)

    expect(await feed.marketTrades(MARKET, ago(300))).toMatchObject({ ok: true, asOf: storedAtMs })
  })
})
