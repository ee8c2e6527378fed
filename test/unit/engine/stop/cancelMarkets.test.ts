import { describe, expect, test } from 'vitest'
import { marketId, tokenId } from '../../../../shared/domain/units.ts'
import { cancelMarkets } from '../../../../shared/engine/stop/cancelMarkets.ts'
import { bench } from '../../../support/engineBench.ts'

const markets = new Map(
  Array.from({ length: 50 }, (_, nth) => [
    marketId(`0x${(nth + 1).toString(16).padStart(64, '0')}`),
    [tokenId(String(7_000 + nth))],
  ]),
)

/** What it answers, and how many markets it has cancelled, where each look says what is given. */
async function cancelled(looks: readonly boolean[]) {
  const of = bench()
  let looked = 0
  const isWhole = await cancelMarkets(of.ports, of.stack, markets, async () => {
    looked += 1
    return looks[looked - 1] ?? false
  })
  return { isWhole, looked, cancelled: of.venue.calls.filter((call) => call === 'cancelMarket').length }
}

describe('cancels of fifty markets', () => {
  test('looks at the control item between its batches, and cancels in each market', async () => {
    expect(await cancelled([true, true])).toEqual({ isWhole: true, looked: 2, cancelled: 50 })
  })

  test('of a STOP that is over meanwhile ends there, and is not whole', async () => {
    expect(await cancelled([false])).toEqual({ isWhole: false, looked: 1, cancelled: 20 })
    expect(await cancelled([true, false])).toEqual({ isWhole: false, looked: 2, cancelled: 40 })
  })
})
