import { describe, expect, test } from 'vitest'
import { known } from '../../../shared/domain/read.ts'
import { size, tradeId } from '../../../shared/domain/units.ts'
import { contextOf } from '../../../shared/machine/context.ts'
import { REFUSALS, refusalsInWords } from '../../../shared/machine/refusalWords.ts'
import type { Row } from '../../../shared/machine/row.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import type { WaitName } from '../../../shared/machine/wait.ts'
import { waitText } from '../../../shared/machine/waitWords.ts'
import { WATCHDOGS } from '../../../shared/machine/watchdogs.ts'
import {
  at,
  dead,
  holding,
  id,
  leg,
  observation,
  openState,
  order,
  settings,
  shares,
  state,
} from '../../support/build.ts'
import { book } from '../../support/market.ts'

const WAITING: Row = { at: 'POSITION_OPEN', does: 'wait', code: 'noExit', reason: 'a reason', actions: [] }
const found = (
  name: WaitName,
  of: MarketState,
  row: Row = WAITING,
  seen: Parameters<typeof observation>[0] = {},
) => {
  const dog = WATCHDOGS.find((each) => each.name === name)
  return dog?.find(contextOf(of, observation(seen), settings(), true), row)
}
const isFound = (name: WaitName, of: MarketState, row?: Row) => found(name, of, row) !== null
const sale = (over: Parameters<typeof order>[0] = {}) => order({ id: id(2), side: 'SELL', ...over })
const selling = (count: number) =>
  leg({ side: 'SELL', orderId: id(2), sizeMicros: shares(count), status: 'PROVISIONAL' })

describe('a position has no exit', () => {
  test.each<readonly [string, MarketState, boolean]>([
    ['of exactly the minimum size', state({ folded: holding(5) }), true],
    ['not of less', state({ folded: holding(4.99) }), false],
    ['of what is left of it while a sale settles', state({ folded: holding(20), legs: [selling(15)] }), true],
    ['not where that is less', state({ folded: holding(20), legs: [selling(15.01)] }), false],
    ['not where the market is closed', { ...openState, settling: true }, false],
    ['not where its minimum has left it behind', { ...openState, unsellable: true }, false],
    ['not while a SELL rests', { ...openState, orders: [sale()] }, false],
    ['where that is a BUY', { ...openState, orders: [order()] }, true],
    ['where its answer is open', { ...openState, orders: [sale({ life: { at: 'INTENDED' } })] }, true],
    ['where it is gone', { ...openState, orders: [sale({ life: dead() })] }, true],
    [
      'not a moment before the venue drops it',
      { ...openState, orders: [sale({ expiresAtMs: at(60.001) })] },
      false,
    ],
    [
      'a minute before its date, when the venue does',
      { ...openState, orders: [sale({ expiresAtMs: at(60) })] },
      true,
    ],
  ])('%s', (_, of, expected) => {
    expect(isFound('exitNotResting', of)).toBe(expected)
  })

  test('for the reason of its row, or for what bars it', () => {
    expect(found('exitNotResting', openState)).toEqual({ why: 'a reason' })
    expect(found('exitNotResting', openState, { ...WAITING, refusals: ['balanceUnread'] })).toEqual({
      why: 'the balance has not been readable since the shares were bought',
    })
  })
})

describe('a flatten that was requested waits', () => {
  const row: Row = { ...WAITING, at: 'HALTED', code: 'noFlatten' }
  const left = { seq: 4, sizeMicros: shares(20), boundMicros: null, isGiven: false }

  test.each<readonly [string, MarketState, Row, boolean]>([
    ['while it is barred', openState, row, true],
    ['not where no bid takes more: that was told', openState, { ...row, left }, false],
    ['not where none was requested', openState, { ...row, code: 'halted' }, false],
    ['not where nothing is held', state(), row, false],
  ])('%s', (_, of, by, waits) => {
    expect(isFound('flattenWaiting', of, by)).toBe(waits)
  })
})

describe('of several that wait, the oldest is reported, with its own words and time', () => {
  const past = (n: number, seconds: number) => sale({ id: id(n), expiresAtMs: at(seconds) })
  const asked = (n: number, seconds: number) =>
    order({ id: id(n), cancelAsked: { atMs: at(seconds), why: `why ${n}` } })
  const fill = (name: string, seconds: number) =>
    leg({ tradeId: tradeId(name), status: 'PROVISIONAL', matchedAtMs: at(seconds) })

  test('of orders past their date', () => {
    const orders = [past(3, -10), past(4, -30), past(5, -20), sale({ expiresAtMs: at(0) })]

    expect(found('orderUndecided', state({ orders }))).toEqual({
      why: `SELL ${id(4)}`,
      dated: { sinceMs: at(-30), of: id(4) },
    })
    expect(isFound('orderUndecided', state({ orders: orders.slice(3) }))).toBe(false)
    expect(isFound('orderUndecided', state({ orders: [{ ...past(3, -10), life: dead() }] }))).toBe(false)
  })

  test('of cancels', () => {
    const orders = [asked(3, -10), asked(4, -30), asked(5, -20), order()]

    expect(found('cancelUnconfirmed', state({ orders }))).toEqual({
      why: `BUY ${id(4)}, why 4`,
      dated: { sinceMs: at(-30), of: id(4) },
    })
    // Past its date an order is one that is undecided.
    expect(isFound('cancelUnconfirmed', state({ orders: [{ ...asked(3, -10), expiresAtMs: at(0) }] }))).toBe(
      true,
    )
    expect(isFound('cancelUnconfirmed', state({ orders: [{ ...asked(3, -10), expiresAtMs: at(-1) }] }))).toBe(
      false,
    )
    expect(isFound('cancelUnconfirmed', state({ orders: [{ ...asked(3, -10), life: dead() }] }))).toBe(false)
  })

  test('of fills', () => {
    const legs = [fill('a', -10), fill('b', -30), leg({ tradeId: tradeId('c'), matchedAtMs: at(-99) })]

    expect(found('legUnsettled', state({ legs }))).toEqual({
      why: 'BUY, trade b',
      dated: { sinceMs: at(-30), of: 'b' },
    })
  })
})

test('shares that no fill explains wait once the venue has looked at the chain again', () => {
  const surplus = { sinceMs: at(-90), sizeMicros: size(7_000_000) }
  const refreshed = (answered: boolean) => ({ ...surplus, refresh: { atMs: at(-30), answered } })

  expect(isFound('surplus', state({ surplus }))).toBe(false)
  expect(isFound('surplus', state({ surplus: refreshed(false) }))).toBe(false)
  expect(found('surplus', state({ surplus: refreshed(true) }))).toEqual({
    why: '7 shares',
    dated: { sinceMs: at(-90), of: 'surplus' },
  })
})

test('a price that is not believed is paged for by the book alone, where a second source contradicts it and nothing else', () => {
  const of = { ...openState, contradiction: { sinceMs: at(-150), atMs: at(0) } }
  const wide = known(book([[0.3, 500]], [[0.8, 500]]), at(-0.5))

  expect(found('priceNotBelieved', of)).toEqual({ why: REFUSALS.contradicted, pagedElsewhere: true })
  expect(found('priceNotBelieved', of, WAITING, { book: wide })).toEqual({
    why: refusalsInWords(['spreadWide', 'contradicted']),
  })
})

test('a market that reads its own history waits until it has, and says how far it is', () => {
  const catchUp = { fromMs: at(-9000), windowMs: 60_000, readAtMs: at(0) }

  expect(found('catchingUp', state({ catchUp }))).toEqual({
    why: `read up to ${new Date(at(-9000)).toISOString()}`,
  })
  expect(isFound('catchingUp', state())).toBe(false)
})

test.each(WATCHDOGS)('$name is paged after the time that its page names', ({ name, longestMs }) => {
  const ms = longestMs(contextOf(openState, observation(), settings(), true))
  const minutes = /for (\d+) minutes/.exec(waitText(name, ''))?.[1]

  expect(ms).toBe(minutes === undefined ? UNNAMED_MS[name] : Number(minutes) * 60_000)
})

/** Of pages that name no number of minutes: an hour, at once, after the proof of a death, as long as the venue may lag. */
const UNNAMED_MS: Partial<Record<WaitName, number>> = {
  entriesRefused: 3_600_000,
  bookContradicted: 0,
  orderUndecided: settings().safety.expirySlackMs + 180_000,
  surplus: settings().safety.positionLagMs,
}
