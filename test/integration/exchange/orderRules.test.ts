import { describe, expect, test } from 'vitest'
import { price, type size } from '../../../shared/domain/units.ts'
import { MARKET, NO, YES } from '../../support/wireIds.ts'
import { ANNA, BERT, type Draft, Stage } from './floorStage.ts'

const ID = `0x${'e'.repeat(64)}`
const CROSSES = 'invalid post-only order: order crosses book'

/** Against a book of 0.48 x 100 to 0.52 x 100. */
function errorOf(draft: Draft, prepare: (stage: Stage) => void = () => {}): string | null {
  const stage = new Stage()
  stage.show([[0.48, 100]], [[0.52, 100]])
  prepare(stage)
  const error = stage.errorOf({ id: ID, ...draft })
  stage.exchange.audit()
  return error
}

describe('an order is refused in the words of the venue', () => {
  const gtd = { orderType: 'GTD' } as const
  test.each<[name: string, draft: Draft, error: string | null]>([
    ['a plain limit order is taken', {}, null],
    ['a price at the lowest tick is taken', { at: 0.01 }, null],
    [
      'a price off the tick grid breaks the tick rule',
      { makerAmountMicros: 150_000, takerAmountMicros: 10_000_000 },
      `order ${ID} is invalid. Price (0.015) breaks minimum tick size rule: 0.01`,
    ],
    ['a price of one is out of bounds', { at: 1 }, 'invalid price (1), min: 0.01 - max: 0.99'],
    [
      'less than the minimum size is refused',
      { shares: 3 },
      `order ${ID} is invalid. Size (3) lower than the minimum: 5`,
    ],
    ['exactly the minimum size is taken', { shares: 5 }, null],
    [
      'a buy of a thousandth of a share is too precise',
      { makerAmountMicros: 5_000_500, takerAmountMicros: 10_001_000 },
      'invalid amounts, the buy orders maker amount supports a max accuracy of 4 decimals, taker amount a max of 2 decimals',
    ],
    [
      'a sell for five decimals of USDC is too precise',
      { side: 'SELL', makerAmountMicros: 10_000_000, takerAmountMicros: 5_000_010 },
      'invalid amounts, the sell orders maker amount supports a max accuracy of 2 decimals, taker amount a max of 4 decimals',
    ],
    [
      'a market buy has two decimals of USDC and four of shares',
      { orderType: 'FOK', makerAmountMicros: 5_005_000, takerAmountMicros: 9_625_000 },
      'invalid amounts, the market buy orders maker amount supports a max accuracy of 2 decimals, taker amount a max of 4 decimals',
    ],
    [
      'a rounded amount is told what it should be',
      { side: 'SELL', makerAmountMicros: 19_690_000, takerAmountMicros: 4_330_000 },
      "invalid amounts, the taker amount for a $0.22 order of size 19.69 should be '4.3318' but the value submited is '4.33'",
    ],
    ['an amount of zero is not an order', { makerAmountMicros: 0 }, 'Invalid order payload'],
    [
      'a marketable buy below a dollar is refused',
      { at: 0.52, shares: 1.73, orderType: 'FAK', makerAmountMicros: 900_000, takerAmountMicros: 1_730_700 },
      'invalid amount for a marketable BUY order ($0.9), min size: $1',
    ],
    ['a resting buy below a dollar is taken', { at: 0.01, shares: 5 }, null],
    ['a post-only buy at the displayed ask crosses', { at: 0.52, postOnly: true }, CROSSES],
    ['a post-only buy below the displayed ask rests', { at: 0.51, postOnly: true }, null],
    ['a post-only sell at the displayed bid crosses', { side: 'SELL', at: 0.48, postOnly: true }, CROSSES],
    ['a post-only buy of NO crosses the mirrored bid', { token: NO, at: 0.52, postOnly: true }, CROSSES],
    ['a post-only buy of NO below the mirror rests', { token: NO, at: 0.51, postOnly: true }, null],
    [
      'post-only does not go with FOK',
      { orderType: 'FOK', postOnly: true },
      'invalid post-only order: only GTC and GTD order types are allowed',
    ],
    ['a GTD without an end is refused', gtd, 'invalid expiration'],
    ['a GTD of less than three minutes is refused', { ...gtd, expiresInMs: 179_999 }, 'invalid expiration'],
    ['a GTD of three minutes is taken', { ...gtd, expiresInMs: 180_000 }, null],
    ['a GTC with an end is refused', { expiresInMs: 300_000 }, 'invalid expiration'],
    ['a FOK with an end is refused', { orderType: 'FOK', expiresInMs: 300_000 }, 'invalid expiration'],
    [
      'a FOK that cannot be filled whole is killed',
      { orderType: 'FOK', at: 0.52, shares: 200 },
      "order couldn't be fully filled. FOK orders are fully filled or killed.",
    ],
    [
      'a FAK that meets nobody is killed',
      { orderType: 'FAK', at: 0.51, shares: 100 },
      'no orders found to match with FAK order. FAK orders are partially filled or killed if no match is found.',
    ],
  ])('%s', (_name, draft, error) => {
    expect(errorOf(draft)).toBe(error)
  })

  test.each<[name: string, prepare: (stage: Stage) => void, draft: Draft, error: string | null]>([
    [
      'a banned address',
      (stage) => stage.exchange.ban(ANNA, 'banned'),
      { side: 'SELL', at: 0.6 },
      `'${ANNA}' address banned`,
    ],
    [
      'a closed-only address buys nothing',
      (stage) => stage.exchange.ban(ANNA, 'closedOnly'),
      {},
      `'${ANNA}' address in closed only mode`,
    ],
    [
      'a closed-only address may sell',
      (stage) => stage.exchange.ban(ANNA, 'closedOnly'),
      { side: 'SELL', at: 0.6 },
      null,
    ],
    [
      'a market that accepts no orders',
      (stage) => stage.exchange.change(MARKET, { accepting: false }),
      {},
      'the market is not yet ready to process new orders',
    ],
    [
      'an unapproved wallet has no allowance',
      (stage) => stage.exchange.approve(ANNA, false),
      {},
      'not enough balance / allowance: the allowance is not enough -> allowance: 0, order amount (inc. fees): 5000000',
    ],
    [
      'more shares than are held cannot be sold',
      () => {},
      { side: 'SELL', at: 0.6, shares: 1000.01 },
      'not enough balance / allowance: the balance is not enough -> balance: 1000000000, order amount (inc. fees): 1000010000',
    ],
    [
      'open buys of the market count',
      (stage) => stage.rest({ at: 0.4, shares: 2000 }),
      { at: 0.4, shares: 500.01 },
      'not enough balance / allowance: the balance is not enough -> balance: 1000000000, sum of active orders: 800000000, order amount (inc. fees): 200004000',
    ],
    [
      'what fits next to the open buys is accepted',
      (stage) => stage.rest({ at: 0.4, shares: 2000 }),
      { at: 0.4, shares: 500 },
      null,
    ],
    [
      'open sells of the token count',
      (stage) => stage.rest({ side: 'SELL', at: 0.6, shares: 900 }),
      { side: 'SELL', at: 0.6, shares: 101 },
      'not enough balance / allowance: the balance is not enough -> balance: 1000000000, sum of active orders: 900000000, order amount (inc. fees): 101000000',
    ],
    [
      'matched amounts count until they settle',
      (stage) => {
        stage.rest({ account: BERT, side: 'SELL', at: 0.5, shares: 1000 })
        stage.rest({ at: 0.5, shares: 1000 })
        stage.rest({ at: 0.4, shares: 100 })
      },
      { at: 0.4, shares: 1200 },
      'not enough balance / allowance: the balance is not enough -> balance: 1000000000, sum of matched orders: 500000000, sum of active orders: 40000000, order amount (inc. fees): 480000000',
    ],
    [
      'a taker must have its fee at hand too',
      (stage) => stage.exchange.change(MARKET, { feeRatePpm: 40_000 }),
      { at: 0.8, shares: 1250 },
      'not enough balance / allowance: the balance is not enough -> balance: 1000000000, order amount (inc. fees): 1008000000',
    ],
    [
      'a maker needs no fee at hand',
      (stage) => stage.exchange.change(MARKET, { feeRatePpm: 40_000 }),
      { at: 0.5, shares: 2000 },
      null,
    ],
  ])('%s', (_name, prepare, draft, error) => {
    expect(errorOf(draft, prepare)).toBe(error)
  })

  test('the precision follows the tick', () => {
    const stage = new Stage({}, { tickMicros: price(1000) })
    expect(stage.errorOf({ at: 0.505 })).toBe(null)
    expect(stage.errorOf({ makerAmountMicros: 5_050_001, takerAmountMicros: 10_000_000 })).toBe(
      'invalid amounts, the buy orders maker amount supports a max accuracy of 5 decimals, taker amount a max of 2 decimals',
    )
  })

  test('the grid of an odd tick is its multiples, not its decimals', () => {
    const stage = new Stage({}, { tickMicros: price(5000) })
    expect(stage.errorOf({ at: 0.505 })).toBe(null)
    expect(stage.errorOf({ id: ID, at: 0.507 })).toBe(
      `order ${ID} is invalid. Price (0.507) breaks minimum tick size rule: 0.005`,
    )
  })

  test('a token of no market is not an order', () => {
    const stage = new Stage()
    const request = { ...stage.request({}), token: 'unheard of' as typeof YES }
    expect(stage.exchange.place(request)).toEqual({ ok: false, status: 400, error: 'Invalid order payload' })
  })
})

describe('an id is known forever', () => {
  const again = `order ${ID} is invalid. Duplicated.`
  test.each<[name: string, end: (stage: Stage) => void]>([
    ['while it rests', (stage) => void stage.rest({ id: ID })],
    ['while it rests, post-only', (stage) => void stage.rest({ id: ID, postOnly: true })],
    [
      'after its cancel',
      (stage) => {
        stage.rest({ id: ID })
        stage.exchange.cancel(ANNA, [ID])
      },
    ],
    [
      'after its match',
      (stage) => {
        stage.rest({ id: ID })
        stage.rest({ account: BERT, side: 'SELL' })
      },
    ],
    ['after it was killed', (stage) => void stage.place({ id: ID, orderType: 'FOK' })],
  ])('%s', (_name, end) => {
    const stage = new Stage()
    end(stage)
    expect(stage.errorOf({ id: ID })).toBe(again)
  })

  test('but not after a refusal at the door', () => {
    const stage = new Stage()
    expect(stage.errorOf({ id: ID, shares: 3 })).toContain('lower than the minimum')
    expect(stage.errorOf({ id: ID })).toBe(null)
  })
})

describe('cancels name what they could not do', () => {
  test('each id once, with its reason', () => {
    const stage = new Stage()
    const resting = stage.rest({ at: 0.3 })
    const canceled = stage.rest({ at: 0.3 })
    stage.exchange.cancel(ANNA, [canceled])
    const filled = stage.rest({ at: 0.5 })
    const others = stage.rest({ account: BERT, at: 0.2 })
    stage.rest({ account: BERT, side: 'SELL', at: 0.5 })

    const result = stage.exchange.cancel(ANNA, [
      resting,
      resting.toUpperCase().replace('0X', '0x'),
      canceled,
      filled,
      others,
      ID,
    ])

    expect(result).toEqual({
      canceled: [resting],
      notCanceled: {
        [canceled]: 'Order already canceled',
        [filled]: 'Order already matched',
        [others]: 'Order not found or already canceled',
        [ID]: 'Order not found or already canceled',
      },
    })
    expect(stage.status(others)).toBe('LIVE')
  })

  test('a filter that names nothing cancels nothing; one by token spares the other token', () => {
    const stage = new Stage()
    const yes = stage.rest({ at: 0.3 })
    const no = stage.rest({ token: NO, at: 0.3 })
    expect(stage.exchange.cancelMarket(ANNA, {}).canceled).toEqual([])
    expect(stage.exchange.cancelMarket(ANNA, { market: MARKET, token: YES }).canceled).toEqual([yes])
    expect(stage.exchange.cancelMarket(ANNA, { market: MARKET }).canceled).toEqual([no])
    expect(stage.exchange.openOrders(ANNA)).toEqual([])
  })

  test('all of one account, and what they held is free again', () => {
    const stage = new Stage()
    const ids = [stage.rest({ at: 0.3 }), stage.rest({ side: 'SELL', at: 0.7 })]
    const others = stage.rest({ account: BERT, at: 0.3 })
    expect(stage.exchange.available(ANNA, 'USDC')).toBe(997_000_000)
    expect(stage.exchange.available(ANNA, YES)).toBe(990_000_000)
    expect(stage.exchange.cancelAll(ANNA).canceled).toEqual(ids)
    expect(stage.exchange.available(ANNA, 'USDC')).toBe(1_000_000_000)
    expect(stage.exchange.available(ANNA, YES)).toBe(1_000_000_000)
    expect(stage.status(others)).toBe('LIVE')
  })
})

describe('a caller who errs is given field, value and remedy', () => {
  test.each<[name: string, act: (stage: Stage) => void, message: RegExp]>([
    ['time goes back', (stage) => stage.wait(-1), /^nowMs: .* time only moves forward$/],
    [
      'an odd tick',
      (stage) => stage.exchange.change(MARKET, { tickMicros: price(30_000) }),
      /^tickMicros: 30000/,
    ],
    [
      'another token',
      (stage) => stage.exchange.change(MARKET, { tokens: [YES, YES] }),
      /keeps its id and tokens/,
    ],
    ['a feed price of one', (stage) => stage.show([[1, 5]], []), /^feed priceMicros: 1000000/],
    ['a negative size', (stage) => stage.delta('bid', [0.5, -1]), /^feed sizeMicros: -1000000/],
    ['too large a withdrawal', (stage) => stage.exchange.fund(ANNA, -1000_000_001), /^amount: -1000000001/],
    [
      'a minimum that is not a number',
      (stage) => stage.exchange.change(MARKET, { minSizeMicros: 0.5 as ReturnType<typeof size> }),
      /^minSizeMicros: 0.5/,
    ],
  ])('%s', (_name, act, message) => {
    expect(() => act(new Stage())).toThrow(message)
  })
})
