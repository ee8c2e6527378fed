import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { epochMs, tradeId } from '../../../shared/domain/units.ts'
import { parseTradeRow } from '../../../shared/polymarket/tradeRow.ts'
import { interpretTrades } from '../../../shared/polymarket/trades.ts'
import { CREDENTIALS, listen, MARKET, NO, NOW, type Reply, venueAt, WALLET, YES } from './loopback.ts'

const ME = { apiKey: CREDENTIALS.key, funder: WALLET }
const OURS = `0x${'a'.repeat(64)}`
const THEIRS = `0x${'b'.repeat(64)}`
const STRANGER = { owner: '00000000-0000-0000-0000-000000000009', maker_address: `0x${'9'.repeat(40)}` }

const maker = (fields: object = {}) => ({
  order_id: OURS,
  owner: ME.apiKey,
  maker_address: WALLET.toLowerCase(),
  matched_amount: '10',
  price: '0.4',
  asset_id: YES,
  ...fields,
})
const trade = (fields: object = {}) => ({
  id: 'trade-1',
  taker_order_id: THEIRS,
  market: MARKET,
  asset_id: YES,
  side: 'SELL',
  size: '25',
  price: '0.4',
  status: 'TRADE_STATUS_MATCHED',
  match_time: String(NOW / 1000),
  ...STRANGER,
  maker_orders: [maker()],
  trader_side: 'MAKER',
  ...fields,
})
const asTaker = (fields: object = {}) =>
  trade({
    owner: ME.apiKey,
    maker_address: WALLET,
    taker_order_id: OURS,
    maker_orders: [maker(STRANGER)],
    trader_side: 'TAKER',
    ...fields,
  })

function onlyLeg(row: unknown) {
  const parsed = parseTradeRow(row, ME)
  if (parsed.is !== 'ours') throw new Error(JSON.stringify(parsed))
  expect(parsed.legs).toHaveLength(1)
  return parsed.legs[0]
}

describe('our leg of a trade', () => {
  it('as a maker is our own order, on the other side of the same token', () => {
    expect(onlyLeg(trade())).toEqual({
      tradeId: 'trade-1',
      orderId: OURS,
      market: MARKET,
      tokenId: YES,
      side: 'BUY',
      role: 'maker',
      sizeMicros: 10_000_000,
      priceMicros: 400_000,
      notionalMicros: 4_000_000,
      matchedAtMs: NOW,
      status: 'PROVISIONAL',
      mined: false,
    })
  })

  it('as a maker on the complement is on the same side as the taker: shares were minted', () => {
    const leg = onlyLeg(trade({ side: 'BUY', price: '0.6', maker_orders: [maker({ asset_id: NO })] }))
    expect(leg).toMatchObject({ tokenId: NO, side: 'BUY', priceMicros: 400_000 })
  })

  it('as a taker is the top of the row', () => {
    expect(onlyLeg(asTaker())).toMatchObject({
      orderId: OURS,
      role: 'taker',
      side: 'SELL',
      sizeMicros: 25_000_000,
    })
  })

  it('is found by API key alone and by wallet alone', () => {
    expect(onlyLeg(trade({ maker_orders: [maker({ maker_address: STRANGER.maker_address })] }))).toBeDefined()
    expect(onlyLeg(trade({ maker_orders: [maker({ owner: STRANGER.owner })] }))).toBeDefined()
  })

  it('is two legs where one trade fills two of our orders, or we met ourselves', () => {
    const two = parseTradeRow(trade({ maker_orders: [maker(), maker({ order_id: THEIRS })] }), ME)
    expect(two).toMatchObject({ is: 'ours', legs: [{ orderId: OURS }, { orderId: THEIRS }] })
    const self = parseTradeRow(asTaker({ maker_orders: [maker({ order_id: THEIRS })] }), ME)
    expect(self).toMatchObject({
      is: 'ours',
      legs: [
        { role: 'taker', side: 'SELL' },
        { role: 'maker', side: 'BUY' },
      ],
    })
  })

  const statuses = [
    ['MATCHED_NOT_BROADCASTED', 'PROVISIONAL', false],
    ['matched', 'PROVISIONAL', false],
    ['TRADE_STATUS_MINED', 'PROVISIONAL', true],
    ['RETRYING', 'PROVISIONAL', false],
    ['trade_status_confirmed', 'CONFIRMED', true],
    ['FAILED', 'FAILED', false],
  ] as const
  it.each(statuses)('in status %s is %s', (status, is, mined) => {
    expect(onlyLeg(trade({ status }))).toMatchObject({ status: is, mined })
  })

  it('rounds an unrounded price once, on the product', () => {
    const leg = onlyLeg(
      trade({ maker_orders: [maker({ price: '0.7210000476613491', matched_amount: '11.371898' })] }),
    )
    // 0.7210000476613491 x 11.371898 = 8.1991390...; 0.721000 x 11.371898 would be 8.199138.
    expect(leg).toMatchObject({ priceMicros: 721_000, sizeMicros: 11_371_898, notionalMicros: 8_199_139 })
  })

  it.each([undefined, null, '', ' ', 'unknown', 'UNKNOWN', 42, 'x'.repeat(129)])(
    'without a usable id (%j) is no fill',
    (id) => {
      expect(parseTradeRow(trade({ id }), ME)).toMatchObject({
        is: 'withoutId',
        legs: [{ market: MARKET, orderId: OURS }],
      })
      expect(parseTradeRow(asTaker({ id }), ME)).toMatchObject({ is: 'withoutId', legs: [{ orderId: OURS }] })
    },
  )

  const unreadable: readonly (readonly [string, object])[] = [
    ['a status nobody knows', { status: 'SETTLING' }],
    ['no status', { status: undefined }],
    ['no market', { market: '' }],
    ['no token', { asset_id: null }],
    ['no side', { side: 'HOLD' }],
    ['no time', { match_time: 'yesterday' }],
    ['makers that are no list', { maker_orders: {} }],
    ['a maker that is no object', { maker_orders: [null] }],
    ['our part with a price above one', { maker_orders: [maker({ price: '1.5' })] }],
    ['our part with a negative size', { maker_orders: [maker({ matched_amount: '-1' })] }],
    ['our part with a size in floats', { maker_orders: [maker({ matched_amount: 10 })] }],
    ['our part under no order', { maker_orders: [maker({ order_id: '' })] }],
    ['our part on a side that cannot be', { maker_orders: [maker({ side: 'SELL' })] }],
    ['our order twice', { maker_orders: [maker(), maker()] }],
    ['a maker who has no name', { maker_orders: [maker({ owner: '', maker_address: '' })] }],
    ['our side said, and us not there', { maker_orders: [maker(STRANGER)] }],
    ['no maker at all', { maker_orders: [], trader_side: undefined }],
  ]
  it.each(unreadable)('%s makes the read unknown', (_, fields) => {
    expect(parseTradeRow(trade(fields), ME).is).toBe('bad')
    expect(interpretTrades([trade(fields)], ME).ok).toBe(false)
  })

  it('of a trade between strangers is none, if nothing says otherwise', () => {
    expect(parseTradeRow(trade({ maker_orders: [maker(STRANGER)], trader_side: undefined }), ME)).toEqual({
      is: 'notOurs',
    })
  })

  it('never throws, and never says "not ours" of a row that names us', () => {
    const text = fc.oneof(
      fc.constantFrom('', '0.5', 'BUY', ME.apiKey, WALLET, OURS, YES, MARKET),
      fc.string(),
    )
    const value = fc.oneof(text, fc.jsonValue())
    const keys = Object.keys(trade())
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), value), fc.boolean(), (fields, ours) => {
        const row = ours ? { ...trade(), ...fields, owner: ME.apiKey } : { ...trade(), ...fields }
        const parsed = parseTradeRow(row, ME)
        if (ours) expect(parsed.is).not.toBe('notOurs')
        if (parsed.is === 'ours') expect(parsed.legs.length).toBeGreaterThan(0)
      }),
    )
    fc.assert(fc.property(fc.jsonValue(), (row) => parseTradeRow(row, ME).is === 'bad'))
  })
})

const page = (rows: readonly object[], next: unknown = 'LTE='): Reply => ({
  json: { limit: 100, count: rows.length, data: rows, next_cursor: next },
})
const numbered = (n: number, fields: object = {}) => trade({ id: `trade-${n}`, ...fields })

describe('reading trades', () => {
  it('asks from a second before the instant and keeps legs from its second on', async () => {
    const rows = [numbered(1), numbered(2, { match_time: String(NOW / 1000 - 1) })]
    const server = await listen(() => page(rows))
    const read = await venueAt(server.url).trades(epochMs(NOW + 400))
    expect(read).toMatchObject({
      ok: true,
      asOf: NOW,
      value: { legs: [{ tradeId: 'trade-1' }], withoutId: [] },
    })
    expect(server.seen[0]?.query.get('after')).toBe(String(NOW / 1000 - 1))
    expect(server.seen[0]?.query.get('next_cursor')).toBe('MA==')
    expect(server.seen[0]?.query.has('asset_id')).toBe(false)
    expect(server.seen).toHaveLength(1)
  })

  it('reads several pages until two readings agree, and a leg on two of them once', async () => {
    const server = await listen((seen, nth) =>
      seen.query.get('next_cursor') === 'MA=='
        ? page(nth === 1 ? [numbered(1)] : [numbered(1), numbered(2)], 'MTAw')
        : page([numbered(2, { status: 'TRADE_STATUS_MINED' }), numbered(3)]),
    )
    const read = await venueAt(server.url).trades(NOW)
    if (!read.ok) throw new Error(read.unknown)
    expect(read.value.legs.map((leg) => leg.tradeId).sort()).toEqual(['trade-1', 'trade-2', 'trade-3'])
    expect(read.value.legs.find((leg) => leg.tradeId === 'trade-2')).toMatchObject({ mined: true })
    expect(server.seen).toHaveLength(4)
  })

  it('reads again where a shifting page hid a row', async () => {
    const server = await listen((seen, nth) =>
      seen.query.get('next_cursor') === 'MA=='
        ? page([numbered(1)], 'MTAw')
        : page(nth <= 2 ? [] : [numbered(2)]),
    )
    const read = await venueAt(server.url).trades(NOW)
    expect(read).toMatchObject({
      ok: true,
      value: { legs: [{ tradeId: 'trade-1' }, { tradeId: 'trade-2' }] },
    })
    expect(server.seen).toHaveLength(6)
  })

  it('gives up where no two readings agree', async () => {
    const server = await listen((seen, nth) =>
      page([numbered(nth)], seen.query.get('next_cursor') === 'MA==' ? 'MTAw' : 'LTE='),
    )
    const read = await venueAt(server.url).trades(NOW)
    expect(read).toMatchObject({ ok: false, unknown: expect.stringContaining('no two in a row alike') })
  })

  const broken: readonly (readonly [string, Reply])[] = [
    ['an error', { status: 500, json: { error: 'Internal server error' } }],
    ['a refusal', { status: 401, json: { error: 'Invalid API key' } }],
    ['a page of HTML', { text: '<html></html>' }],
    ['nothing', { text: '' }],
    ['null', { json: null }],
    ['no rows', { json: { next_cursor: 'LTE=' } }],
    ['rows that are null', { json: { data: null, next_cursor: 'LTE=' } }],
    ['an error in a 200', { json: { error: 'boom' } }],
    ['no cursor', { json: { data: [] } }],
    ['an empty cursor', { json: { data: [], next_cursor: '' } }],
    ['a cursor that is no text', { json: { data: [], next_cursor: 7 } }],
    ['a cursor that comes again', { json: { data: [], next_cursor: 'MTAw' } }],
    ['fewer rows than counted', { json: { data: [], count: 3, next_cursor: 'LTE=' } }],
    ['a row that cannot be read', page([{}])],
    [
      'one leg with two sizes',
      page([numbered(1), numbered(1, { maker_orders: [maker({ matched_amount: '11' })] })]),
    ],
    ['silence', () => {}],
    ['a redirect', { status: 302, text: '', headers: { location: '/data/trades' } }],
  ]
  it.each(broken)('is unknown, never empty, after %s', async (_, reply) => {
    const server = await listen(() => reply)
    const read = await venueAt(server.url).trades(NOW)
    expect(read.ok).toBe(false)
    expect(server.seen.length).toBeLessThanOrEqual(2)
  })

  it('is unknown after more pages or rows than there can be', async () => {
    const server = await listen((_, nth) => page([numbered(nth)], `c${nth}`))
    const pages = await venueAt(server.url, { limits: { maxPages: 3 } }).trades(NOW)
    expect(pages).toMatchObject({ ok: false, unknown: expect.stringContaining('more than 3 pages') })
    const rows = await venueAt(server.url, { limits: { maxRows: 2 } }).trades(NOW)
    expect(rows).toMatchObject({ ok: false, unknown: expect.stringContaining('more than 2 rows') })
  })

  it('is unknown after a body without end, and within its time', async () => {
    const server = await listen(() => (response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const timer = setInterval(() => response.write(' '.repeat(50_000)), 1)
      response.on('close', () => clearInterval(timer))
    })
    const read = await venueAt(server.url, { limits: { maxResponseBytes: 500_000 } }).trades(NOW)
    expect(read).toMatchObject({ ok: false, unknown: expect.stringContaining('maxContentLength') })
  })

  it('asks once more where the connection broke without an answer', async () => {
    const server = await listen((_, nth) =>
      nth === 1 ? (response) => response.destroy() : page([numbered(1)]),
    )
    expect(await venueAt(server.url).trades(NOW)).toMatchObject({
      ok: true,
      value: { legs: [{ tradeId: 'trade-1' }] },
    })
  })

  it('by id returns the legs of all of them, or none', async () => {
    const server = await listen((seen) => {
      const id = seen.query.get('id') ?? ''
      return id === 'broken' ? { status: 500, json: {} } : page([trade({ id, match_time: '1700000000' })])
    })
    const venue = venueAt(server.url)
    const read = await venue.tradesById([tradeId('one'), tradeId('two')])
    expect(read).toMatchObject({ ok: true, value: { legs: [{ tradeId: 'one' }, { tradeId: 'two' }] } })
    expect((await venue.tradesById([tradeId('one'), tradeId('broken')])).ok).toBe(false)
    expect(await venue.tradesById([])).toMatchObject({ ok: true, value: { legs: [] } })
  })
})
