import { expect, test } from 'vitest'
import { gainsByBlock, gainsTogether, LUCK_BLOCK_MS } from '../../../../desk/sweep/gains.ts'

const BLOCK = LUCK_BLOCK_MS
const run = (
  startMs: number,
  endMs: number,
  points: readonly (readonly [number, number])[],
  totalMicros: number,
) =>
  ({
    tape: { startMs, endMs },
    series: { atMs: points.map(([atMs]) => atMs), equityMicros: points.map(([, micros]) => micros) },
    pnl: { totalMicros },
  }) as unknown as Parameters<typeof gainsByBlock>[0]

test('a block’s gain is what the bot was worth at its last tick, less that of the block before', () => {
  const points = [
    [0.1, 0],
    [0.9, 5],
    [1.5, 3],
    [3.2, 10],
    [4.5, 9],
  ].map(([block = 0, micros = 0]) => [block * BLOCK, micros] as const)

  const gains = gainsByBlock(run(0.1 * BLOCK, 4.6 * BLOCK, points, 12))

  // Nothing was seen in the third block; rebates and the last valuation come at the end.
  expect(gains).toEqual([5, -2, 0, 7, 2])
  expect(gains.reduce((sum, gain) => sum + gain, 0)).toBe(12)
})

test('what tapes of one hour gained is one gain, and a pause between tapes is no block', () => {
  const variant = (factor: number) => [
    { startMs: 10.5 * BLOCK, gains: [1 * factor, 2 * factor] },
    { startMs: 11.2 * BLOCK, gains: [10 * factor, 20 * factor] },
    { startMs: 50 * BLOCK, gains: [100 * factor] },
  ]

  expect(gainsTogether([variant(1), variant(-1)])).toEqual({
    blockMs: BLOCK,
    gains: [
      [1, 12, 20, 100],
      [-1, -12, -20, -100],
    ],
  })
})

test('of very many blocks neighbours are joined, and nothing is lost', () => {
  const gains = Array.from({ length: 2_500 }, (_, at) => at)

  const {
    blockMs,
    gains: [joined = []],
  } = gainsTogether([[{ startMs: 0, gains }]])

  expect(blockMs).toBe(3 * BLOCK)
  expect(joined).toHaveLength(834)
  expect(joined.slice(0, 2)).toEqual([0 + 1 + 2, 3 + 4 + 5])
  expect(joined.reduce((sum, gain) => sum + gain, 0)).toBe((2_500 * 2_499) / 2)
})
