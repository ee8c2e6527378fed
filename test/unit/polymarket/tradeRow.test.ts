import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseTradeRow } from '../../../shared/polymarket/tradeRow.ts'
import { interpretTrades } from '../../../shared/polymarket/trades.ts'
import { MARKET, NO, NOW, WALLET, YES } from './loopback.ts'
import { ME, maker, OURS, STRANGER, THEIRS, trade } from './tradeFixture.ts'

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

  it('of a Protocol V2 market is of the condition in 32 bytes, however it is written', () => {
    const short = `0x${'1a'.repeat(31)}`
    for (const market of [short, `${short}00`]) {
      expect(parseTradeRow(trade({ market }), ME)).toMatchObject({ legs: [{ market: `${short}00` }] })
    }
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
