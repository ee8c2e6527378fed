import { expect, test } from 'vitest'
import { unknown } from '../../../shared/domain/read.ts'
import { decide, dollars, holding, observation, order, settings, state, stops } from '../../support/build.ts'

/** 20 shares of a cap of 10 USDC: too much at 57 cents, and at the dearest a share can be. */
const tight = settings({ risk: { maxUsdcLockedMicros: dollars(10) } })
const held = state({ folded: holding(20) })

test('confirmed shares at the believed mid above the cap are a STOP', () => {
  expect(stops(decide(held, observation(), tight).decision.actions)).toEqual(['EXPOSURE'])
})

test.each(['confirmed', 'literal'] as const)(
  'a mid that nobody has read yet is none (%s): no entry, and no STOP from a missing answer',
  (exposureStop) => {
    const fresh = { ...held, lastGoodMid: null }
    const literal = { ...tight, risk: { ...tight.risk, exposureStop } }

    const { decision } = decide(fresh, observation({ book: unknown('no answer') }), literal)

    expect(stops(decision.actions)).toEqual([])
    expect(decision.state.exitOnly).toEqual(['exposure'])
  },
)

test('a literal cap needs no mid where no share is held', () => {
  const literal = settings({ risk: { maxUsdcLockedMicros: dollars(1), exposureStop: 'literal' } })
  const resting = state({ orders: [order()], lastGoodMid: null })

  expect(
    stops(decide(resting, observation({ book: unknown('no answer') }), literal).decision.actions),
  ).toEqual(['EXPOSURE'])
})
