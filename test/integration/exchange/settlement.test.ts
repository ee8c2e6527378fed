import { describe, expect, test } from 'vitest'
import { CROWD } from '../../../desk/exchange/ledger.ts'
import { type EpochMs, marketId, tokenId } from '../../../shared/domain/units.ts'
import { MARKET, NO, YES } from '../../support/wireIds.ts'
import { ANNA, BERT, market, STEADY, Stage } from './floorStage.ts'

/** Anna buys 100 YES of Bert at 0.50. */
function bought(stage: Stage): string {
  stage.rest({ account: BERT, side: 'SELL', at: 0.5, shares: 100 })
  const result = stage.place({ at: 0.5, shares: 100 })
  if (!result.ok) throw new Error(result.error)
  return result.tradeIds[0] ?? ''
}

/** Every status a trade shows, looked at once a millisecond. */
function livesOf(stage: Stage, id: string): string[] {
  const seen: string[] = []
  for (let step = 0; step < 20_000; step += 1) {
    const status = stage.exchange.trade(id)?.status ?? 'missing'
    if (seen.at(-1) !== status) seen.push(status)
    if (status === 'CONFIRMED' || status === 'FAILED') break
    stage.wait(1)
  }
  return seen
}

describe('the life of a trade', () => {
  test('matched, broadcast, mined with a hash, confirmed, each in its time', () => {
    const stage = new Stage()
    const id = bought(stage)
    const look = () => {
      const { status, transactionHash } = stage.exchange.trade(id) ?? { status: null, transactionHash: null }
      return [status, transactionHash?.length]
    }
    expect(look()).toEqual(['MATCHED_NOT_BROADCASTED', 0])
    stage.wait(100)
    expect(look()).toEqual(['MATCHED', 0])
    stage.wait(999)
    expect(look()).toEqual(['MATCHED', 0])
    stage.wait(1)
    expect(look()).toEqual(['MINED', 66])
    stage.wait(2000)
    expect(look()).toEqual(['CONFIRMED', 66])
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  test('every way through RETRYING is taken by some seed, and no other', () => {
    const ways = new Set<string>()
    for (let seed = 0; seed < 60; seed += 1) {
      const settlement = { ...STEADY, failPermille: 500, retryPermille: 500 }
      const stage = new Stage({ seed, settlement })
      ways.add(livesOf(stage, bought(stage)).slice(2).join(' '))
      stage.exchange.audit()
    }
    expect([...ways].sort()).toEqual([
      'FAILED',
      'MINED CONFIRMED',
      'MINED RETRYING FAILED',
      'MINED RETRYING MINED CONFIRMED',
      'RETRYING FAILED',
      'RETRYING MINED CONFIRMED',
    ])
  })

  test('a failed trade gives everybody back what they had, and the orders stay matched', () => {
    const stage = new Stage({ settlement: { ...STEADY, failPermille: 1000 } })
    const id = bought(stage)
    expect(stage.exchange.available(ANNA, 'USDC')).toBe(950_000_000)
    expect(stage.exchange.available(BERT, YES)).toBe(900_000_000)
    stage.wait(10_000)
    const trade = stage.exchange.trade(id)
    expect(trade?.status).toBe('FAILED')
    expect(stage.exchange.available(ANNA, 'USDC')).toBe(1_000_000_000)
    expect(stage.exchange.available(BERT, YES)).toBe(1_000_000_000)
    const orders = [trade?.taker.orderId, trade?.makers[0]?.orderId].map((order) =>
      stage.exchange.order(order ?? ''),
    )
    expect(orders.map((order) => [order?.status, order?.matchedMicros])).toEqual([
      ['MATCHED', 100_000_000],
      ['MATCHED', 100_000_000],
    ])
  })

  test('without any delay a trade is confirmed when the post returns', () => {
    const settlement = { ...STEADY, broadcastMs: 0, mineMs: [0, 0], confirmMs: [0, 0] } as const
    const stage = new Stage({ settlement })
    expect(stage.exchange.trade(bought(stage))?.status).toBe('CONFIRMED')
  })
})

describe('shares can be sold once they are there', () => {
  const all = { side: 'SELL', at: 0.6, shares: 1100 } as const

  test('not while they are matched only, but from the block on', () => {
    const stage = new Stage()
    bought(stage)
    stage.wait(1099)
    expect(stage.errorOf(all)).toContain('balance: 1000000000, order amount (inc. fees): 1100000000')
    stage.wait(1)
    expect(stage.errorOf(all)).toBe(null)
  })

  test('the venue’s own balance may lag behind the block', () => {
    const stage = new Stage({ balanceLagMs: 5000 })
    const id = bought(stage)
    stage.wait(6099)
    expect(stage.exchange.trade(id)?.status).toBe('CONFIRMED')
    expect(stage.errorOf(all)).toContain('the balance is not enough')
    stage.wait(1)
    expect(stage.errorOf(all)).toBe(null)
  })

  test('the positions index lags behind the balances', () => {
    const stage = new Stage({ positionLagMs: 30_000 })
    stage.wait(30_000)
    bought(stage)
    stage.wait(1100)
    expect(stage.exchange.holdings(ANNA).sharesMicros.get(YES)).toBe(1_100_000_000)
    stage.wait(29_999)
    expect(stage.exchange.positions(ANNA).get(YES)).toBe(1_000_000_000)
    stage.wait(1)
    expect(stage.exchange.positions(ANNA).get(YES)).toBe(1_100_000_000)
  })
})

describe('the taker’s fee', () => {
  const rate = { feeRatePpm: 70_000 }
  test.each([
    ['a buyer pays it on top', { side: 'BUY', at: 0.5, shares: 10 }, 175_000, 1000e6 - 5e6 - 175_000],
    ['a seller gets so much less', { side: 'SELL', at: 0.5, shares: 10 }, 175_000, 1000e6 + 5e6 - 175_000],
    ['at 0.9: 10 x 0.07 x 0.09', { side: 'BUY', at: 0.9, shares: 10 }, 63_000, 1000e6 - 9e6 - 63_000],
    // 7.77 x 0.07 x 0.57 x 0.43 = 0.133309...
    [
      'five decimals, to the nearest',
      { side: 'SELL', at: 0.57, shares: 7.77 },
      133_310,
      1000e6 + 4_428_900 - 133_310,
    ],
  ] as const)('%s', (_name, draft, feeMicros, usdcMicros) => {
    const stage = new Stage({}, rate)
    const maker = draft.side === 'BUY' ? 'SELL' : 'BUY'
    stage.rest({ ...draft, account: BERT, side: maker })
    stage.rest(draft)
    stage.wait(10_000)
    expect(stage.exchange.trades(ANNA)[0]?.taker.feeMicros).toBe(feeMicros)
    expect(stage.exchange.holdings(ANNA).usdcMicros).toBe(usdcMicros)
    expect(stage.exchange.audit().feesMicros).toBe(feeMicros)
  })

  test('over several levels it is that of the size at the average price the trade is reported with', () => {
    const stage = new Stage({}, rate)
    stage.rest({ side: 'BUY', at: 0.5, shares: 10, account: BERT })
    stage.rest({ side: 'BUY', at: 0.3, shares: 10, account: BERT })
    stage.rest({ side: 'SELL', at: 0.3, shares: 20 })
    // 20 x 0.07 x 0.4 x 0.6; by the levels alone it would be 0.322.
    expect(stage.exchange.trades(ANNA)[0]?.taker).toMatchObject({ priceMicros: 400_000, feeMicros: 336_000 })
  })

  test('makers pay none', () => {
    const stage = new Stage({}, rate)
    stage.rest({ at: 0.5 })
    stage.crowdTrade('SELL', 0.5, 10)
    stage.wait(10_000)
    expect(stage.exchange.holdings(ANNA).usdcMicros).toBe(995_000_000)
    expect(stage.exchange.trades(ANNA)[0]?.taker).toMatchObject({ account: CROWD, feeMicros: 175_000 })
    stage.exchange.audit()
  })

  test('the exponent bends it', () => {
    const stage = new Stage({}, { ...rate, feeExponent: 2 })
    stage.show([], [[0.5, 100]])
    stage.rest({ at: 0.5, shares: 100 })
    expect(stage.exchange.trades(ANNA)[0]?.taker.feeMicros).toBe(437_500)
  })
})

describe('one balance backs the orders of every market', () => {
  const OTHER = marketId(`0x${'2'.repeat(64)}`)
  const OTHER_YES = tokenId('2001')

  function twoMarkets(): Stage {
    const stage = new Stage()
    stage.exchange.list({ ...market, market: OTHER, tokens: [OTHER_YES, tokenId('2002')] })
    return stage
  }

  test('each market counts its own orders only, and a fill in one ends what the other can no longer pay', () => {
    const stage = twoMarkets()
    const here = stage.rest({ at: 0.5, shares: 1800 })
    const older = stage.rest({ token: OTHER_YES, at: 0.1, shares: 900 })
    const newer = stage.rest({ token: OTHER_YES, at: 0.5, shares: 1700 })
    stage.crowdTrade('SELL', 0.5, 1800)
    expect([here, older, newer].map((id) => stage.status(id))).toEqual(['MATCHED', 'LIVE', 'INVALID'])
    stage.exchange.audit()
  })

  test('so does what a taker spends in one', () => {
    const stage = twoMarkets()
    const elsewhere = stage.rest({ token: OTHER_YES, at: 0.5, shares: 1800 })
    stage.show([], [[0.5, 500]])
    stage.rest({ at: 0.5, shares: 500 })
    expect(stage.status(elsewhere)).toBe('INVALID')
    stage.exchange.audit()
  })

  test('a withdrawal ends the newest orders it takes the ground from', () => {
    const stage = twoMarkets()
    const older = stage.rest({ at: 0.5, shares: 1000 })
    const newer = stage.rest({ at: 0.5, shares: 1000 })
    const sell = stage.rest({ token: NO, side: 'SELL', at: 0.9, shares: 1000 })
    stage.exchange.fund(ANNA, -1_000_000)
    stage.exchange.fundShares(ANNA, NO, -1_000_000)
    expect([older, newer, sell].map((id) => stage.status(id))).toEqual(['LIVE', 'INVALID', 'INVALID'])
    stage.exchange.audit()
  })
})

describe('a budget that meets better prices buys more shares, and pays more fee than was foreseen', () => {
  /** $10 at 0.50 or better asks for a fee of 0.35; 990 shares at 0.01 alone cost 0.68607. */
  const cheap = (usdcMicros: number): Stage => {
    const stage = new Stage({}, { feeRatePpm: 70_000 })
    stage.exchange.fund(ANNA, usdcMicros - 1000e6)
    return stage
  }

  test('the order ends where the money does', () => {
    const stage = cheap(10_400_000)
    stage.show([], [[0.01, 990]])
    const fak = stage.place({ orderType: 'FAK', at: 0.5, shares: 20 })
    expect(fak).toMatchObject({ ok: false, error: expect.stringContaining('no orders found to match') })
    stage.exchange.fund(ANNA, 200_000)
    expect(stage.place({ orderType: 'FAK', at: 0.5, shares: 20 })).toMatchObject({
      takingMicros: 990_000_000,
    })
    stage.wait(10_000)
    expect(stage.exchange.holdings(ANNA).usdcMicros).toBe(10_600_000 - 9_900_000 - 686_070)
    stage.exchange.audit()
  })

  test('an order of the same account that it leaves without money goes', () => {
    const stage = cheap(15_300_000)
    const own = stage.rest({ token: NO, at: 0.98, shares: 5 })
    stage.show([], [[0.01, 990]])
    expect(stage.place({ orderType: 'FAK', at: 0.5, shares: 20 })).toMatchObject({
      takingMicros: 990_000_000,
    })
    expect([stage.status(own), stage.matched(own)]).toEqual(['INVALID', 0])
    stage.exchange.audit()
  })
})

test('feed events may come at one instant, never before it', () => {
  const stage = new Stage()
  const atMs = stage.exchange.nowMs()
  stage.wait(5)
  expect(() => stage.exchange.feed(MARKET, { type: 'unknownTrade', atMs: (atMs + 4) as EpochMs })).toThrow(
    /lies before the venue's time/,
  )
})
