import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { epochMs, tokenId } from '../../../shared/domain/units.ts'
import { interpretBooks, parseBook } from '../../../shared/polymarket/books.ts'
import { parseMarket } from '../../../shared/polymarket/marketInfo.ts'
import { readGeoblock } from '../../../shared/polymarket/readGeoblock.ts'
import {
  CLOB_MARKET,
  FULL_MARKET,
  listen,
  MARKET,
  marketReply,
  NO,
  NOW,
  type Reply,
  testClock,
  venueAt,
  WALLET,
  YES,
} from './loopback.ts'

const parse = (clob: object = {}, full: object = {}) =>
  parseMarket({ ...CLOB_MARKET, ...clob }, { ...FULL_MARKET, ...full }, MARKET)

describe('a market', () => {
  it('is put together from both answers, asked at once and every time', async () => {
    const server = await listen((seen) => marketReply(seen) ?? { status: 500, json: {} })
    const venue = venueAt(server.url)
    const read = await venue.market(MARKET)
    await venue.market(MARKET)
    expect(read).toEqual({
      ok: true,
      asOf: NOW,
      value: {
        market: MARKET,
        tokens: [YES, NO],
        version: 'v1',
        negRisk: false,
        accepting: true,
        closed: false,
        payoutMicros: null,
        tickMicros: 10_000,
        minSizeMicros: 5_000_000,
        feeRatePpm: 70_000,
        feeExponent: 1,
        gameStartMs: null,
        endMs: Date.parse('2027-12-31T00:00:00Z'),
      },
    })
    expect(server.seen.map((seen) => seen.path).sort()).toEqual([
      `/clob-markets/${MARKET}`,
      `/clob-markets/${MARKET}`,
      `/markets/${MARKET}`,
      `/markets/${MARKET}`,
    ])
  })

  const closed = [
    [{ active: false }],
    [{ closed: true }],
    [{ archived: true }],
    [{ enable_order_book: false }],
    [{ accepting_orders: false }],
  ] as const
  it.each(closed)('does not accept orders with %j', (full) => {
    expect(parse({}, full)).toMatchObject({ accepting: false })
  })

  it('does not accept orders where the compact answer denies it', () => {
    expect(parse({ ao: false })).toMatchObject({ accepting: false })
    expect(parse({ ao: undefined })).toMatchObject({ accepting: true })
  })

  it.each([0.1, 0.01, 0.005, 0.0025, 0.001, 0.0001])('has the tick %d', (mts) => {
    expect(parse({ mts })).toMatchObject({ tickMicros: Math.round(mts * 1e6) })
  })

  const tokens = (first: boolean, second: boolean) => [
    { token_id: NO, winner: second },
    { token_id: YES, winner: first },
  ]
  const payouts = [
    ['open', { closed: false, tokens: tokens(true, false) }, null],
    ['closed, no winner yet', { closed: true, tokens: tokens(false, false) }, null],
    ['the first won', { closed: true, tokens: tokens(true, false) }, [1_000_000, 0]],
    ['the second won', { closed: true, tokens: tokens(false, true) }, [0, 1_000_000]],
    ['a draw', { closed: true, tokens: tokens(false, false), is_50_50_outcome: true }, [500_000, 500_000]],
    ['both won', { closed: true, tokens: tokens(true, true) }, null],
  ] as const
  it.each(payouts)('pays, in the order of its tokens: %s', (_, full, payoutMicros) => {
    expect(parse({}, full)).toMatchObject({ payoutMicros })
  })

  it('starts at the earlier of two times', () => {
    expect(parse({ gst: '2026-05-08T19:00:00Z' }, { game_start_time: '2026-05-08T20:00:00Z' })).toMatchObject(
      {
        gameStartMs: Date.parse('2026-05-08T19:00:00Z'),
      },
    )
    expect(
      parse({ gst: '0001-01-01T00:00:00Z' }, { game_start_time: '2026-05-08 20:00:00+00' }),
    ).toMatchObject({
      gameStartMs: Date.parse('2026-05-08T20:00:00Z'),
    })
  })

  it('without fee details is free, unless a flag says there is a fee', () => {
    expect(parse({ fd: undefined, tbf: undefined })).toMatchObject({ feeRatePpm: 0 })
    expect(parse({ fd: undefined, tbf: 1000 })).toMatch(/fee/)
  })

  const unknowns: readonly (readonly [string, object, object])[] = [
    ['a tick nobody knows', { mts: 0.02 }, {}],
    ['a tick in words', { mts: '0.01' }, {}],
    ['no minimum size', { mos: undefined }, {}],
    ['a minimum size of zero', { mos: 0 }, {}],
    ['one token', { t: [{ t: YES }] }, {}],
    ['the same token twice', { t: [{ t: YES }, { t: YES }] }, {}],
    ['an empty token', { t: [{ t: '' }, { t: NO }] }, {}],
    ['a new version', { v: 'v3' }, {}],
    ['negRisk in words', { nr: 'yes' }, {}],
    ['a fee above everything', { fd: { r: 2, e: 1 } }, {}],
    ['a fee in words', { fd: { r: '0.07', e: 1 } }, {}],
    ['a start nobody can read', { gst: 'soon' }, {}],
    ['an end nobody can read', {}, { end_date_iso: 'soon' }],
    ['a flag that is missing', {}, { archived: undefined }],
    ['a flag in words', {}, { closed: 'false' }],
    [
      'tokens of another market',
      {},
      {
        tokens: [
          { token_id: '1', winner: false },
          { token_id: '2', winner: false },
        ],
      },
    ],
    ['no winner flag', {}, { tokens: [{ token_id: YES }, { token_id: NO }] }],
    ['another market, compact', { c: `0x${'1'.repeat(64)}` }, {}],
    ['another market, whole', {}, { condition_id: `0x${'1'.repeat(64)}` }],
  ]
  it.each(unknowns)('is unknown with %s', (_, clob, full) => {
    expect(typeof parse(clob, full)).toBe('string')
  })

  it('is unknown where either answer fails', async () => {
    for (const path of [`/clob-markets/${MARKET}`, `/markets/${MARKET}`]) {
      const server = await listen((seen) =>
        seen.path === path
          ? { status: 404, json: { error: 'market not found' } }
          : (marketReply(seen) ?? { json: {} }),
      )
      expect(await venueAt(server.url).market(MARKET)).toMatchObject({
        ok: false,
        unknown: expect.stringContaining('404'),
      })
    }
  })

  it('is read or refused, whatever it looks like', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.jsonValue(),
        (clob, full) => typeof parseMarket(clob, full, MARKET) === 'string',
      ),
    )
    const keys = [...Object.keys(CLOB_MARKET), 'gst', 'v', 'nr']
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), fc.jsonValue()), (changed) => {
        const market = parse(changed)
        if (typeof market !== 'string') expect(market.tokens).toHaveLength(2)
      }),
    )
  })
})

const level = (price: string, size: string) => ({ price, size })
const book = (fields: object = {}) => ({
  market: MARKET,
  asset_id: YES,
  timestamp: String(NOW),
  hash: 'x',
  bids: [
    level('0.44', '1'),
    level('0.45', '2'),
    level('0.46', '3'),
    level('0.47', '4'),
    level('0.48', '5'),
    level('0.49', '6.5'),
  ],
  asks: [level('0.53', '90'), level('0.51', '120')],
  ...fields,
})

describe('a book', () => {
  it('is best first, five levels and the sum of all, however the venue orders them', () => {
    const parsed = parseBook(book())
    expect(parsed).toMatchObject({ bidDepthMicros: 21_500_000, askDepthMicros: 210_000_000, venueAtMs: NOW })
    if (typeof parsed === 'string') throw new Error(parsed)
    expect(parsed.bids.map((row) => row.priceMicros)).toEqual([490_000, 480_000, 470_000, 460_000, 450_000])
    expect(parsed.asks).toEqual([
      { priceMicros: 510_000, sizeMicros: 120_000_000 },
      { priceMicros: 530_000, sizeMicros: 90_000_000 },
    ])
    expect(parseBook(book({ bids: book().bids.toReversed(), asks: book().asks.toReversed() }))).toEqual(
      parsed,
    )
  })

  it('may be empty on a side, which is not unknown', () => {
    expect(parseBook(book({ bids: [], asks: [level('0.5', '0')] }))).toMatchObject({
      bids: [],
      asks: [],
      askDepthMicros: 0,
    })
  })

  const broken = [
    [{ bids: null }],
    [{ asks: {} }],
    [{ bids: [level('1.2', '5')] }],
    [{ bids: [level('0.5', '-5')] }],
    [{ bids: [{ price: 0.5, size: 5 }] }],
    [{ timestamp: '' }],
    [{ timestamp: undefined }],
  ] as const
  it.each(broken)('with %j is unknown', (fields) => {
    expect(typeof parseBook(book(fields))).toBe('string')
  })

  it('is asked for alone, or with others in one call; one left out is unknown', async () => {
    const other = tokenId('7')
    const server = await listen((seen) =>
      seen.path === '/book' ? { json: book() } : { json: [book({ asset_id: NO }), book()] },
    )
    const venue = venueAt(server.url)
    expect((await venue.books([YES])).get(YES)).toMatchObject({ ok: true })
    const books = await venue.books([YES, NO, other])
    expect([...books].map(([token, read]) => [token, read.ok])).toEqual([
      [YES, true],
      [NO, true],
      [other, false],
    ])
    expect(server.seen.map((seen) => `${seen.method} ${seen.path}`)).toEqual(['GET /book', 'POST /books'])
    expect(JSON.parse(server.seen[1]?.body ?? '')).toEqual([
      { token_id: YES },
      { token_id: NO },
      { token_id: other },
    ])
    expect((await venue.books([])).size).toBe(0)
  })

  it('of another token, or twice, is unknown', () => {
    const read = (rows: unknown) => interpretBooks(rows, [YES], epochMs(NOW)).get(YES)?.ok
    expect(read([book({ asset_id: NO })])).toBe(false)
    expect(read([book(), book()])).toBe(false)
    expect(read({ error: 'boom' })).toBe(false)
  })

  it('is read or refused, whatever it looks like', () => {
    fc.assert(fc.property(fc.jsonValue(), (json) => typeof parseBook(json) === 'string'))
    fc.assert(
      fc.property(fc.jsonValue(), (json) => interpretBooks(json, [YES], epochMs(NOW)).get(YES)?.ok === false),
    )
  })
})

describe('the account', () => {
  const venueAnswering = async (reply: Reply, options = {}) => {
    const server = await listen(() => reply)
    return { venue: venueAt(server.url, options), server }
  }

  it('has a balance in base units', async () => {
    const { venue, server } = await venueAnswering({ json: { balance: '6761230', allowances: {} } })
    expect(await venue.balance(YES)).toMatchObject({ ok: true, value: 6_761_230 })
    expect(Object.fromEntries(server.seen[0]?.query ?? [])).toEqual({
      asset_type: 'CONDITIONAL',
      token_id: YES,
      signature_type: '0',
    })
  })

  it.each([
    {},
    { balance: 5 },
    { balance: '250.5' },
    { balance: '' },
    { balance: '-1' },
    { balance: '9'.repeat(20) },
    [],
    null,
    '',
  ])('has an unknown balance after %j', async (json) => {
    const { venue } = await venueAnswering({ json })
    expect((await venue.balance(YES)).ok).toBe(false)
  })

  it('is refreshed on demand, and a failure of that is seen at the next read', async () => {
    const { venue, server } = await venueAnswering({ status: 500, text: '' })
    await venue.refreshBalance(YES)
    expect(server.seen[0]?.path).toBe('/balance-allowance/update')
  })

  it('has a clock in whole seconds', async () => {
    expect(await (await venueAnswering({ json: 1_795_000_000 })).venue.timeMs()).toMatchObject({
      ok: true,
      value: NOW,
    })
    for (const json of ['1795000000', 1_795_000_000_000, 1.5, null, {}]) {
      expect((await (await venueAnswering({ json })).venue.timeMs()).ok).toBe(false)
    }
  })

  it('says whether the region is blocked, or that it does not know', async () => {
    const blocked = await listen(() => ({
      json: { blocked: true, ip: '1.2.3.4', country: 'US', region: 'NY' },
    }))
    expect(await readGeoblock(blocked.url, testClock())).toMatchObject({
      ok: true,
      value: { blocked: true, country: 'US', region: 'NY' },
    })
    const odd = await listen(() => ({ json: { blocked: 'no' } }))
    expect((await readGeoblock(odd.url, testClock())).ok).toBe(false)
  })
})

describe('positions', () => {
  const position = (fields: object = {}) => ({
    proxy_wallet: WALLET.toLowerCase(),
    token_id: YES,
    current_size: 150.5,
    total_size: 900,
    ...fields,
  })
  const page = (rows: readonly object[], next: unknown = null): Reply => ({
    json: { data: rows, pagination: { limit: 1000, offset: 0, has_more: next !== null, next_cursor: next } },
  })

  it('are what is held now, over pages; the limit goes with the first', async () => {
    const server = await listen((seen) =>
      seen.query.get('cursor') === null
        ? page([position()], 'next')
        : page([position({ token_id: NO, current_size: 0.1 + 0.2 })]),
    )
    const read = await venueAt(server.url).positions()
    if (!read.ok) throw new Error(read.unknown)
    expect([...read.value]).toEqual([
      [YES, 150_500_000],
      [NO, 300_000],
    ])
    expect(server.seen.map((seen) => [seen.path, seen.query.get('limit'), seen.query.get('cursor')])).toEqual(
      [
        ['/v2/positions', '1000', null],
        ['/v2/positions', null, 'next'],
        ['/v2/positions', '1000', null],
        ['/v2/positions', null, 'next'],
      ],
    )
    expect(server.seen[0]?.query.get('user')).toBe(WALLET)
    expect(server.seen[0]?.headers['poly_signature']).toBeUndefined()
  })

  const broken: readonly (readonly [string, Reply])[] = [
    ['the retired bare list', { json: [position()] }],
    ['no pagination', { json: { data: [] } }],
    ['no cursor', { json: { data: [], pagination: {} } }],
    ['more to come and no cursor', { json: { data: [], pagination: { has_more: true, next_cursor: null } } }],
    ['a size in words', page([position({ current_size: '150.5' })])],
    ['a negative size', page([position({ current_size: -1 })])],
    ['a size beyond all bounds', page([position({ current_size: 1e300 })])],
    ['another wallet', page([position({ proxy_wallet: `0x${'1'.repeat(40)}` })])],
    ['two sizes of one token', page([position(), position({ current_size: 1 })])],
    ['an error', { status: 503, json: { error: 'busy', retryable: true } }],
  ]
  it.each(broken)('are unknown after %s', async (_, reply) => {
    const server = await listen(() => reply)
    expect((await venueAt(server.url).positions()).ok).toBe(false)
  })
})
