import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orderId } from '../../../shared/domain/units.ts'
import { parseTradeRecord } from '../../../shared/polymarket/tradeRecord.ts'
import { interpretTrades } from '../../../shared/polymarket/trades.ts'
import { NOW } from '../../support/loopback.ts'
import { ME, maker, OURS, STRANGER, THEIRS, trade } from '../../support/tradeFixture.ts'
import { MARKET, NO, WALLET, YES } from '../../support/wireIds.ts'

const asTaker = (fields: object = {}) =>
  trade({
    owner: ME.apiKey,
    maker_address: WALLET,
    taker_order_id: OURS,
    maker_orders: [maker(STRANGER)],
    trader_side: 'TAKER',
    ...fields,
  })

function onlyLeg(record: unknown) {
  const parsed = parseTradeRecord(record, ME)
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
      expect(parseTradeRecord(trade({ market }), ME)).toMatchObject({ legs: [{ market: `${short}00` }] })
    }
  })

  it('as a taker is the top of the record', () => {
    expect(onlyLeg(asTaker())).toMatchObject({
      orderId: OURS,
      role: 'taker',
      side: 'SELL',
      sizeMicros: 25_000_000,
    })
  })

  it('is found by the order we signed, then by wallet, then by API key', () => {
    const none = { owner: '', maker_address: '' }
    const signed = new Set([orderId(OURS)])
    expect(onlyLeg(trade({ maker_orders: [maker({ owner: STRANGER.owner })] }))).toBeDefined()
    for (const unnamed of ['', null, 'x', '0x12'])
      expect(onlyLeg(trade({ maker_orders: [maker({ maker_address: unnamed })] }))).toBeDefined()
    expect(parseTradeRecord(trade({ maker_orders: [maker(none)] }), ME, signed)).toMatchObject({
      legs: [{ orderId: OURS }],
      unreadable: [],
    })
    expect(parseTradeRecord(trade({ maker_orders: [maker(STRANGER)] }), ME, signed)).toMatchObject({
      legs: [{ orderId: OURS }],
      unreadable: [],
    })
  })

  it('is none where another wallet under our API key is named, as maker and as taker', () => {
    const other = { owner: ME.apiKey, maker_address: STRANGER.maker_address }
    expect(parseTradeRecord(trade({ maker_orders: [maker(other)] }), ME)).toEqual({ is: 'notOurs' })
    expect(parseTradeRecord(asTaker(other), ME)).toEqual({ is: 'notOurs' })
    const mixed = trade({ maker_orders: [maker(other), maker({ order_id: THEIRS })] })
    expect(parseTradeRecord(mixed, ME)).toMatchObject({ legs: [{ orderId: THEIRS }], unreadable: [] })
  })

  it('is two legs where one trade fills two of our orders, or we met ourselves', () => {
    const two = parseTradeRecord(trade({ maker_orders: [maker(), maker({ order_id: THEIRS })] }), ME)
    expect(two).toMatchObject({ is: 'ours', legs: [{ orderId: OURS }, { orderId: THEIRS }] })
    const self = parseTradeRecord(asTaker({ maker_orders: [maker({ order_id: THEIRS })] }), ME)
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
    'without a usable id (%j) is not a fill',
    (id) => {
      expect(parseTradeRecord(trade({ id }), ME)).toMatchObject({
        is: 'withoutId',
        legs: [{ market: MARKET, orderId: OURS }],
      })
      expect(parseTradeRecord(asTaker({ id }), ME)).toMatchObject({
        is: 'withoutId',
        legs: [{ orderId: OURS }],
      })
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
    ['a maker that is not an object', { maker_orders: [null] }],
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
  it.each(unreadable)('%s makes that leg unreadable, and takes no other leg away', (_, fields) => {
    const other = trade({ id: 'trade-2' })
    const read = interpretTrades([other, trade(fields)], ME)
    if (!read.ok) throw new Error(read.unknown)
    expect(read.value.legs.map((leg) => leg.tradeId)).toContain('trade-2')
    expect(read.value.legs).toHaveLength(1)
    expect(read.value.unreadable.length).toBeGreaterThan(0)
  })

  it('that cannot be read says what of it can be', () => {
    expect(parseTradeRecord(trade({ status: 'SETTLING' }), ME)).toMatchObject({
      legs: [],
      unreadable: [{ key: `trade-1:${OURS}`, orderId: OURS, market: MARKET, tokenId: YES, matchedAtMs: NOW }],
    })
    const lost = parseTradeRecord(trade({ market: '', maker_orders: [maker({ asset_id: '' })] }), ME)
    expect(lost).toMatchObject({ unreadable: [{ market: null, tokenId: null, orderId: OURS }] })
  })

  it('that cannot be read has one name while it settles, and its words hold no API key', () => {
    const named = (fields: object) => {
      const record = parseTradeRecord(trade({ maker_orders: [maker({ order_id: '' })], ...fields }), ME)
      return record.is === 'ours' ? record.unreadable[0] : undefined
    }
    const first = named({ status: 'MATCHED', last_update: '1' })
    expect(named({ status: 'MINED', last_update: '2', transaction_hash: '0x1' })?.key).toBe(first?.key)
    expect(named({ match_time: '1700000000' })?.key).not.toBe(first?.key)
    expect(first?.raw).not.toContain(ME.apiKey)
    expect(first?.raw.length).toBeLessThan(1_000)
  })

  const needless: readonly (readonly [string, object])[] = [
    ['the fee rate', { fee_rate_bps: '' }],
    ['the taker’s decimals', { price: '', size: null }],
    ['the bucket', { bucket_index: 'x' }],
    ['the hash of the transaction', { transaction_hash: 7 }],
    ['the last update', { last_update: {} }],
    ['the taker’s token, where our side is stated', { asset_id: '', maker_orders: [maker({ side: 'BUY' })] }],
    ['the taker’s side, where ours is stated', { side: '', maker_orders: [maker({ side: 'BUY' })] }],
    ['the fee rate of our part', { maker_orders: [maker({ fee_rate_bps: '', outcome: 7 })] }],
    [
      'another maker’s part',
      { maker_orders: [maker(), maker({ ...STRANGER, price: '', matched_amount: {} })] },
    ],
  ]
  it.each(needless)('is read without %s: no decision needs it', (_, fields) => {
    expect(onlyLeg(trade(fields))).toMatchObject({ orderId: OURS, side: 'BUY', sizeMicros: 10_000_000 })
  })

  it('counts next to one of the same record that cannot be read', () => {
    const record = trade({ maker_orders: [maker(), maker({ order_id: THEIRS, price: '' })] })
    expect(parseTradeRecord(record, ME)).toMatchObject({
      legs: [{ orderId: OURS }],
      unreadable: [{ orderId: THEIRS }],
    })
  })

  it('of a trade between strangers is none, if nothing says otherwise', () => {
    expect(parseTradeRecord(trade({ maker_orders: [maker(STRANGER)], trader_side: undefined }), ME)).toEqual({
      is: 'notOurs',
    })
  })

  it('never throws, and never says "not ours" of a record that names us', () => {
    const text = fc.oneof(
      fc.constantFrom('', '0.5', 'BUY', ME.apiKey, WALLET, OURS, YES, MARKET),
      fc.string(),
    )
    const value = fc.oneof(text, fc.jsonValue())
    const keys = Object.keys(trade())
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), value), fc.boolean(), (fields, ours) => {
        const mine = { owner: ME.apiKey, maker_address: WALLET }
        const record = ours ? { ...trade(), ...fields, ...mine } : { ...trade(), ...fields }
        const parsed = parseTradeRecord(record, ME)
        if (ours) expect(parsed.is).not.toBe('notOurs')
        if (parsed.is === 'ours') expect(parsed.legs.length + parsed.unreadable.length).toBeGreaterThan(0)
      }),
    )
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const parsed = parseTradeRecord(json, ME)
        return parsed.is === 'ours' && parsed.legs.length === 0 && parsed.unreadable.length > 0
      }),
    )
  })
})
