import { describe, expect, test } from 'vitest'
import { known } from '../../../shared/domain/read.ts'
import { epochMs, price, size } from '../../../shared/domain/units.ts'
import { REASONS } from '../../../shared/machine/reason.ts'
import { refusalWords } from '../../../shared/machine/refusalWords.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import { prune } from '../../../shared/reconcile/prune.ts'
import {
  at,
  balanceOf,
  byHash,
  cancels,
  cents,
  decisionOf,
  entryState,
  exitState,
  holding,
  id,
  leg,
  observation,
  openState,
  order,
  posts,
  settings,
  shares,
  state,
  venueOrder,
} from '../../support/build.ts'
import { book, calmMids, info, type Side } from '../../support/market.ts'

const resting = { open: [venueOrder(order())] }
const exit = order({ id: id(2), side: 'SELL', intendedAtMs: at(-60), expiresAtMs: at(540) })
const bookOf = (bids: Side, asks: Side) => known(book(bids, asks), at(-0.5))

describe('an entry that rests in a book that flickers', () => {
  /** Others' orders at the touch; ours rests there too. */
  const thin = (count: number, own = 0) => bookOf([[0.56, count + own]], [[0.58, 400]])

  test('is posted in a full one only', () => {
    expect(decisionOf(state(), { book: thin(99) }).audit).toMatchObject({
      code: 'noEntry',
      refusals: ['depth'],
    })
  })

  test('stays down to half of what entering wants, and goes below', () => {
    expect(decisionOf(entryState, { ...resting, book: thin(50, 20) }).audit).toMatchObject({
      code: 'entryRests',
    })
    expect(decisionOf(entryState, { ...resting, book: thin(49, 20) }).audit).toMatchObject({
      code: 'regime',
      reason: 'regime: less than minDepthShares at the touch on one side',
    })
  })

  test('goes at once where the market moves, or nobody watched it', () => {
    const mids = { ...calmMids(), micros: calmMids().micros.with(5, price(539_000)) }

    const moved = decisionOf({ ...entryState, mids }, resting)
    const unwatched = decisionOf({ ...entryState, mids: null }, resting)

    expect(moved.audit).toMatchObject({
      code: 'regime',
      reason: 'regime: the mid moved by more than maxMoveCents within a minute',
    })
    expect(unwatched.audit).toMatchObject({
      code: 'regime',
      reason: 'regime: less than minHistorySeconds of price history without a gap',
    })
    expect(cancels(unwatched.actions)).toEqual([id(1)])
  })
})

describe('a quote that merely asks for more than it has to', () => {
  const low = (ageSeconds: number) =>
    state({
      orders: [order({ priceMicros: cents(52), intendedAtMs: at(-ageSeconds), expiresAtMs: at(280) })],
    })

  test('is left until it is half a minute old', () => {
    expect(decisionOf(low(29), resting).audit.code).toBe('entryRests')
    expect(decisionOf(low(30), resting).audit.code).toBe('offQuote')
  })

  test('an exit too', () => {
    const high = (ageSeconds: number) =>
      state({ ...exitState, orders: [{ ...exit, priceMicros: cents(63), intendedAtMs: at(-ageSeconds) }] })
    const seen = { open: [venueOrder(exit)], balance: balanceOf(20) }

    expect(decisionOf(high(29), seen).audit.code).toBe('exitRests')
    expect(decisionOf(high(30), seen).audit.code).toBe('offQuote')
  })

  test('but one that gives more than we would give now goes at once', () => {
    const cheap = state({ ...exitState, orders: [{ ...exit, priceMicros: cents(58), intendedAtMs: at(-1) }] })
    const seen = {
      open: [venueOrder(exit)],
      balance: balanceOf(20),
      book: bookOf([[0.59, 500]], [[0.62, 500]]),
    }

    expect(decisionOf({ ...cheap, mids: calmMids(0.605) }, seen).audit.code).toBe('exitRests')
    expect(
      decisionOf(
        { ...cheap, lastGoodMid: { priceMicros: cents(60), atMs: at(-10) } },
        { ...seen, book: bookOf([[0.61, 500]], [[0.64, 500]]) },
      ).audit.code,
    ).toBe('offQuote')
  })
})

describe('the age of a position', () => {
  test('begins with the tick that finds enough of it confirmed', () => {
    const { heldSinceMs } = decisionOf(openState, { balance: balanceOf(20) }).state

    expect(heldSinceMs).toBe(observation().nowMs)
    expect(decisionOf(state({ folded: holding(4.99) })).state.heldSinceMs).toBeNull()
  })

  test('goes on while it is held, partly sold, folded or pruned, and ends with it', () => {
    const since = at(-3_000)
    const bought = leg({ matchedAtMs: at(-3_000), seenAtMs: at(-3_000) })
    const held = state({ legs: [bought], heldSinceMs: since })
    const sale = (count: number) =>
      leg({
        tradeId: 's' as never,
        orderId: id(2),
        side: 'SELL',
        sizeMicros: shares(count),
        matchedAtMs: at(-100),
      })

    const pruned = prune(held, held).state

    expect(pruned).toMatchObject({ legs: [], heldSinceMs: since })
    expect(decisionOf(pruned, { balance: balanceOf(20) }).state.heldSinceMs).toBe(since)
    expect(decisionOf(state({ legs: [bought, sale(15)], heldSinceMs: since })).state.heldSinceMs).toBe(since)
    expect(
      decisionOf(state({ legs: [bought, sale(15.01)], heldSinceMs: since })).state.heldSinceMs,
    ).toBeNull()
  })

  test('decides what its exit asks', () => {
    const old = state({ folded: holding(20), heldSinceMs: at(-3_600) })
    const low = bookOf([[0.54, 500]], [[0.56, 500]])
    const seen = { balance: balanceOf(20), book: low }

    expect(decisionOf(openState, seen).audit.code).toBe('target')
    expect(posts(decisionOf(openState, seen).actions)[0]?.priceMicros).toBe(cents(58))
    expect(decisionOf(old, seen).audit.code).toBe('decayed')
    expect(posts(decisionOf(old, seen).actions)[0]?.priceMicros).toBe(cents(57))
  })
})

describe('a sale at the market', () => {
  const allowed = settings({ quote: { takerExit: true } })
  const late = { heldSinceMs: at(-14_401) }
  const seen = { balance: balanceOf(20) }

  test('is posted from POSITION_OPEN as a guarded order that may cross', () => {
    const decision = decisionOf(state({ folded: holding(20), ...late }), seen, allowed)

    expect(decision.audit).toMatchObject({
      row: 'POSITION_OPEN: post exit',
      code: 'timeStop',
      reason: 'confirmed inventory, to be sold at the market',
    })
    expect(posts(decision.actions)).toMatchObject([
      { purpose: 'takerExit', side: 'SELL', postOnly: false, priceMicros: cents(56), sizeMicros: shares(20) },
    ])
  })

  test('takes the place of an exit that rests by cancel, confirm, post', () => {
    const decision = decisionOf(
      state({ ...exitState, orders: [exit], ...late }),
      { ...seen, open: [venueOrder(exit)] },
      allowed,
    )

    expect(decision.audit).toMatchObject({ row: 'EXIT_PENDING: reprice exit', code: 'timeStop' })
    expect(cancels(decision.actions)).toEqual([id(2)])
    expect(posts(decision.actions)).toEqual([])
  })

  test.each([
    ['an emptied book', [], []],
    ['bids alone', [[0.56, 500]], []],
    ['a book reopened at 0.01/0.99', [[0.01, 5_000]], [[0.99, 5_000]]],
    ['a book that jumped', [[0.5, 500]], [[0.52, 500]]],
  ] as const)('is not made into %s', (_, bids, asks) => {
    const decision = decisionOf(
      state({ folded: holding(20), ...late }),
      { ...seen, book: bookOf(bids, asks) },
      allowed,
    )

    expect(decision.audit.code).toBe('noExit')
    expect(posts(decision.actions)).toEqual([])
  })

  test('what of it is left over waits for bids, and follows them down', () => {
    const taker = { ...exit, purpose: 'takerExit' as const, postOnly: false, priceMicros: cents(56) }
    const left = state({ folded: holding(20), orders: [taker], ...late })
    const at_ = (bid: number) => ({
      ...seen,
      open: [venueOrder(taker)],
      book: bookOf([[bid, 500]], [[bid + 0.02, 500]]),
    })

    expect(decisionOf(left, at_(0.56), allowed).audit.code).toBe('exitRests')
    expect(decisionOf(left, at_(0.55), allowed).audit.code).toBe('timeStop')
  })

  test('what of it is left over is offered at rest where the market may not be taken any more', () => {
    const taker = { ...exit, purpose: 'takerExit' as const, postOnly: false, priceMicros: cents(52) }
    const left = state({ folded: holding(20), orders: [taker], ...late })
    const seenNow = { ...seen, open: [venueOrder(taker)], book: bookOf([[0.55, 4]], [[0.57, 500]]) }

    expect(decisionOf(left, seenNow, allowed).audit.code).toBe('offQuote')
  })
})

describe('each decision has a code with words to it', () => {
  test.each<readonly [string, string, MarketState, Parameters<typeof observation>[0]]>([
    ['an entry', 'joined', state(), {}],
    ['an entry in a wide book', 'improved', state(), { book: bookOf([[0.55, 500]], [[0.58, 500]]) }],
    [
      'an entry far from a restless mid',
      'volatility',
      { ...state(), mids: restless() },
      { book: bookOf([[0.55, 500]], [[0.58, 500]]) },
    ],
    ['a BUY that settles', 'buySettling', state({ legs: [leg({ status: 'PROVISIONAL' })] }), {}],
    [
      'an entry too old',
      'tooOld',
      state({ orders: [order({ intendedAtMs: at(-241), expiresAtMs: at(200) })] }),
      resting,
    ],
    [
      'a cancel asked before',
      'cancelAgain',
      state({ orders: [order({ cancelAsked: { atMs: at(-5), why: 'too old' } })] }),
      resting,
    ],
    [
      'an exit only',
      'exitOnly',
      entryState,
      { ...resting, control: { ...observationControl(), drain: true } },
    ],
    [
      'an entry filled',
      'filled',
      state({ orders: [order()], legs: [leg({ sizeMicros: shares(6), status: 'PROVISIONAL' })] }),
      resting,
    ],
    ['an exit that cannot be posted', 'noExit', openState, {}],
    [
      'a closed market',
      'settling',
      state(),
      { info: known(info({ closed: true, accepting: false }), at(-1)) },
    ],
    [
      'an exit gone',
      'exitGone',
      state({ ...exitState, orders: [{ ...exit, life: { at: 'DEAD', sinceMs: at(-5), how: 'expired' } }] }),
      {},
    ],
    [
      'an entry that is no more',
      'joined',
      entryState,
      { byId: byHash([id(1), venueOrder(order(), { status: 'TERMINAL', matchedMicros: size(0) })]) },
    ],
  ])('%s: %s', (_, code, of, seen) => {
    const { audit } = decisionOf(of, seen)

    expect(audit.code).toBe(code)
    expect(REASONS[audit.code].length).toBeGreaterThan(0)
    expect(audit.reason.length).toBeGreaterThan(0)
  })
})

/** A cent up and down in turns of a minute, less a little: the deviation is more than half a cent. */
function restless() {
  const memory = calmMids()
  return {
    ...memory,
    micros: memory.micros.map((_, i) => price(570_000 + (Math.floor((59 - i) / 6) % 2 === 0 ? 6_000 : 0))),
  }
}

function observationControl() {
  const { control } = observation()
  if (!control.ok || control.value === 'absent') throw new Error('no control')
  return control.value
}

test('a mid is remembered only where the book is believed', () => {
  const before = state()
  const good = decisionOf(before, { nowMs: at(5) }).state
  const wiped = decisionOf(before, { book: bookOf([], []) }).state

  expect(good.mids?.lastSlot).toBe(Math.floor(epochMs(at(5)) / 10_000))
  expect(wiped.mids).toBe(before.mids)
})

test('a refusal is shown in words, and one of another version unchanged', () => {
  expect(refusalWords('depth')).toContain('minDepthShares')
  expect(refusalWords('unheard')).toBe('unheard')
  expect(refusalWords('toString')).toBe('toString')
})
