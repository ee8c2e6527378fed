import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { price, size, tokenId } from '../../../shared/domain/units.ts'
import { takerFill } from '../../../shared/polymarket/takerFill.ts'
import { parseTradeRecord } from '../../../shared/polymarket/tradeRecord.ts'
import { ME, maker, OURS, STRANGER, trade } from '../../support/tradeFixture.ts'
import { WALLET, YES } from '../../support/wireIds.ts'

const NO = tokenId('4301913150008555036242742378121421425636969753583463858852315615150555927156')
const met = (amount: string, at: string, token: string = YES) =>
  maker({ ...STRANGER, matched_amount: amount, price: at, asset_id: token })
const asTaker = (fields: object) =>
  parseTradeRecord(
    trade({ owner: ME.apiKey, maker_address: WALLET, taker_order_id: OURS, trader_side: 'TAKER', ...fields }),
    ME,
  )

describe('what a taker paid', () => {
  it('is the sum over the makers, not size x the rounded price of the whole', () => {
    const record = {
      side: 'BUY',
      size: '2547.096773',
      price: '0.011',
      maker_orders: [met('218.064503', '0.01'), met('2329.03227', '0.011')],
    }

    expect(asTaker(record)).toMatchObject({
      legs: [{ role: 'taker', notionalMicros: 27_800_000, priceMicros: 10_914, sizeMicros: 2_547_096_773 }],
    })
  })

  it('is what a maker on the complement did not pay for the full set', () => {
    const makers = [met('34.87', '0.748', NO), met('11.371898', '0.7210000476613491', NO)]

    expect(takerFill(makers, YES, size(46_241_898))).toEqual({
      priceMicros: 258_640,
      notionalMicros: 11_959_999,
    })
  })

  it('is the same whichever tokens the makers were on', () => {
    const makers = [met('10', '0.4'), met('10', '0.58', NO)]

    expect(takerFill(makers, YES, size(20_000_000))).toEqual({
      priceMicros: 410_000,
      notionalMicros: 8_200_000,
    })
  })

  it.each<readonly [string, unknown]>([
    ['are missing', undefined],
    ['are none', []],
    ['do not add up', [met('24.9', '0.41')]],
    ['have no price', [met('25', '')]],
    ['have no size', [met('', '0.41')]],
    ['have no token', [met('25', '0.41', '')]],
    ['are no objects', ['x']],
  ])('is size x price of the whole where the makers %s', (_, makers) => {
    expect(takerFill(makers, YES, size(25_000_000))).toBeNull()
    if (Array.isArray(makers) && makers[0] === 'x') return
    expect(asTaker({ side: 'BUY', price: '0.4', size: '25', maker_orders: makers })).toMatchObject({
      legs: [{ notionalMicros: 10_000_000, priceMicros: 400_000 }],
    })
  })

  it('adds up to the micro-dollar for any makers, at a price between theirs', () => {
    const part = fc.record({
      sizeMicros: fc.integer({ min: 1, max: 5_000_000_000 }),
      priceMicros: fc.integer({ min: 100, max: 999_900 }),
    })
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 20 }), (parts) => {
        const print = (micros: number) => (micros / 1e6).toFixed(6)
        const makers = parts.map((each) => met(print(each.sizeMicros), print(each.priceMicros)))
        const whole = parts.reduce((sum, each) => sum + each.sizeMicros, 0)
        const cash = parts.map((each) =>
          Number((BigInt(each.sizeMicros) * BigInt(each.priceMicros) * 2n + 1_000_000n) / 2_000_000n),
        )
        const prices = parts.map((each) => each.priceMicros)

        const fill = takerFill(makers, YES, size(whole))

        expect(fill?.notionalMicros).toBe(cash.reduce((sum, each) => sum + each, 0))
        expect(fill?.priceMicros).toBeGreaterThanOrEqual(price(Math.min(...prices)))
        expect(fill?.priceMicros).toBeLessThanOrEqual(price(Math.max(...prices)))
      }),
    )
  })
})
