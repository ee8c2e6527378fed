import { describe, expect, test } from 'vitest'
import type { SeenLeg } from '../../../shared/domain/leg.ts'
import { price, size, tradeId, usdc } from '../../../shared/domain/units.ts'
import { stopOfFill } from '../../../shared/machine/stopConditions.ts'
import { order, seenLeg, shares, state } from '../../support/build.ts'

const [entry, exit] = [order(), order({ side: 'SELL' })]
const judged = (of: typeof entry, leg: Partial<SeenLeg>) =>
  stopOfFill({
    leg: seenLeg({ side: of.side, ...leg }),
    order: of,
    isOurs: true,
    state: state({ orders: [of] }),
  })

test('a fill without a usable id says so, whatever else is wrong with it', () => {
  expect(judged(entry, { tradeId: tradeId('unknown'), sizeMicros: shares(99) })).toEqual({
    code: 'TRADE_ID_UNKNOWN',
    why: 'it has no usable id',
  })
})

describe('a fill is worse than the limit of its order', () => {
  const WORSE = { code: 'FILL_IMPOSSIBLE', why: 'its price is worse than the limit of our order' }

  test('by more than a micro-dollar beyond what its size comes to there, rounded to the nearest', () => {
    // 5.000001 shares at 0.56 are 2.80000056.
    const bought = (micros: number) =>
      judged(entry, { sizeMicros: size(5_000_001), notionalMicros: usdc(micros) })

    expect(bought(2_800_002)).toBeNull()
    expect(bought(2_800_003)).toEqual(WORSE)
  })

  /** One share of each side's limit, a hundredth of a cent worse in money, by small amounts that each were rounded. */
  test.each<readonly [string, typeof entry, number, number]>([
    ['bought', entry, 560_100, 1],
    ['sold', exit, 579_900, -1],
  ])('where we took it only if its average is: %s', (_, of, notional, worse) => {
    const taken = (priceMicros: number) =>
      judged(of, {
        role: 'taker',
        sizeMicros: shares(1),
        priceMicros: price(priceMicros),
        notionalMicros: usdc(notional),
      })

    expect(taken(of.priceMicros)).toBeNull()
    expect(taken(of.priceMicros - worse)).toBeNull()
    expect(taken(of.priceMicros + worse)).toEqual(WORSE)
  })
})
