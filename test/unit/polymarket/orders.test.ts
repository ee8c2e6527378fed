import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orderId } from '../../../shared/domain/units.ts'
import { parseOrderRecord, readOrderStatus } from '../../../shared/polymarket/orderRecord.ts'
import { interpretOrders } from '../../../shared/polymarket/orders.ts'
import { CREDENTIALS, listen, type Reply, venueAt } from '../../support/loopback.ts'
import { MARKET, WALLET, YES } from '../../support/wireIds.ts'

const ME = { apiKey: CREDENTIALS.key, funder: WALLET }
const A = orderId(`0x${'a'.repeat(64)}`)
const B = orderId(`0x${'b'.repeat(64)}`)
const C = orderId(`0x${'c'.repeat(64)}`)
const record = (fields: object = {}) => ({
  id: A,
  status: 'LIVE',
  owner: 'me',
  maker_address: WALLET,
  market: MARKET,
  asset_id: YES,
  side: 'BUY',
  original_size: '100.0000',
  size_matched: '25.5',
  price: '0.5000',
  outcome: 'Yes',
  expiration: '1795000300',
  order_type: 'GTD',
  associate_trades: null,
  created_at: 1_795_000_000,
  ...fields,
})
const page = (records: readonly object[], next: unknown = 'LTE='): Reply => ({
  json: { data: records, next_cursor: next },
})

describe('an order of the venue', () => {
  it('is read in our units', () => {
    expect(parseOrderRecord(record())).toEqual({
      id: A,
      market: MARKET,
      tokenId: YES,
      side: 'BUY',
      status: 'LIVE',
      priceMicros: 500_000,
      sizeMicros: 100_000_000,
      matchedMicros: 25_500_000,
      createdAtMs: 1_795_000_000_000,
    })
  })

  it.each(['', null, undefined])('matched an unknown amount where the venue writes %j', (matched) => {
    expect(parseOrderRecord(record({ size_matched: matched }))).toMatchObject({ matchedMicros: null })
  })

  const statuses = [
    ['LIVE', 'LIVE'],
    ['live', 'LIVE'],
    ['ORDER_STATUS_LIVE', 'LIVE'],
    ['DELAYED', 'LIVE'],
    ['UNMATCHED', 'LIVE'],
    ['MATCHED', 'TERMINAL'],
    ['ORDER_STATUS_MATCHED', 'TERMINAL'],
    ['CANCELED', 'TERMINAL'],
    ['CANCELLED', 'TERMINAL'],
    ["CANCELED_order couldn't be fully filled. FOK orders are fully filled or killed.", 'TERMINAL'],
    ['CANCELED_MARKET_RESOLVED', 'TERMINAL'],
    ['INVALID', 'TERMINAL'],
    ['CANCELING', null],
    ['MATCHEDISH', null],
    ['', null],
    [undefined, null],
  ] as const
  it.each(statuses)('in status %s is %s', (status, is) => {
    expect(readOrderStatus(status)).toBe(is)
  })

  it('is read or refused, whatever it looks like', () => {
    const value = fc.oneof(fc.constantFrom(A, MARKET, YES, 'LIVE', '1', 1_795_000_000), fc.jsonValue())
    const fields = fc.dictionary(fc.constantFrom(...Object.keys(record())), value)
    fc.assert(
      fc.property(fields, (changed) => {
        const order = parseOrderRecord({ ...record(), ...changed })
        if (typeof order !== 'string') expect(order.priceMicros ?? 0).toBeLessThanOrEqual(1_000_000)
        const list = interpretOrders([record({ id: B }), { ...record(), ...changed }], ME, new Set([A]))
        if (!list.ok) throw new Error(list.unknown)
        // Whatever becomes of the one, the other is read.
        expect(list.value.orders.some(({ id }) => id === B)).toBe(true)
      }),
    )
    fc.assert(fc.property(fc.jsonValue(), (json) => typeof parseOrderRecord(json) === 'string'))
  })
})

describe('open orders', () => {
  it('are all of them, over pages, though the client has no call for one page', async () => {
    const server = await listen((seen) =>
      seen.query.get('next_cursor') === 'MA=='
        ? page([record()], 'MTAw')
        : page([record(), record({ id: B, side: 'SELL' })]),
    )
    const read = await venueAt(server.url).openOrders()
    if (!read.ok) throw new Error(read.unknown)
    expect(read.value.orders.map((order) => order.id)).toEqual([A, B])
    expect(server.seen.map((seen) => seen.query.get('next_cursor'))).toEqual(['MA==', 'MTAw', 'MA==', 'MTAw'])
    expect(server.seen.every((seen) => seen.headers['poly_signature'] !== undefined)).toBe(true)
  })

  it('are none only where a whole page says so', async () => {
    const server = await listen(() => page([]))
    expect(await venueAt(server.url).openOrders()).toMatchObject({ ok: true, value: { orders: [] } })
  })

  const broken: readonly (readonly [string, Reply])[] = [
    ['an error', { status: 500, json: { error: 'Internal server error' } }],
    ['no cursor, which sends the client round forever', { json: { data: [record()] } }],
    ['a cursor that repeats', page([record()], 'MA==')],
    ['a bare list', { json: [record()] }],
    ['HTML', { status: 502, text: '<html></html>' }],
  ]
  it.each(broken)('are unknown after %s', async (_, reply) => {
    const server = await listen(() => reply)
    expect((await venueAt(server.url).openOrders()).ok).toBe(false)
    expect(server.seen.length).toBeLessThanOrEqual(2)
  })
})

describe('a record of the open orders', () => {
  const OTHER = `0x${'9'.repeat(40)}`
  const listed = async (...records: readonly object[]) => {
    const server = await listen(() => page(records))
    const read = await venueAt(server.url).openOrders(new Set([A]))
    if (!read.ok) throw new Error(read.unknown)
    return read.value
  }

  const needless = ['asset_id', 'side', 'original_size', 'size_matched', 'price', 'created_at', 'expiration']
  it.each(needless)(
    'is read without its %s: no decision needs that of an order that rests',
    async (field) => {
      for (const spoilt of ['', 'x', {}, null, undefined]) {
        const list = await listed(record({ [field]: spoilt }), record({ id: B }))
        expect(list.orders.map(({ id }) => id)).toEqual([A, B])
        expect(list.unreadable).toEqual([])
      }
    },
  )

  const spoilt: readonly (readonly [string, object, object])[] = [
    ['of an unknown status', { status: 'SLEEPING' }, { orderId: A, market: MARKET, tokenId: YES }],
    ['of no market', { market: '' }, { orderId: A, market: null, tokenId: YES }],
    ['without an id', { id: null }, { orderId: null, market: MARKET, tokenId: YES }],
    ['terminal, with a matched size that is none', { status: 'MATCHED', size_matched: 'x' }, { orderId: A }],
  ]
  it.each(spoilt)('%s is named, and the others count', async (_, fields, told) => {
    const list = await listed(record({ id: B }), record(fields), record({ id: C }))
    expect(list.orders.map(({ id }) => id)).toEqual([B, C])
    expect(list.unreadable).toMatchObject([told])
    expect(list.provesAbsence).toBe(true)
  })

  it('that is not an order at all may be any order', async () => {
    const server = await listen(() => ({ json: { data: [record(), 0], next_cursor: 'LTE=' } }))
    expect(await venueAt(server.url).openOrders()).toMatchObject({
      value: { orders: [{ id: A }], unreadable: [{ orderId: null, market: null, tokenId: null }] },
    })
  })

  it('is reported to people without the API key, and short', async () => {
    const list = await listed(record({ status: 'x'.repeat(5_000), owner: CREDENTIALS.key }))
    const raw = list.unreadable[0]?.raw ?? ''
    expect(raw).toContain('its status')
    expect(raw).not.toContain(CREDENTIALS.key)
    expect(raw.length).toBeLessThan(1_000)
  })

  it('of another wallet under our API key is not ours, unless we signed it', async () => {
    const list = await listed(
      record({ maker_address: OTHER }),
      record({ id: B, maker_address: OTHER }),
      record({ id: C, maker_address: OTHER, status: 'SLEEPING' }),
    )
    expect(list.orders.map(({ id }) => id)).toEqual([A])
    expect(list.unreadable).toEqual([])
  })
})

describe('a list of open orders that may lack some', () => {
  it.each([
    ['at the bound of its pages', { maxPages: 3 }],
    ['at the bound of its records', { maxRecords: 2 }],
  ])('%s proves no absence', async (_, limits) => {
    let at = 0
    const server = await listen(() => {
      at += 1
      return page([record({ id: `0x${String(at).padStart(64, '0')}` })], btoa(String(at)))
    })
    const read = await venueAt(server.url, { limits }).openOrders()
    expect(read).toMatchObject({ ok: true, value: { provesAbsence: false } })
    expect(read.ok && read.value.orders.length).toBeGreaterThan(0)
  })

  it('proves no absence where no two readings of several pages are alike', async () => {
    let at = 0
    const server = await listen((seen) => {
      at += 1
      const records = [record({ id: `0x${String(at).padStart(64, '0')}` })]
      return seen.query.get('next_cursor') === 'MA==' ? page(records, 'MTAw') : page(records)
    })
    expect(await venueAt(server.url).openOrders()).toMatchObject({
      ok: true,
      value: { provesAbsence: false },
    })
  })

  it('proves no absence where a cache kept it', async () => {
    const server = await listen(() => ({
      json: { data: [record()], next_cursor: 'LTE=' },
      headers: { age: '7' },
    }))
    expect(await venueAt(server.url).openOrders()).toMatchObject({
      value: { orders: [{ id: A }], provesAbsence: false },
    })
  })

  it('with more records than are walked proves no absence, and many that nobody can read are no list', async () => {
    const zeros = await listen(() => ({ json: { data: Array(300_000).fill(0), next_cursor: 'LTE=' } }))
    expect(await venueAt(zeros.url).openOrders()).toMatchObject({
      value: { orders: [], unreadable: [{ orderId: null }], provesAbsence: false },
    })
    const numbers = await listen(() => ({ json: { data: [...Array(600).keys()], next_cursor: 'LTE=' } }))
    expect(await venueAt(numbers.url).openOrders()).toMatchObject({ ok: false })
  })

  it('of another market are hundreds that cannot be read: ours among them is', async () => {
    const other = `0x${'cd'.repeat(32)}`
    const records = Array.from({ length: 600 }, (_, n) => record({ id: `0x${n}`, market: other, status: '' }))
    const server = await listen(() => ({ json: { data: [...records, record()], next_cursor: 'LTE=' } }))
    const read = await venueAt(server.url).openOrders()
    if (!read.ok) throw new Error(read.unknown)
    expect(read.value.orders.map(({ id }) => id)).toEqual([A])
    expect(new Set(read.value.unreadable.map(({ market }) => market))).toEqual(new Set([other]))
  })
})

describe('a redirect', () => {
  it('is not followed, even to a page that would do', async () => {
    const server = await listen((seen) =>
      seen.path === '/data/orders' ? { status: 302, text: '', headers: { location: '/moved' } } : page([]),
    )
    expect((await venueAt(server.url).openOrders()).ok).toBe(false)
    expect(server.seen).toHaveLength(1)
  })
})

describe('an order by its hash', () => {
  const records: readonly (readonly [string, Reply, string])[] = [
    ['an object', { json: record({ status: 'CANCELED' }) }, 'TERMINAL'],
    ['null', { json: null }, 'absent'],
    ['an empty text', { json: '' }, 'absent'],
    ['an empty body', { text: '' }, 'absent'],
    ['404 in JSON', { status: 404, json: { error: 'Order not found' } }, 'absent'],
    ['404 in HTML', { status: 404, text: '<html>not found</html>' }, 'unknown'],
    ['404 of nothing', { status: 404, text: '' }, 'unknown'],
    ['another order', { json: record({ id: B }) }, 'unknown'],
    ['an empty object', { json: {} }, 'unknown'],
    ['an empty list', { json: [] }, 'unknown'],
    ['an error in a 200', { json: { error: 'boom' } }, 'unknown'],
    ['an error', { status: 500, json: { error: 'not found' } }, 'unknown'],
    ['a refusal', { status: 401, json: { error: 'Invalid API key' } }, 'unknown'],
    ['HTML in a 200', { text: '<html></html>' }, 'unknown'],
    ['silence', () => {}, 'unknown'],
  ]
  it.each(records)('answered by %s is as it should be', async (_, reply, is) => {
    const server = await listen(() => reply)
    const read = await venueAt(server.url).order(A)
    const seen = !read.ok ? 'unknown' : read.value === 'absent' ? 'absent' : read.value.status
    expect(seen).toBe(is)
    expect(server.seen[0]?.path).toBe(`/data/order/${A}`)
  })
})
