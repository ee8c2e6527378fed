import { describe, expect, test } from 'vitest'
import type { Book } from '../../../shared/domain/market.ts'
import { known, type Read, unknown } from '../../../shared/domain/read.ts'
import { epochMs } from '../../../shared/domain/units.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import {
  at,
  cents,
  factsOf,
  holding,
  leg,
  now,
  type observation,
  shares,
  state,
} from '../../support/build.ts'
import { book, calmBook, info } from '../../support/market.ts'

const look = (of: MarketState, seen: Parameters<typeof observation>[0] = {}) => factsOf(of, seen).state
const read = (of: Book, seconds = -0.5): Read<Book> => known({ ...of, venueAtMs: at(seconds) }, at(seconds))

/** Of ten cents between bid and ask: nobody believes a mid of it. */
const WIDE = book(
  [
    [0.5, 15],
    [0.49, 4],
    [0.48, 500],
  ],
  [[0.6, 500]],
)
const levels = WIDE.bids
const doubts = { levels: WIDE.bids.slice(0, 1), atMs: at(-30) }
const held = (count: number, over: Partial<MarketState> = {}) => state({ folded: holding(count), ...over })

describe('a book that is believed', () => {
  test('gives its mid, to the last one and to the memory, and ends the doubts', () => {
    const after = look(held(20, { doubtedBids: doubts }))

    expect(after.lastGoodMid).toEqual({ priceMicros: cents(57), atMs: now })
    expect(after.mids?.lastSlot).toBe(Math.floor(now / 10_000))
    expect(after).not.toHaveProperty('doubtedBids')
  })
})

describe('of a book that is read and not believed', () => {
  test.each<readonly [string, MarketState, number]>([
    ['for what is held', held(15), 1],
    ['a level further for a share more', held(16), 2],
    [
      'and for what is still settling into it',
      held(15, { legs: [leg({ sizeMicros: shares(5), status: 'PROVISIONAL' })] }),
      3,
    ],
  ])('the bids are kept as far down as they pay: %s', (_, of, count) => {
    const after = look(of, { book: read(WIDE) })

    expect(after.doubtedBids).toEqual({ levels: levels.slice(0, count), atMs: now })
    expect(after.lastGoodMid).toEqual(of.lastGoodMid)
  })

  test('the last one read replaces the one before it', () => {
    const after = look(held(15, { doubtedBids: { levels: [], atMs: at(-60) } }), { book: read(WIDE) })

    expect(after.doubtedBids).toEqual({ levels: levels.slice(0, 1), atMs: now })
  })

  test.each<readonly [string, MarketState, Parameters<typeof observation>[0]]>([
    ['where nothing is held', state({ doubtedBids: doubts }), {}],
    [
      'where the market takes no orders: its book is a picture of the past',
      held(15, { doubtedBids: doubts }),
      { info: known(info({ accepting: false }), now) },
    ],
  ])('none are kept %s', (_, of, seen) => {
    expect(look(of, { book: read(WIDE), ...seen })).not.toHaveProperty('doubtedBids')
  })
})

describe('no evidence either way, so that the doubts stay as they were', () => {
  const before = held(15, { doubtedBids: doubts })
  const contradiction = { sinceMs: at(-130), atMs: at(-5) }
  const MALFORMED = book(
    [
      [0.5, 15],
      [0.51, 4],
    ],
    [[0.6, 500]],
  )

  test.each<readonly [string, MarketState, Read<Book>]>([
    ['a book that was not read', before, unknown('x')],
    ['one that is old', before, read(WIDE, -5.001)],
    ['one of the future', before, read(WIDE, 1)],
    ['one whose levels make no sense', before, read(MALFORMED)],
    ['one that a second source contradicts', { ...before, contradiction }, read(calmBook)],
    ['one that is wide as well', { ...before, contradiction }, read(WIDE)],
  ])('%s', (_, of, seen) => {
    const after = look(of, { book: seen })

    expect(after.doubtedBids).toEqual(doubts)
    expect(after.lastGoodMid).toEqual(before.lastGoodMid)
  })
})

test('a market that was seen to close has no price, though its rules cannot be read any more', () => {
  const before = held(15, { settling: true, doubtedBids: doubts })

  for (const shown of [calmBook, WIDE]) {
    const after = look(before, { info: unknown('x'), book: read(shown) })

    expect(after.lastGoodMid).toEqual(before.lastGoodMid)
    expect(after).not.toHaveProperty('doubtedBids')
  }
})

describe('a second source', () => {
  const witness = (dollars: number | null) => ({
    midMicros: dollars === null ? unknown('x') : known(cents(dollars * 100), now),
    trade: unknown('x'),
  })
  const contradiction = { sinceMs: at(-60), atMs: at(-30) }

  test('that says otherwise begins a contradiction, and an active one goes on', () => {
    const says = { againstMicros: cents(40), stampedAtMs: epochMs(now - 500) }

    expect(look(state(), { witness: witness(0.4) }).contradiction).toEqual({ sinceMs: now, atMs: now, says })
    expect(look(state({ contradiction }), { witness: witness(0.4) }).contradiction).toEqual({
      sinceMs: at(-60),
      atMs: now,
      says,
    })
  })

  test('that agrees ends it', () => {
    expect(look(state({ contradiction }), { witness: witness(0.57) })).not.toHaveProperty('contradiction')
    expect(look(state(), { witness: witness(0.57) })).not.toHaveProperty('contradiction')
  })

  test('that was not asked, or had no answer, leaves it', () => {
    expect(look(state({ contradiction })).contradiction).toEqual(contradiction)
    expect(look(state({ contradiction }), { witness: witness(null) }).contradiction).toEqual(contradiction)
  })
})
