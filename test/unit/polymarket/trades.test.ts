import { describe, expect, it } from 'vitest'
import { epochMs, tradeId } from '../../../shared/domain/units.ts'
import { listen, NOW, type Reply, venueAt } from '../../support/loopback.ts'
import { maker, OURS, trade } from '../../support/tradeFixture.ts'

const page = (records: readonly object[], next: unknown = 'LTE='): Reply => ({
  json: { limit: 100, count: records.length, data: records, next_cursor: next },
})
const numbered = (n: number, fields: object = {}) => trade({ id: `trade-${n}`, ...fields })

describe('reading trades', () => {
  it('asks from a second before the instant and keeps legs from its second on', async () => {
    const records = [numbered(1), numbered(2, { match_time: String(NOW / 1000 - 1) })]
    const server = await listen(() => page(records))
    const read = await venueAt(server.url).trades(epochMs(NOW + 400))
    expect(read).toMatchObject({
      ok: true,
      asOf: NOW,
      value: { legs: [{ tradeId: 'trade-1' }], withoutId: [], unreadable: [] },
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

  it('reads again where a shifting page hid a record', async () => {
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
    ['no records', { json: { next_cursor: 'LTE=' } }],
    ['records that are null', { json: { data: null, next_cursor: 'LTE=' } }],
    ['an error in a 200', { json: { error: 'boom' } }],
    ['no cursor', { json: { data: [] } }],
    ['an empty cursor', { json: { data: [], next_cursor: '' } }],
    ['a cursor that is not text', { json: { data: [], next_cursor: 7 } }],
    ['a cursor that comes again', { json: { data: [], next_cursor: 'MTAw' } }],
    ['fewer records than counted', { json: { data: [], count: 3, next_cursor: 'LTE=' } }],
    ['silence', () => {}],
    ['a redirect', { status: 302, text: '', headers: { location: '/data/trades' } }],
  ]
  it.each(broken)('is unknown, never empty, after %s', async (_, reply) => {
    const server = await listen(() => reply)
    const read = await venueAt(server.url).trades(NOW)
    expect(read.ok).toBe(false)
    expect(server.seen.length).toBeLessThanOrEqual(2)
  })

  const spoilt: readonly (readonly [string, readonly object[], object])[] = [
    ['a record that says nothing', [{}], { orderId: null, market: null, tokenId: null }],
    [
      'a record of another market',
      [numbered(3, { market: `0x${'cd'.repeat(32)}`, status: '' })],
      { market: `0x${'cd'.repeat(32)}` },
    ],
    [
      'one leg with two sizes',
      [numbered(3), numbered(3, { maker_orders: [maker({ matched_amount: '11' })] })],
      { key: `trade-3:${OURS}` },
    ],
  ]
  it.each(spoilt)('counts next to %s', async (_, records, told) => {
    const server = await listen(() => page([numbered(1), ...records, numbered(2)]))
    const read = await venueAt(server.url).trades(NOW)
    if (!read.ok) throw new Error(read.unknown)
    expect(read.value.legs.map((leg) => leg.tradeId)).toEqual(['trade-1', 'trade-2'])
    expect(read.value.unreadable).toMatchObject([told])
  })

  it('is unknown where hundreds of records cannot be read and name nobody', async () => {
    const nameless = { market: '', maker_orders: [maker({ asset_id: '' })] }
    const server = await listen(() => page(Array.from({ length: 600 }, (_, n) => numbered(n, nameless))))
    expect(await venueAt(server.url).trades(NOW)).toMatchObject({ ok: false })
  })

  it('counts where thousands of records of another market cannot be read', async () => {
    const other = `0x${'cd'.repeat(32)}`
    const records = Array.from({ length: 3_000 }, (_, n) => numbered(n + 10, { market: other, status: '' }))
    const server = await listen(() => page([numbered(1), ...records, numbered(2, { status: '' })]))
    const read = await venueAt(server.url).trades(NOW)
    if (!read.ok) throw new Error(read.unknown)
    expect(read.value.legs.map((leg) => leg.tradeId)).toEqual(['trade-1'])
    expect(read.value.unreadable.filter(({ market }) => market === other)).toHaveLength(500)
    expect(read.value.unreadable.at(-1)).toMatchObject({ key: `trade-2:${OURS}` })
  })

  it('is unknown after more pages or records than there can be', async () => {
    const server = await listen((_, nth) => page([numbered(nth)], `c${nth}`))
    const pages = await venueAt(server.url, { limits: { maxPages: 3 } }).trades(NOW)
    expect(pages).toMatchObject({ ok: false, unknown: expect.stringContaining('more than 3 pages') })
    const records = await venueAt(server.url, { limits: { maxRecords: 2 } }).trades(NOW)
    expect(records).toMatchObject({ ok: false, unknown: expect.stringContaining('more than 2 records') })
  })

  it('is unknown after a body without end, and within its time', async () => {
    const server = await listen(() => (response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const timer = setInterval(() => response.write(' '.repeat(50_000)), 1)
      response.on('close', () => clearInterval(timer))
    })
    const read = await venueAt(server.url, { limits: { maxResponseBytes: 500_000 } }).trades(NOW)
    expect(read).toMatchObject({ ok: false, unknown: expect.stringContaining('larger than 500000 bytes') })
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
