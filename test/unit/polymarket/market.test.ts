import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseMarket } from '../../../shared/polymarket/marketInfo.ts'
import { CLOB_MARKET, FULL_MARKET, listen, marketReply, NOW, venueAt } from '../../support/loopback.ts'
import { MARKET, NO, YES } from '../../support/wireIds.ts'

const LISTING = { version: 'v1', tokens: [YES, NO] } as const
const parse = (clob: object = {}, full: object = {}) =>
  parseMarket(
    { trading: { ...CLOB_MARKET, ...clob }, status: { ...FULL_MARKET, ...full }, listing: LISTING },
    MARKET,
  )

describe('a market', () => {
  it('is put together from its answers, asked every time but for the catalogue', async () => {
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
        // The order book's end is a date, and the catalogue has none here.
        endMs: Date.parse('2028-01-01T00:00:00Z'),
      },
    })
    expect(server.seen.map((seen) => seen.path).sort()).toEqual([
      `/clob-markets/${MARKET}`,
      `/clob-markets/${MARKET}`,
      `/markets/${MARKET}`,
      `/markets/${MARKET}`,
      '/markets/keyset',
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
    // Where it is false it is left out.
    expect(parse({ ao: undefined })).toMatchObject({ accepting: false })
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
    ['another version than the catalogue', { v: 'v2' }, {}],
    ['negRisk in words', { nr: 'yes' }, {}],
    ['a fee above everything', { fd: { r: 2, e: 1 } }, {}],
    ['a fee in words', { fd: { r: '0.07', e: 1 } }, {}],
    ['a start nobody can read', { gst: 'soon' }, {}],
    ['an end nobody can read', {}, { end_date_iso: 'soon' }],
    ['a flag that is missing', {}, { archived: undefined }],
    ['a flag in words', {}, { closed: 'false' }],
    ['another market, compact', { c: `0x${'1'.repeat(64)}` }, {}],
    ['another market, whole', {}, { condition_id: `0x${'1'.repeat(64)}` }],
  ]
  it.each(unknowns)('is unknown with %s', (_, clob, full) => {
    expect(typeof parse(clob, full)).toBe('string')
  })

  it.each([
    [
      'tokens of another market',
      [
        { token_id: '1', winner: true },
        { token_id: '2', winner: false },
      ],
    ],
    ['no winner flag', [{ token_id: YES }, { token_id: NO }]],
    ['no tokens', 'none'],
  ])('with %s has paid nothing yet, and is known', (_, tokens) => {
    expect(parse({}, { tokens })).toMatchObject({ closed: false, payoutMicros: null })
    expect(parse({}, { tokens, closed: true })).toMatchObject({ closed: true, payoutMicros: null })
  })

  const programme = { mi: 200, ma: 3.5, e: true, moas: 30 }
  it('tells what its rewards ask', () => {
    expect(parse({ r: programme })).toMatchObject({
      rewards: { minSizeMicros: 200_000_000, maxSpreadMicros: 35_000, minAgeMs: 30_000 },
    })
    expect(parse({ r: { ...programme, moas: undefined } })).toMatchObject({ rewards: { minAgeMs: 0 } })
    expect(parse({ r: { ...programme, moas: 1e6 } })).toMatchObject({ rewards: { minAgeMs: 720_000 } })
  })

  it.each([
    ['no programme', null],
    ['one that is off', { ...programme, e: false }],
    ['one without a flag', { ...programme, e: undefined }],
    ['a size that is not a number', { ...programme, mi: '200' }],
    ['a negative spread', { ...programme, ma: -1 }],
    ['an age that is not a number', { ...programme, moas: Number.NaN }],
    ['a list', [programme]],
    ['a word', 'rewards'],
  ])('is read without rewards where there is %s', (_, r) => {
    const read = parse({ r })

    expect(read).toMatchObject({ tickMicros: 10_000 })
    expect(read).not.toHaveProperty('rewards')
  })

  it('is unknown where either answer fails', async () => {
    for (const path of [`/clob-markets/${MARKET}`, `/markets/${MARKET}`, '/markets/keyset']) {
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
        (trading, status) => typeof parseMarket({ trading, status, listing: LISTING }, MARKET) === 'string',
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
