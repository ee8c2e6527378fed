import { describe, expect, test } from 'vitest'
import type { Control } from '../../../shared/domain/control.ts'
import { known, unknown } from '../../../shared/domain/read.ts'
import { rulesOf } from '../../../shared/machine/knownRules.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import { at, balanceOf, cents, halted, holding, openState, running, state } from '../../support/build.ts'
import { calmBook, info } from '../../support/market.ts'
import { type Seen, WIDE, watch } from './watchTicks.ts'

describe('a price that cannot be believed', () => {
  const wide: Seen = {
    ...WIDE,
    balance: balanceOf(20),
  }
  const pages = (of: MarketState, seen: Seen) =>
    watch(of, 900, () => seen).told.filter(([, text]) => /no price has been believed/.test(text))

  test.each<readonly [string, Control]>([
    ['running', running],
    ['halted', halted()],
  ])('while shares are held: paged once after five minutes, %s', (_, control) => {
    expect(pages(openState, { ...wide, control }).map(([second]) => second)).toEqual([300])
  })

  test('a catalogue that is away is no reason to doubt the book', () => {
    const remembering = { ...openState, rules: rulesOf(info(), at(0)) }
    // Read in each tick.
    const away: Seen = { book: known(calmBook, at(0)), info: unknown('x'), balance: balanceOf(20) }

    expect(pages(remembering, away)).toEqual([])
    expect(pages(openState, away)).toHaveLength(1)
  })

  /** The second source speaks against the book up to that second; then it agrees. */
  const against =
    (untilSecond: number, seen: Seen) =>
    (second: number): Seen => ({
      ...seen,
      balance: balanceOf(20),
      witness: {
        midMicros: known(cents(second <= untilSecond ? 30 : 57), at(second)),
        trade: unknown('no answer'),
      },
    })
  const CALM: Seen = { book: known(calmBook, at(0)) }

  test('because a second source contradicts it is one page, for the book, and its end is reported', () => {
    const { told, ended, after } = watch(openState, 1200, against(900, CALM))

    expect(told.filter(([, text]) => /book is not believed|no price has been believed/.test(text))).toEqual([
      [120, expect.stringContaining('the book is not believed')],
    ])
    expect(ended.filter(([, name]) => name !== 'exitNotResting')).toEqual([[910, 'bookContradicted']])
    expect(after.waits?.priceNotBelieved).toBeUndefined()
  })

  test('for another reason besides, or after it, is a page of its own', () => {
    const wideToo = watch(openState, 400, against(900, WIDE))
    const wideAfter = watch(openState, 1200, (second) => against(600, second <= 600 ? CALM : WIDE)(second))
    const wideBefore = watch(openState, 900, (second) => against(900, second <= 400 ? WIDE : CALM)(second))
    const own = ({ told }: ReturnType<typeof watch>) =>
      told.filter(([, text]) => /no price has been believed/.test(text)).map(([second]) => second)

    expect(own(wideToo)).toEqual([300])
    // No price was believed for ten minutes by then: its own wait has counted on next to the other page.
    expect(own(wideAfter)).toEqual([610])
    // Told once, it is not told to be over while the book is still not believed.
    expect(own(wideBefore)).toEqual([300])
    expect(wideBefore.ended).toEqual([])
  })

  test('one that was never believed, as after adopt in a wide market, is reported as well', () => {
    const adopted = { ...openState, lastGoodMid: null } as MarketState

    expect(pages(adopted, wide)).toEqual([[300, expect.stringMatching(/spread is wider/)]])
  })

  test('with nothing held, nobody is called', () => {
    expect(pages(state(), wide)).toEqual([])
    expect(pages(state({ folded: holding(4) }), wide)).toEqual([])
  })
})

describe('entries that are refused', () => {
  const pages = (seen: Seen) =>
    watch(state(), 5400, () => seen).told.filter(([, text]) =>
      /^entries have been refused for an hour/.test(text),
    )

  test.each<readonly [string, Seen, RegExp]>([
    ['the clock', { skewMs: known(60_000, at(0)) }, /our clock and the venue's differ/],
    ['unread orders', { openOrders: unknown('x') }, /open orders could not be read/],
    ['a book nobody could read', { book: unknown('x') }, /book could not be read/],
    ['a clock and a wide market', { skewMs: unknown('x'), ...WIDE }, /clock could not be read/],
  ])('by %s for an hour: paged once', (_, seen, why) => {
    expect(pages(seen)).toEqual([[3600, expect.stringMatching(why)]])
  })

  test.each<readonly [string, Seen]>([
    ['wide', { ...WIDE }],
    ['not taking orders', { info: known(info({ accepting: false }), at(0)) }],
    ['in play', { info: known(info({ gameStartMs: at(-600) }), at(0)) }],
    ['at its end', { info: known(info({ endMs: at(60) }), at(0)) }],
    ['drained', { control: { ...running, drain: true } }],
  ])('by a market that is %s: no page', (_, seen) => {
    expect(pages(seen)).toEqual([])
  })
})
