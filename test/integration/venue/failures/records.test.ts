import { describe, expect, test } from 'vitest'
import { confirmedMicros } from '../../../../shared/machine/inventory.ts'
import { adopt } from '../../../../shared/operator/adopt.ts'
import { MARKET, YES } from '../../../support/wireIds.ts'
import { type Change, setAltered, withRows } from '../altered.ts'
import type { Stage } from '../bot.ts'

const OTHER = `0x${'cd'.repeat(32)}`
const STRANGER = '0x1111111111111111111111111111111111111111'

/** A trade of our account as a maker, in another market unless said otherwise. */
function tradeRow(stage: Stage, fields: object = {}, part: object = {}): object {
  return {
    id: '11111111-2222-3333-4444-555555555555',
    taker_order_id: `0x${'ee'.repeat(32)}`,
    market: OTHER,
    asset_id: '999',
    side: 'BUY',
    size: '5',
    fee_rate_bps: '',
    price: '0.5',
    status: 'CONFIRMED',
    match_time: String(Math.floor(stage.exchange.nowMs() / 1000)),
    last_update: '1',
    outcome: 'Yes',
    bucket_index: 0,
    owner: 'somebody-else',
    maker_address: STRANGER,
    transaction_hash: '',
    maker_orders: [
      {
        order_id: `0x${'aa'.repeat(32)}`,
        owner: 'x',
        maker_address: stage.account,
        matched_amount: '5',
        price: '0.5',
        fee_rate_bps: '',
        asset_id: '999',
        outcome: 'Yes',
        side: 'SELL',
        ...part,
      },
    ],
    trader_side: 'MAKER',
    ...fields,
  }
}

const orderRow = (stage: Stage, fields: object = {}): object => ({
  id: `0x${'bb'.repeat(32)}`,
  status: 'LIVE',
  owner: 'k',
  maker_address: stage.account,
  market: OTHER,
  asset_id: '999',
  side: 'BUY',
  original_size: '12',
  size_matched: '',
  price: '0.6',
  outcome: '',
  expiration: '0',
  order_type: 'GTC',
  associate_trades: [],
  created_at: 1_700_000_000,
  ...fields,
})

/** Holds what it bought, with its exit resting. */
async function holding(changes: Map<string, Change>): Promise<Stage> {
  const stage = await setAltered(changes)
  await stage.buy()
  await stage.until('an exit rests', () => stage.resting('SELL').length === 1)
  return stage
}

describe('a trade that cannot be read', () => {
  const spoilt: readonly (readonly [string, object, object])[] = [
    ['an empty decimal', {}, { price: '' }],
    ['a status nobody knows', { status: 'TRADE_STATUS_REVERTED' }, {}],
    ['no time', { match_time: '' }, {}],
  ]
  test.each(spoilt)(
    'of another market, by %s, stops nothing, pages nothing and bars nothing',
    async (_, fields, part) => {
      const changes = new Map<string, Change>()
      const stage = await holding(changes)
      changes.set('GET /data/trades', (body) => withRows(tradeRow(stage, fields, part))(body))
      const pages = stage.told.pages.length
      await stage.ticks(30)
      expect(stage.control().codes).toEqual([])
      expect(stage.told.pages.slice(pages)).toEqual([])
      stage.fill('SELL')
      await stage.until('sold and entered again', () => stage.resting('BUY').length === 1)
    },
  )

  test('of another market, six hundred times, stops nothing and bars nothing', async () => {
    const changes = new Map<string, Change>()
    const stage = await holding(changes)
    const many = Array.from({ length: 600 }, (_, nth) =>
      tradeRow(stage, { id: `spoilt-${nth}`, status: 'TRADE_STATUS_REVERTED' }),
    )
    const lists = Array.from({ length: 600 }, (_, nth) =>
      orderRow(stage, { id: `0x${nth}`, status: 'SLEEPING' }),
    )
    changes.set('GET /data/trades', withRows(...many))
    changes.set('GET /data/orders', withRows(...lists))
    await stage.ticks(30)
    expect([stage.control().codes, stage.told.pages]).toEqual([[], []])
    stage.fill('SELL')
    await stage.until('sold and entered again', () => stage.resting('BUY').length === 1)
  })

  test('of our market bars this market alone, is reported once, and no STOP; adopt with words is the way out', async () => {
    const changes = new Map<string, Change>()
    const stage = await holding(changes)
    const ours = tradeRow(stage, { market: MARKET, asset_id: YES }, { asset_id: YES, price: '', side: '' })
    changes.set('GET /data/trades', withRows(ours))
    const pages = stage.told.pages.length
    await stage.ticks(40)
    expect(stage.control().codes).toEqual([])
    expect(
      stage.told.pages.slice(pages).filter((page) => /fill that may be ours cannot be read/.test(page)),
    ).toHaveLength(1)
    const last = stage.told.ticks.at(-1)
    expect(last?.seen.trades.ok && last.seen.trades.value.legs.length).toBeGreaterThan(0)
    expect(stage.posts('BUY')).toHaveLength(1)

    const held = confirmedMicros(stage.state())
    await stage.ports.store.latchMessage({ code: 'OPERATOR', text: 'by hand', atMs: stage.exchange.nowMs() })
    await stage.until('the STOP is done', () => stage.control().doneSeq === stage.control().haltSeq)
    const request = { market: MARKET, tokenId: YES, resolved: false, priceMicros: null }
    expect(await adopt(stage.ports, stage.stack, request)).toMatchObject({
      is: 'refused',
      why: expect.stringContaining('--unreadable'),
    })
    expect(await adopt(stage.ports, stage.stack, { ...request, unreadable: true })).toMatchObject({
      is: 'adopted',
    })
    expect(await stage.ports.store.resume(stage.control().haltSeq)).toMatchObject({ is: 'written' })
    await stage.until('an exit rests again', () => stage.resting('SELL').length === 1)
    expect(confirmedMicros(stage.state())).toBe(held)
    await stage.ticks(30)
    expect(stage.control().codes).toEqual([])
  })

  test('that reads again is counted, and what it barred goes on', async () => {
    const changes = new Map<string, Change>()
    const stage = await setAltered(changes)
    await stage.until('an entry rests', () => stage.resting('BUY').length === 1)
    changes.set('GET /data/trades', (body) => ({
      ...body,
      data: (body['data'] as readonly object[]).map((record) => ({
        ...record,
        status: 'TRADE_STATUS_DREAMT',
      })),
    }))
    stage.fill('BUY')
    await stage.ticks(40)
    expect([stage.control().codes, stage.state().legs, stage.posts('SELL').length]).toEqual([[], [], 0])
    changes.clear()
    await stage.until('an exit rests', () => stage.resting('SELL').length === 1)
    expect(stage.differences()).toEqual([])
    expect(stage.state().unreadable).toBeUndefined()
  })

  test('fields that nothing needs may hold anything', async () => {
    const strange = {
      fee_rate_bps: '',
      transaction_hash: '',
      bucket_index: '0',
      price: '',
      size: '',
      outcome: 7,
    }
    const changes = new Map<string, Change>([
      [
        'GET /data/trades',
        (body) => ({
          ...body,
          data: (body['data'] as readonly object[]).map((record) => ({ ...record, ...strange })),
        }),
      ],
    ])
    const stage = await holding(changes)
    expect([stage.control().codes, stage.differences()]).toEqual([[], []])
  })
})

describe('an open order that cannot be read', () => {
  test.each([
    ['no time', { created_at: '' }],
    ['an unknown status', { status: 'SLEEPING' }],
    ['no id', { id: '' }],
    ['no price and no size', { price: '', original_size: null }],
  ])('of another market, by %s, bars nothing and pages nothing', async (_, fields) => {
    const changes = new Map<string, Change>()
    const stage = await setAltered(changes)
    changes.set('GET /data/orders', (body) => withRows(orderRow(stage, fields))(body))
    await stage.buy()
    await stage.until('an exit rests', () => stage.resting('SELL').length === 1)
    expect([stage.control().codes, stage.told.pages]).toEqual([[], []])
  })

  test('of ours is known by its hash, and the list counts for the others', async () => {
    const changes = new Map<string, Change>()
    const stage = await holding(changes)
    changes.set('GET /data/orders', (body) => ({
      ...body,
      data: (body['data'] as readonly object[]).map((record) => ({ ...record, status: 'SLEEPING' })),
    }))
    await stage.ticks(20)
    expect(stage.control().codes).toEqual([])
    expect(stage.resting('SELL')).toHaveLength(1)
    expect(stage.told.pages.filter((page) => /open order that may be ours/.test(page))).toHaveLength(1)
    stage.fill('SELL')
    await stage.until('sold', () => confirmedMicros(stage.state()) === 0)
  })

  test('of our market without an id bars entries here, and is reported', async () => {
    const changes = new Map<string, Change>()
    const stage = await setAltered(changes)
    await stage.until('an entry rests', () => stage.resting('BUY').length === 1)
    changes.set('GET /data/orders', withRows(orderRow(stage, { id: '', market: MARKET, asset_id: YES })))
    await stage.drift([0.5, 0.53], [0.52, 0.55])
    await stage.ticks(10)
    expect(stage.posts('BUY')).toHaveLength(1)
    expect(stage.told.pages.filter((page) => /open order that may be ours/.test(page))).toHaveLength(1)
    changes.clear()
    await stage.until('it is quoted again', () => stage.posts('BUY').length === 2)
  })
})

describe('another wallet under our API key', () => {
  test('has fills and orders in our market that are none of ours', async () => {
    const changes = new Map<string, Change>()
    const stage = await setAltered(changes)
    await stage.until('an entry rests', () => stage.resting('BUY').length === 1)
    const key = stage.posts('BUY')[0]?.owner
    expect(key).toBeTypeOf('string')
    const wallet = { owner: key, maker_address: `0x${'22'.repeat(20)}` }
    const fill = tradeRow(
      stage,
      { market: MARKET, asset_id: YES, side: 'SELL' },
      { ...wallet, asset_id: YES, side: 'BUY' },
    )
    changes.set('GET /data/trades', withRows(fill))
    changes.set('GET /data/orders', withRows(orderRow(stage, { ...wallet, market: MARKET, asset_id: YES })))
    await stage.ticks(20)
    expect([stage.control().codes, stage.told.pages]).toEqual([[], []])
    stage.fill('BUY')
    await stage.until('an exit rests', () => stage.resting('SELL').length === 1)
    expect(stage.differences()).toEqual([])
  })

  test('a fill of an order we signed is ours, whatever wallet and key the record names', async () => {
    const changes = new Map<string, Change>([
      [
        'GET /data/trades',
        (body) => ({
          ...body,
          data: (body['data'] as readonly { maker_orders: readonly object[] }[]).map((record) => ({
            ...record,
            maker_orders: record.maker_orders.map((part) => ({
              ...part,
              owner: 'x',
              maker_address: STRANGER,
            })),
          })),
        }),
      ],
    ])
    const stage = await holding(changes)
    expect([stage.control().codes, stage.differences()]).toEqual([[], []])
  })
})
