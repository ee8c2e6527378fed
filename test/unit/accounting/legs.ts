import fc from 'fast-check'
import { mulDiv } from '../../../shared/domain/decimal.ts'
import type { Leg } from '../../../shared/domain/leg.ts'
import {
  epochMs,
  MICROS,
  marketId,
  orderId,
  price,
  size,
  tokenId,
  tradeId,
  usdc,
} from '../../../shared/domain/units.ts'

/** A confirmed maker leg of 20 shares at 0.57; its notional follows from price and size unless given. */
export function leg(with_: Partial<Leg> = {}): Leg {
  const sizeMicros = with_.sizeMicros ?? size(20_000_000)
  const priceMicros = with_.priceMicros ?? price(570_000)
  return {
    tradeId: tradeId('t1'),
    orderId: orderId('0x01'),
    market: marketId('0xaa'),
    tokenId: tokenId('7'),
    side: 'BUY',
    role: 'maker',
    sizeMicros,
    priceMicros,
    notionalMicros: usdc(mulDiv(priceMicros, sizeMicros, MICROS, 'nearest')),
    matchedAtMs: epochMs(1_750_000_000_000),
    status: 'CONFIRMED',
    mined: true,
    feeMicros: usdc(0),
    seenAtMs: epochMs(1_750_000_001_000),
    ...with_,
  }
}

const anyLeg = fc.record({
  sizeMicros: fc.integer({ min: 1, max: 500_000_000 }),
  priceMicros: fc.integer({ min: 1, max: 999_999 }),
  feeMicros: fc.integer({ min: 0, max: 300_000 }),
  gapSeconds: fc.integer({ min: 0, max: 2 }),
  role: fc.constantFrom('maker' as const, 'taker' as const),
  sell: fc.boolean(),
  /** Sells this part of what is held; 1000 sells it all. */
  permille: fc.oneof(fc.integer({ min: 1, max: 1000 }), fc.constant(1000)),
})

/** A history that could have happened: times do not go back, and nothing is sold that is not held. */
export const history = (maxLegs: number): fc.Arbitrary<readonly Leg[]> =>
  fc.array(anyLeg, { minLength: 1, maxLength: maxLegs }).map((drawn) => {
    let heldMicros = 0
    let seconds = 1_750_000_000
    return drawn.map((next, i) => {
      seconds += next.gapSeconds
      const soldMicros = Math.ceil((heldMicros * next.permille) / 1000)
      const isSell = next.sell && soldMicros > 0
      heldMicros += isSell ? -soldMicros : next.sizeMicros
      return leg({
        tradeId: tradeId(`t${i}`),
        side: isSell ? 'SELL' : 'BUY',
        role: next.role,
        sizeMicros: size(isSell ? soldMicros : next.sizeMicros),
        priceMicros: price(next.priceMicros),
        feeMicros: usdc(next.feeMicros),
        matchedAtMs: epochMs(seconds * 1000),
      })
    })
  })
