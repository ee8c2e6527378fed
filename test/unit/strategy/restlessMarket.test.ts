import { describe, expect, it } from 'vitest'
import { known } from '../../../shared/domain/read.ts'
import { type PriceMicros, price } from '../../../shared/domain/units.ts'
import type { MidMemory } from '../../../shared/strategy/midMemory.ts'
import { type EntryDecision, regime } from '../../../shared/strategy/regime.ts'
import { book, calmMids, marketView, NOW_MS, now, type Side, settings } from '../../support/market.ts'

const refusalsOf = (with_: Parameters<typeof marketView>[0], stance?: EntryDecision): readonly string[] => {
  const judged = regime(marketView(with_), stance)
  return judged.valid ? [] : judged.refusals
}

/** The last mids, ten seconds apart, up to ten seconds ago; now it is 0.57. */
const mids = (micros: readonly (number | null)[]): MidMemory => ({
  slotMs: 10_000,
  lastSlot: Math.floor(NOW_MS / 10_000) - 1,
  micros: micros.map((each) => (each === null ? null : price(each))),
})
const flat = (count: number): PriceMicros[] => calmMids().micros.slice(0, count) as PriceMicros[]

describe('regime: volatility', () => {
  it.each([
    { name: 'no memory', is: null, want: ['shortHistory'] },
    { name: 'less than two minutes of it', is: mids(flat(11)), want: ['shortHistory'] },
    { name: 'two minutes', is: mids(flat(12)), want: [] },
    {
      name: 'minutes that nobody watched',
      is: mids([...flat(40), ...Array.from({ length: 9 }, () => null), ...flat(5)]),
      want: ['shortHistory'],
    },
    {
      name: 'a tick a minute, the last two',
      is: {
        ...mids([570_000, null, null, null, null, null, 570_000, null, null, null, null, null, 570_000]),
      },
      want: [],
    },
    { name: 'a move of exactly 3 c within a minute, long ago', is: mids([540_000, ...flat(55)]), want: [] },
    { name: 'a larger one', is: mids([539_999, ...flat(55)]), want: ['move'] },
    // A cent up and down in every other minute: each change of a minute is one cent.
    { name: 'changes of exactly a cent', is: mids(steps(10_000)), want: [] },
    { name: 'larger ones', is: mids(steps(10_001)), want: ['sd'] },
  ])('with $name refuses $want', ({ is, want }) => {
    expect(refusalsOf({ mids: is })).toEqual(want)
    // It is a matter of safety: who is in it already gets out.
    expect(refusalsOf({ mids: is }, 'stay')).toEqual(want)
  })

  it('does not block forever: two minutes of calm ticks after a start are enough', () => {
    const seen: (readonly string[])[] = []
    let memory = null as MidMemory | null
    for (let second = 0; second <= 130; second += 10) {
      const nowMs = (NOW_MS + second * 1_000) as typeof now
      const of = marketView({ mids: memory, nowMs, book: known(book([[0.56, 500]], [[0.58, 400]]), nowMs) })
      const judged = regime(of)
      seen.push(judged.valid ? [] : judged.refusals)
      memory = {
        slotMs: 10_000,
        lastSlot: Math.floor(nowMs / 10_000),
        micros: [...(memory?.micros ?? []), price(570_000)],
      }
    }

    expect(seen.slice(0, 12).every((each) => each.join() === 'shortHistory')).toBe(true)
    expect(seen.slice(12)).toEqual([[], []])
  })

  it('is not asked of a book that is not believed', () => {
    expect(refusalsOf({ mids: null, book: known(book([], []), now) })).toEqual(['oneSided'])
  })

  it('tells the deviation to who quotes by it', () => {
    expect(regime(marketView({ mids: mids(steps(4_000)) }))).toMatchObject({ valid: true, sdMicros: 4_000 })
  })
})

/** 0.57 and a bit more, in turns of a minute, ending so that now 0.57 is a minute after the higher one. */
function steps(by: number): number[] {
  return Array.from({ length: 54 }, (_, i) => 570_000 + (Math.floor((53 - i) / 6) % 2 === 0 ? by : 0))
}

describe('regime: what is a matter of taste wants less of an entry that rests', () => {
  const at = (bids: Side, asks: Side, mid: number, stayPercent = 50) => {
    const with_ = {
      book: known(book(bids, asks), now),
      lastGoodMid: { priceMicros: price(mid * 1_000_000), atMs: now },
      mids: calmMids(mid),
      settings: settings({ regime: { stayPercent } }),
    }
    return [refusalsOf(with_, 'enter'), refusalsOf(with_, 'stay')]
  }

  it.each([
    { name: 'half of the depth', is: at([[0.56, 50]], [[0.58, 400]], 0.57), want: [['depth'], []] },
    { name: 'less', is: at([[0.56, 49.99]], [[0.58, 400]], 0.57), want: [['depth'], ['depth']] },
    { name: 'half of the spread', is: at([[0.57, 500]], [[0.575, 500]], 0.57), want: [['spreadTight'], []] },
    {
      name: 'a tighter one',
      is: at([[0.57, 500]], [[0.5749, 500]], 0.57),
      want: [['spreadTight'], ['spreadTight']],
    },
    { name: 'half of the distance to 0', is: at([[0.04, 500]], [[0.06, 500]], 0.05), want: [['band'], []] },
    { name: 'less of it', is: at([[0.039, 500]], [[0.06, 500]], 0.05), want: [['band'], ['band']] },
    { name: 'half of the distance to 1', is: at([[0.94, 500]], [[0.96, 500]], 0.95), want: [['band'], []] },
    { name: 'less of that', is: at([[0.94, 500]], [[0.961, 500]], 0.95), want: [['band'], ['band']] },
    {
      name: 'all of it with 100 percent',
      is: at([[0.56, 99]], [[0.58, 400]], 0.57, 100),
      want: [['depth'], ['depth']],
    },
    {
      name: 'no wider spread',
      is: at([[0.54, 500]], [[0.6, 500]], 0.57),
      want: [['spreadWide'], ['spreadWide']],
    },
  ])('$name', ({ is, want }) => {
    expect(is).toEqual(want)
  })
})
