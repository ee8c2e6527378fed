import { expect, test } from 'vitest'
import { splitTapes } from '../../../../desk/sweep/splitTapes.ts'
import type { MarketSpan } from '../../../../desk/verdict/sameTime.ts'

const HOUR = 3_600_000
const span = (from: number, to: number, market = `market at ${from} to ${to}`): MarketSpan => ({
  market,
  startMs: from * HOUR,
  endMs: to * HOUR,
})
const sides = (spans: readonly MarketSpan[], percent = 33) =>
  splitTapes(spans, percent)?.parts.map(({ is }) => is)

test('one tape is cut in time', () => {
  expect(splitTapes([span(10, 20)], 30)).toEqual({ parts: [{ is: 'cut', atMs: 17 * HOUR }], overlaps: false })
})

test('several tapes stay whole, and the later ones are held out, in whatever order they are given', () => {
  expect(sides([span(0, 2), span(3, 5), span(6, 8)])).toEqual(['search', 'search', 'heldOut'])
  expect(sides([span(6, 8), span(0, 2), span(3, 5)])).toEqual(['heldOut', 'search', 'search'])
})

test('it is time that is split, not the number of tapes', () => {
  expect(sides([span(0, 10), span(11, 12), span(13, 14), span(15, 16)])).toEqual([
    'search',
    'heldOut',
    'heldOut',
    'heldOut',
  ])
  expect(sides([span(0, 1), span(2, 3), span(4, 5), span(6, 16)], 50)).toEqual([
    'search',
    'search',
    'search',
    'heldOut',
  ])
})

test('there is always a tape on each side', () => {
  expect(sides([span(0, 1), span(2, 100)])).toEqual(['search', 'heldOut'])
  expect(sides([span(0, 100), span(101, 102)])).toEqual(['search', 'heldOut'])
  expect(sides([span(0, 5, 'a'), span(0, 5, 'b')])).toEqual(['search', 'heldOut'])
})

test('tapes of the same hours on both sides are reported', () => {
  expect(splitTapes([span(0, 5), span(4, 9)], 33)?.overlaps).toBe(true)
  expect(splitTapes([span(0, 4), span(4, 9)], 33)?.overlaps).toBe(false)
})

test('what one market did at one time is never on both sides', () => {
  // Without the market the cut nearest to a third is before the last tape.
  expect(sides([span(0, 4, 'a'), span(5, 9, 'b'), span(6, 10, 'b')])).toEqual([
    'search',
    'heldOut',
    'heldOut',
  ])
  expect(sides([span(0, 4, 'a'), span(1, 5, 'a'), span(6, 10, 'b')])).toEqual(['search', 'search', 'heldOut'])
  expect(splitTapes([span(0, 4, 'a'), span(1, 5, 'a')], 33)).toBeNull()
  // The hours of an archive meet within a second.
  const [first, second] = [span(0, 4, 'a'), span(4, 8, 'a')]
  expect(sides([first, { ...second, startMs: second.startMs - 900 }])).toEqual(['search', 'heldOut'])
})
