import { describe, expect, test } from 'vitest'
import { replayOf } from './replayOf.ts'
import { offeredForAMinute, soldThroughByOne, touchedByOne } from './smallTapes.ts'

/** What is bought for 20 USDC at 50. */
const WISH = 40_000_000
const SHARE = 1_000_000
const sizes = (run: Awaited<ReturnType<typeof replayOf>>): number[] =>
  run.fills.map(({ sizeMicros }) => sizeMicros)

describe.each(['proportional', 'trades'] as const)('no more is filled than there was, by %s', (model) => {
  test('a share displayed at our price is a share', async () => {
    const run = await replayOf(touchedByOne(), { model })

    expect(run.fills).toMatchObject([{ side: 'BUY', role: 'maker', sizeMicros: SHARE, priceMicros: 500_000 }])
    // One share cannot be sold: it is held at its cost, worth the mid.
    expect(run.position).toEqual({ sizeMicros: SHARE, costMicros: 500_000, priceMicros: 510_000 })
    expect(run.pnl.totalMicros).toBe(10_000)
    expect(run.orders.exits).toBe(0)
  })

  test('a share sold through our price is a share, and leaves nobody before us', async () => {
    const run = await replayOf(soldThroughByOne(), { model })

    expect(sizes(run)).toEqual([SHARE, 6 * SHARE])
    expect(run.position).toMatchObject({ sizeMicros: 7 * SHARE, costMicros: 3_500_000 })
  })

  test('what is displayed is had once, however often it is shown', async () => {
    const run = await replayOf(offeredForAMinute(), { model })

    expect(sizes(run)).toEqual([2 * SHARE, 7 * SHARE])
  })
})

describe('the touch model says what it does: it fills whole', () => {
  test.each([
    ['displayed', touchedByOne()],
    ['sold through', soldThroughByOne()],
    ['offered for a minute', offeredForAMinute()],
  ])('by what is %s', async (_, tape) => {
    const run = await replayOf(tape, { model: 'touch' })

    expect(sizes(run)[0]).toBe(WISH)
  })
})
