import { describe, expect, test } from 'vitest'
import { edgeOf, MIN_BLOCKS, MIN_FILLS } from '../../../../desk/report/edge.ts'
import { EdgeBins } from '../../../../desk/report/edgeBins.ts'
import { edgeSentence } from '../../../../desk/report/edgeSentence.ts'

const MINUTE = 60_000
/** A whole number of minutes, as bins begin. */
const START = 1_767_621_600_000
const SHARE = 1_000_000

/** A fill of ten shares with this edge in micro-dollars a share. */
const fill = (bins: EdgeBins, minute: number, edge: number, fees = 0, rebates = 0): void =>
  bins.add(START + minute * MINUTE + 1, {
    fills: 1,
    sharesMicros: 10 * SHARE,
    grossMicros: edge * 10,
    feesMicros: fees * 10,
    rebatesMicros: rebates * 10,
  })
const span = (minutes: number, gaps: readonly { fromMs: number; toMs: number }[] = []) => ({
  ...{ startMs: START, endMs: START + minutes * MINUTE - 1, gaps },
})
const binsOf = (count: number, edgeAt: (index: number) => number, everyMinutes = 10): EdgeBins => {
  const bins = new EdgeBins()
  for (let index = 0; index < count; index += 1) fill(bins, index * everyMinutes, edgeAt(index))
  return bins
}

describe('the edge a share', () => {
  test('is what a share was worth after 60 s, less fees, plus rebates, weighted by shares', () => {
    const bins = new EdgeBins()
    fill(bins, 0, 10_000, 3_000, 500)
    bins.add(START, {
      fills: 1,
      sharesMicros: 30 * SHARE,
      grossMicros: -600_000,
      feesMicros: 0,
      rebatesMicros: 0,
    })

    const edge = edgeOf(bins, span(60))

    // (10 x 1 c - 30 x 2 c) / 40 = -1.25 c; fees 10 x 0.3 c / 40; rebates 10 x 0.05 c / 40.
    expect(edge).toMatchObject({
      ...{ fills: 2, sharesMicros: 40 * SHARE, grossMicros: -12_500, feesMicros: 750, rebatesMicros: 125 },
      ...{ netMicros: -13_125, interval: null, says: 'tooFew', blocks: 6, blocksWithFills: 1 },
    })
  })

  test('without a fill says nothing at all', () => {
    const edge = edgeOf(new EdgeBins(), span(60))

    expect(edge).toMatchObject({ fills: 0, netMicros: null, interval: null, says: 'nothing' })
    expect(edgeSentence(edge)).toMatch(/nothing can be said/)
  })

  test.each([
    ['one fill short', MIN_FILLS - 1, 10, null],
    ['one block short', MIN_FILLS, (10 * (MIN_BLOCKS - 1)) / MIN_FILLS, null],
    ['just enough', MIN_FILLS, 10, 'an interval'],
  ])('%s', (_, fills, everyMinutes, expected) => {
    const bins = binsOf(fills, (index) => 1_000 + (index % 5) * 100, everyMinutes)

    const edge = edgeOf(bins, span(fills * 10))

    expect(edge.interval === null ? null : 'an interval').toBe(expected)
    if (expected === null) {
      expect(edge.says).toBe('tooFew')
      expect(edgeSentence(edge)).toContain(`it takes ${MIN_FILLS} fills in ${MIN_BLOCKS} stretches`)
    }
  })

  test.each([
    ['gain', (index: number) => 5_000 + (index % 7) * 300],
    ['loss', (index: number) => -5_000 - (index % 7) * 300],
    ['unclear', (index: number) => (index % 2 === 0 ? 5_000 : -5_000)],
  ] as const)('%s: the verdict is what the interval says of zero', (says, edgeAt) => {
    const edge = edgeOf(
      binsOf(60, (index) => edgeAt((index * 7) % 11)),
      span(600),
    )

    expect(edge.says).toBe(says)
    const { lowMicros = 0, highMicros = 0 } = edge.interval ?? {}
    expect(lowMicros).toBeLessThanOrEqual(edge.netMicros ?? 0)
    expect(highMicros).toBeGreaterThanOrEqual(edge.netMicros ?? 0)
    expect(lowMicros > 0 ? 'gain' : highMicros < 0 ? 'loss' : 'unclear').toBe(says)
  })

  test('the same fills give the same interval', () => {
    const once = edgeOf(
      binsOf(50, (index) => (index * 37) % 900),
      span(500),
    )
    const again = edgeOf(
      binsOf(50, (index) => (index * 37) % 900),
      span(500),
    )

    expect(again).toEqual(once)
    expect(once.interval).not.toBeNull()
  })

  test('gaps are no time: blocks are cut from what was covered', () => {
    const gap = { fromMs: START + 100 * MINUTE, toMs: START + 400 * MINUTE }

    const edge = edgeOf(
      binsOf(10, () => 100),
      span(500, [gap]),
    )

    expect(edge.blocks).toBe(20)
  })

  test('minutes with a fill are bounded: then neighbours are put together, and no share is lost', () => {
    const bins = new EdgeBins()
    for (let minute = 0; minute < 40_000; minute += 1) fill(bins, minute, 100)

    expect(bins.binMs).toBe(4 * MINUTE)
    expect(bins.total()).toMatchObject({ fills: 40_000, sharesMicros: 400_000 * SHARE })
    expect(edgeOf(bins, span(40_000))).toMatchObject({ netMicros: 100, says: 'gain' })
  })
})
