import { describe, expect, test } from 'vitest'
import type { FlattenRequest } from '../../../shared/domain/control.ts'
import { known, unknown } from '../../../shared/domain/read.ts'
import { epochMs } from '../../../shared/domain/units.ts'
import { eventWords } from '../../../shared/machine/eventWords.ts'
import { withFlattenLeft } from '../../../shared/machine/flattenLeft.ts'
import type { FlattenLeft, MarketState } from '../../../shared/machine/state.ts'
import {
  balanceOf,
  cents,
  decide,
  halted,
  holding,
  MARKET,
  observation,
  posts,
  shares,
  state,
} from '../../support/build.ts'
import { book, info, NOW_MS, type Side } from '../../support/market.ts'

const began = epochMs(NOW_MS - 500)
const held = state({ folded: holding(50) })
const asked = (floorMicros?: FlattenRequest['floorMicros'], haltSeq = 4) =>
  halted({
    haltSeq,
    doneSeq: haltSeq,
    codes: ['LOSS'],
    flatten: { seq: haltSeq, markets: [MARKET], ...(floorMicros === undefined ? {} : { floorMicros }) },
  })

interface Seen {
  readonly bids?: Side
  readonly asks?: Side
  readonly floor?: number
  readonly haltSeq?: number
  readonly over?: Parameters<typeof observation>[0]
}

/** The bids of the point: two shares at the touch, then a hole. Mid 0.57, slippage 3 cents. */
const HOLE: Side = [
  [0.56, 2],
  [0.3, 10],
  [0.2, 10],
  [0.12, 100],
]

function flatten(of: MarketState, { bids = HOLE, asks = [[0.58, 500]], floor, haltSeq, over }: Seen = {}) {
  const made = decide(
    of,
    observation({
      control: asked(floor === undefined ? undefined : cents(floor), haltSeq),
      balance: balanceOf(50),
      book: known(book(bids, asks), began),
      ...over,
    }),
  )
  const told = made.decision.events.flatMap((event) =>
    event.is === 'flattenLeft' ? [eventWords(event)] : [],
  )
  return { ...made, sales: posts(made.decision.actions), told, audit: made.decision.audit }
}

test('a flatten that was requested for an earlier halt is not carried out in this one', () => {
  const control = halted({
    haltSeq: 5,
    doneSeq: 5,
    codes: ['LOSS'],
    flatten: { seq: 4, markets: [MARKET], floorMicros: cents(8) },
  })

  const { decision } = decide(held, observation({ control, balance: balanceOf(50) }))

  expect(posts(decision.actions)).toEqual([])
  expect(decision.audit).toMatchObject({ code: 'halted', reason: 'halted by LOSS' })
})

describe('flatten without a floor takes no bid that a taker exit would not take', () => {
  test('two bid at the touch and the rest far below: nothing is sold, and it is said what is left', () => {
    const { sales, audit, told, state: after } = flatten(held)

    expect(sales).toEqual([])
    expect(audit).toMatchObject({ code: 'noFlatten', refusals: ['bidsTooFew'] })
    expect(told).toEqual([
      {
        text:
          'flatten 4 leaves 50 shares: no bid at 0.54 or above takes them. ' +
          'It keeps trying; "npx bot flatten 4 --floor PRICE" accepts lower bids',
        pages: true,
        row: 'flattenLeft',
      },
    ])
    expect(after.flattenLeft).toEqual({
      seq: 4,
      sizeMicros: shares(50),
      boundMicros: cents(54),
      isGiven: false,
    })
  })

  test('it sells what bids within the bound take, and says the rest', () => {
    const { sales, audit, told } = flatten(held, {
      bids: [
        [0.56, 12],
        [0.54, 20],
        [0.53, 100],
      ],
    })

    expect(sales).toMatchObject([{ priceMicros: cents(54), sizeMicros: shares(32), haltSeq: 4 }])
    expect(audit.reason).toContain('flatten 4 leaves 18 shares: no bid at 0.54 or above takes them')
    expect(told).toHaveLength(1)
  })

  test('it sells all where the bids take all, and says nothing', () => {
    const {
      sales,
      told,
      state: after,
    } = flatten(held, {
      bids: [
        [0.56, 30],
        [0.55, 30],
      ],
    })

    expect(sales).toMatchObject([{ priceMicros: cents(55), sizeMicros: shares(50) }])
    expect(told).toEqual([])
    expect(after).not.toHaveProperty('flattenLeft')
  })

  test('dust is not worth a word', () => {
    const { sales, told } = flatten(held, { bids: [[0.56, 46]] })

    expect(sales).toMatchObject([{ sizeMicros: shares(46) }])
    expect(told).toEqual([])
  })

  test('it waits for a book that is believed, and says how not to', () => {
    const { sales, audit, told } = flatten(held, { bids: [[0.1, 500]], asks: [[0.2, 500]] })

    expect(sales).toEqual([])
    expect(audit.refusals).toEqual(['spreadWide', 'jump'])
    expect(told[0]?.text).toContain('the book is not believed')
    expect(told[0]?.text).toContain('"npx bot flatten 4 --floor PRICE" sells to the current bids')
  })
})

describe('a floor that the operator gives is the way below', () => {
  test('down to it and not further', () => {
    expect(flatten(held, { floor: 12 }).sales).toMatchObject([
      { priceMicros: cents(12), sizeMicros: shares(50) },
    ])
    expect(flatten(held, { floor: 20 }).sales).toMatchObject([
      { priceMicros: cents(20), sizeMicros: shares(22) },
    ])
    expect(flatten(held, { floor: 20 }).told[0]?.text).toBe(
      'flatten 4 leaves 28 shares: no bid at 0.2 or above takes them. It keeps trying; a lower --floor accepts lower bids',
    )
  })

  test('below the market’s own exit floor too, whatever the book: a bid is a way out', () => {
    expect(flatten(held, { floor: 1, bids: [[0.04, 500]], asks: [] }).sales).toMatchObject([
      { priceMicros: cents(4), sizeMicros: shares(50), postOnly: false },
    ])
    expect(flatten(held, { floor: 1, bids: [[0.04, 500]], asks: [[0.05, 500]] }).sales).toHaveLength(1)
    expect(flatten(held, { floor: 4, bids: [[0.03, 500]], asks: [] }).audit.refusals).toEqual(['floor'])
  })

  test('never below one tick, not even at a floor of nothing', () => {
    expect(flatten(held, { floor: 0, bids: [[0.01, 500]], asks: [] }).sales).toMatchObject([
      { priceMicros: cents(1), sizeMicros: shares(50) },
    ])
    expect(flatten(held, { floor: 0, bids: [[0.009, 500]], asks: [] }).audit.refusals).toEqual(['floor'])
  })

  test('without a floor the exit floor holds, also on a book that is believed', () => {
    const { sales, audit } = flatten(state({ folded: holding(50), lastGoodMid: null }), {
      bids: [[0.04, 500]],
      asks: [[0.05, 500]],
    })

    expect(sales).toEqual([])
    expect(audit.refusals).toEqual(['floor'])
  })

  test.each<readonly [string, Side, Side]>([
    ['wide', [[0.1, 500]], [[0.2, 500]]],
    ['without asks', [[0.1, 500]], []],
    ['crossed', [[0.1, 500]], [[0.1, 500]]],
    ['far from the last mid', [[0.1, 500]], [[0.11, 500]]],
  ])('it needs no book that is believed: %s', (_, bids, asks) => {
    expect(flatten(held, { floor: 8, bids, asks }).sales).toMatchObject([
      { priceMicros: cents(10), sizeMicros: shares(50) },
    ])
  })

  test.each<readonly [string, Seen['over'], readonly string[]]>([
    ['an unread book', { book: unknown('no answer') }, ['bookUnknown']],
    [
      'a broken one',
      {
        book: known(
          book(
            [
              [0.1, 5],
              [0.2, 5],
            ],
            [],
          ),
          began,
        ),
      },
      ['bookMalformed'],
    ],
    ['an old one', { book: known(book([[0.1, 500]], []), epochMs(NOW_MS - 60_000)) }, ['bookOld']],
    ['rules unread', { info: unknown('no answer') }, ['infoUnknown', 'infoUnknown']],
    ['no market', { info: known(info({ accepting: false }), began) }, ['notAccepting']],
  ])('it does need a read of bids: not with %s', (_, over, refusals) => {
    const { sales, audit } = flatten(held, { floor: 8, ...(over === undefined ? {} : { over }) })

    expect(sales).toEqual([])
    expect(audit.refusals).toEqual(refusals)
  })

  test('no bids at all are said as such', () => {
    const { audit, told } = flatten(held, { floor: 8, bids: [] })

    expect(audit.refusals).toEqual(['oneSided'])
    expect(told[0]?.text).toContain('no bid at 0.08 or above')
  })

  test('an unread book is reported as one', () => {
    expect(flatten(held, { floor: 8, over: { book: unknown('no answer') } }).told[0]?.text).toBe(
      'flatten 4 leaves 50 shares: the book cannot be read. It keeps trying',
    )
  })
})

describe('what is left is reported once', () => {
  const first = flatten(held).state

  test('not again by the same request, whatever is left by then', () => {
    const second = flatten(first, { bids: [[0.56, 12]] })

    expect(second.told).toEqual([])
    expect(second.state.flattenLeft?.sizeMicros).toBe(shares(38))
  })

  test('nor after a tick that could not look', () => {
    const blind = flatten(first, { over: { balance: unknown('no answer') } }).state

    expect(blind.flattenLeft).toEqual(first.flattenLeft)
    expect(flatten(blind).told).toEqual([])
    const unread = flatten(first, { over: { trades: unknown('no answer') } }).state
    expect(unread.flattenLeft).toEqual(first.flattenLeft)
    expect(flatten(unread).told).toEqual([])
    expect(flatten(decide(first, observation({ control: unknown('no answer') })).state).told).toEqual([])
  })

  test('again by a request with another floor, or of another halt', () => {
    const given = flatten(first, { floor: 40 })

    expect(given.told).toHaveLength(1)
    expect(flatten(given.state, { floor: 40 }).told).toEqual([])
    expect(flatten(given.state, { floor: 30 }).told).toHaveLength(1)
    expect(flatten(first, { haltSeq: 5 }).told).toHaveLength(1)
  })

  test('again by a request with a floor that is the bound, or that takes one back', () => {
    const left: FlattenLeft = { seq: 4, sizeMicros: shares(38), boundMicros: cents(54), isGiven: false }
    const events = (before: FlattenLeft, after: FlattenLeft) =>
      withFlattenLeft({ ...held, flattenLeft: before }, asked(), after).events

    expect(events(left, { ...left, isGiven: true })).toHaveLength(1)
    expect(events({ ...left, isGiven: true }, left)).toHaveLength(1)
    expect(events(left, { ...left, boundMicros: cents(53) })).toEqual([])
  })

  test('and forgotten with the request', () => {
    expect(decide(first, observation()).state).not.toHaveProperty('flattenLeft')
  })
})
