import { describe, expect, test } from 'vitest'
import { known, unknown } from '../../../shared/domain/read.ts'
import { othersBook } from '../../../shared/machine/othersBook.ts'
import { cents, dead, holding, id, leg, now, order, shares, state } from '../../support/build.ts'
import { book, type Side } from '../../support/market.ts'

const BIDS: Side = [
  [0.56, 30],
  [0.55, 40],
]
const ASKS: Side = [
  [0.58, 20],
  [0.59, 50],
]
const entry = order({ priceMicros: cents(56), sizeMicros: shares(20) })
const exit = order({ id: id(2), side: 'SELL', priceMicros: cents(58), sizeMicros: shares(20) })

const left = (over: Parameters<typeof state>[0]) => {
  const read = othersBook(known(book(BIDS, ASKS), now), state(over))
  if (!read.ok) throw new Error(read.unknown)
  return read.value
}

describe('the book without our own orders', () => {
  test.each<readonly [string, Parameters<typeof state>[0], Side, Side]>([
    ['is the book where we have none', {}, BIDS, ASKS],
    [
      'lacks what rests of an entry at its price, and what is filled of it is gone already',
      { orders: [entry], legs: [leg({ sizeMicros: shares(8), status: 'PROVISIONAL' })] },
      [
        [0.56, 18],
        [0.55, 40],
      ],
      ASKS,
    ],
    ['lacks a level that was ours alone', { folded: holding(20), orders: [exit] }, BIDS, [[0.59, 50]]],
    [
      'lacks no more than the level shows, for the book may be older than the order',
      { folded: holding(90), orders: [{ ...exit, sizeMicros: shares(90) }] },
      BIDS,
      [[0.59, 50]],
    ],
    [
      'is told by price and side: an order at a price not shown takes nothing',
      { orders: [{ ...entry, priceMicros: cents(58) }] },
      BIDS,
      ASKS,
    ],
    ['keeps the sizes of what is dead', { orders: [{ ...entry, life: dead() }] }, BIDS, ASKS],
    ['and of what is only intended', { orders: [{ ...entry, life: { at: 'INTENDED' } }] }, BIDS, ASKS],
  ])('%s', (_, over, bids, asks) => {
    expect(left(over)).toEqual(book(bids, asks))
  })

  test('loses from the whole depth what it loses from its levels, and is never below nothing', () => {
    const read = { ...book(BIDS, ASKS), bidDepthMicros: shares(1000), askDepthMicros: shares(5) }
    const both = state({ folded: holding(20), orders: [entry, exit] })

    expect(othersBook(known(read, now), both)).toMatchObject({
      value: { bidDepthMicros: shares(980), askDepthMicros: 0 },
    })
    expect(othersBook(known({ ...read, bidDepthMicros: shares(5) }, now), both)).toMatchObject({
      value: { bidDepthMicros: 0 },
    })
  })

  test.each<readonly [string, 'BUY' | 'SELL', number, number, number]>([
    ['an order below them', 'BUY', 50, 15, 85],
    ['no more than there is below them', 'BUY', 50, 90, 80],
    ['what the lowest of them shows of one, and nothing below', 'BUY', 54, 20, 90],
    ['nothing of one above them that is not shown', 'BUY', 57, 20, 100],
    ['of a SELL too: an order above them', 'SELL', 65, 15, 85],
    ['no more than there is above them', 'SELL', 65, 90, 80],
    ['what the highest of them shows of one, and nothing above', 'SELL', 60, 20, 90],
    ['nothing of one below them that is not shown', 'SELL', 57, 20, 100],
  ])('of the levels that were read the depth loses %s', (_, side, at, rest, left) => {
    const three = book([...BIDS, [0.54, 10]], [...ASKS, [0.6, 10]])
    const read = { ...three, bidDepthMicros: shares(100), askDepthMicros: shares(100) }
    const own = { ...(side === 'BUY' ? entry : exit), priceMicros: cents(at), sizeMicros: shares(rest) }

    expect(othersBook(known(read, now), state({ folded: holding(90), orders: [own] }))).toMatchObject({
      value: side === 'BUY' ? { bidDepthMicros: shares(left) } : { askDepthMicros: shares(left) },
    })
  })

  test('a book that was read without a level loses nothing of its depth', () => {
    const read = { ...book([], ASKS), bidDepthMicros: shares(100) }

    expect(othersBook(known(read, now), state({ orders: [entry] }))).toMatchObject({
      value: { bidDepthMicros: shares(100) },
    })
  })

  test('has no empty levels, ours or not', () => {
    const empty = { priceMicros: cents(57), sizeMicros: shares(0) }
    const read = book(BIDS, ASKS)

    expect(othersBook(known({ ...read, bids: [empty, ...read.bids] }, now), state())).toMatchObject({
      value: { bids: read.bids, asks: read.asks },
    })
  })

  test('unread it stays unread', () => {
    expect(othersBook(unknown('x'), state())).toEqual(unknown('x'))
  })
})
