import { describe, expect, test } from 'vitest'
import type { Control } from '../../../shared/domain/control.ts'
import { known, unknown } from '../../../shared/domain/read.ts'
import { size } from '../../../shared/domain/units.ts'
import { initialState } from '../../../shared/machine/initialState.ts'
import { isEmpty } from '../../../shared/machine/isEmpty.ts'
import { MAX_INVENTORY_HISTORY, type MarketState } from '../../../shared/machine/state.ts'
import { tallyFrom } from '../../../shared/machine/tally.ts'
import {
  at,
  balanceOf,
  cents,
  decide,
  decisionOf,
  dollars,
  entryState,
  halted,
  holding,
  id,
  leg,
  MARKET,
  now,
  observation,
  openState,
  order,
  posts,
  settings,
  shares,
  state,
  stops,
  TOKEN,
  venueOrder,
  WALLET,
} from '../../support/build.ts'
import { book, bookAt, calmBook, info } from '../../support/market.ts'

const resting = { open: [venueOrder(order())] }

const refreshed = (atMs = now, answered = true) => ({ balanceRefresh: { atMs, answered } })

describe('STOP conditions besides those of the requirement', () => {
  test('BALANCE_SHORT: below confirmed inventory for positionLagSeconds', () => {
    const first = decide(openState, observation({ balance: balanceOf(19), ...refreshed() }))
    const later = (seconds: number) =>
      stops(decisionOf(first.state, { balance: known(shares(19), at(seconds)), nowMs: at(seconds) }).actions)

    expect(first.state.suspicion.balanceShortSinceMs).toBe(now)
    expect(later(600)).toEqual([])
    expect(later(601)).toContain('BALANCE_SHORT')
    expect(decisionOf(first.state, { balance: balanceOf(20) }).state.suspicion.balanceShortSinceMs).toBeNull()
  })

  test('BALANCE_SHORT waits for a refresh that was answered', () => {
    const lookAt = (of: MarketState, seconds: number, over: Parameters<typeof observation>[0] = {}) =>
      decide(of, observation({ balance: known(shares(0), at(seconds)), nowMs: at(seconds), ...over }))
    const unanswered = lookAt(openState, 0, refreshed(at(0), false)).state
    const hourLater = lookAt(unanswered, 3_600)
    const answered = lookAt(hourLater.state, 3_610, refreshed(at(3_610))).state
    const later = lookAt(answered, 4_210, refreshed(at(4_210), false))

    expect(stops(hourLater.decision.actions)).toEqual([])
    expect(hourLater.state.suspicion.balanceShortSinceMs).toBeNull()
    expect(answered.suspicion.balanceShortSinceMs).toBe(at(3_610))
    expect(stops(later.decision.actions)).toEqual([])
    expect(stops(lookAt(later.state, 4_211).decision.actions)).toContain('BALANCE_SHORT')
    // Whole again, the next shortage begins again.
    const whole = lookAt(later.state, 4_220, { balance: known(shares(20), at(4_220)) }).state
    expect(whole.suspicion).not.toHaveProperty('balanceRefresh')
    expect(lookAt(whole, 4_230).state.suspicion.balanceShortSinceMs).toBeNull()
  })

  test('a refresh without a reading after it is remembered', () => {
    const seen = observation({ balance: unknown('x'), ...refreshed() })
    expect(decide(openState, seen).state.suspicion.balanceRefresh).toEqual({ atMs: now, answered: true })
  })

  test.each([1, 3_050, 10_000])(
    '%i micro-shares too few are dust: counted, never a STOP, never offered',
    (lacking) => {
      const lookAt = (of: MarketState, seconds: number) =>
        decide(
          of,
          observation({ balance: known(size(20_000_000 - lacking), at(seconds)), nowMs: at(seconds) }),
        )

      let { state: of, decision } = lookAt(openState, 0)
      expect(posts(decision.actions)).toMatchObject([{ side: 'SELL', sizeMicros: shares(19.99) }])
      for (let seconds = 10; seconds <= 1200; seconds += 10) {
        ;({ state: of, decision } = lookAt(of, seconds))
        expect(stops(decision.actions).filter((code) => code === 'BALANCE_SHORT')).toEqual([])
      }

      expect(of.shortMicros).toBe(lacking)
      expect(of.suspicion.balanceShortSinceMs).toBeNull()
      expect(lookAt(of, 1210).state.phase).toBe('POSITION_OPEN')
      expect(decide(of, observation({ balance: balanceOf(20) })).state).not.toHaveProperty('shortMicros')
    },
  )

  test('more than a lot is a shortage; flooring of the fills since the two were equal is allowed for', () => {
    const lacking = (of: MarketState, micros: number) =>
      decide(of, observation({ balance: known(size(20_000_000 - micros), now), ...refreshed() })).state

    expect(lacking(openState, 10_001).suspicion.balanceShortSinceMs).toBe(now)
    const tally = { ...tallyFrom(size(500)), evenAtMicros: size(100) }
    expect(lacking({ ...openState, tally }, 10_400).suspicion.balanceShortSinceMs).toBeNull()
    expect(lacking({ ...openState, tally }, 10_401).suspicion.balanceShortSinceMs).toBe(now)
    // Equal once, what was floored before explains nothing any more.
    expect(lacking(lacking({ ...openState, tally }, 0), 10_001).suspicion.balanceShortSinceMs).toBe(now)
  })

  test('a position that dust makes too small to be sold counts as flat', () => {
    const five = state({ folded: holding(5) })
    const short = decide(five, observation({ balance: known(size(4_999_999), now) })).state

    expect([five.phase, short.phase]).toEqual(['POSITION_OPEN', 'IDLE'])
    expect(isEmpty(short)).toBe(true)
  })

  test('what a SELL has taken is not missing', () => {
    const sold = state({
      folded: holding(20),
      legs: [leg({ side: 'SELL', orderId: id(2), status: 'PROVISIONAL' })],
    })

    expect(decisionOf(sold, { balance: balanceOf(0) }).state.suspicion.balanceShortSinceMs).toBeNull()
  })

  test('BLIND: trades unreadable for blindSeconds', () => {
    const blind = (seconds: number) =>
      decisionOf(state({ tradesReadAtMs: at(-seconds) }), { trades: unknown('venue pauses') })

    expect(stops(blind(180).actions)).toEqual([])
    expect(stops(blind(181).actions)).toEqual(['BLIND'])
    expect(blind(181).audit.reason).toContain('venue pauses')
  })

  test('BLIND by fills that cannot be judged', () => {
    const stranger = leg({ orderId: id(99) })

    const decision = decisionOf(state({ tradesReadAtMs: at(-181), adoptedAtMs: at(-3600) }), {
      legs: [stranger],
    })

    expect(decision.audit.reason).toContain('incomplete')
  })

  test('SETTLEMENT: failedTradesLimit FAILED legs within a day', () => {
    const failed = (count: number) =>
      state({
        suspicion: { ...state().suspicion, failedLegs: Array.from({ length: count }, () => at(-80_000)) },
      })

    expect(stops(decisionOf(failed(2)).actions)).toEqual([])
    expect(stops(decisionOf(failed(3)).actions)).toEqual(['SETTLEMENT'])
    expect(stops(decisionOf(failed(3), { nowMs: at(6_401) }).actions)).not.toContain('SETTLEMENT')
  })

  test('LOSS: realised + unrealised loss of the UTC day beyond maxDailyLossUsdc', () => {
    const deep = state({ folded: holding(20, 107), lastGoodMid: { priceMicros: cents(57), atMs: at(-10) } })
    const over = state({ folded: holding(20, 108), lastGoodMid: { priceMicros: cents(57), atMs: at(-10) } })
    const loss = settings({ risk: { maxDailyLossMicros: dollars(10) } })

    expect(stops(decisionOf(deep, {}, loss).actions)).toEqual([])
    expect(stops(decisionOf(over, {}, loss).actions)).toEqual(['LOSS'])
  })

  describe('LOSS while a STOP is active', () => {
    const over = state({ folded: holding(20, 108), lastGoodMid: { priceMicros: cents(57), atMs: at(-10) } })
    const loss = settings({ risk: { maxDailyLossMicros: dollars(10) } })
    const control = (of: Partial<Control>) => known<Control>(halted({ doneSeq: 4, ...of }), now)

    test('is reported with the row of the halt, which goes on', () => {
      const decision = decisionOf(over, { control: control({}) }, loss)

      expect(stops(decision.actions)).toEqual(['LOSS'])
      expect(decision.audit.row).toContain('HALTED')
    })

    test('is a STOP of its own next to one that is', () => {
      const blind = { ...over, tradesReadAtMs: at(-181) }
      const decision = decisionOf(blind, { control: control({}), trades: unknown('x') }, loss)

      expect(stops(decision.actions)).toEqual(['LOSS', 'BLIND'])
      expect(decision.audit.row).toBe('STOP')
    })

    test('is a STOP of its own where the flag is set and nobody has counted it', () => {
      const decision = decisionOf(over, { control: control({ clearedSeq: 4, codes: [] }) }, loss)

      expect(decision.audit.row).toBe('STOP')
    })
  })

  test('a new UTC day begins with the equity it finds', () => {
    const over = state({
      folded: holding(20, 108),
      day: { utc: '2025-06-24', startEquityMicros: dollars(0) },
    })
    const decision = decisionOf(over, {}, settings({ risk: { maxDailyLossMicros: dollars(10) } }))

    expect(stops(decision.actions)).toEqual([])
    expect(decision.state.day).toEqual({ utc: '2025-06-25', startEquityMicros: -10_200_000 })
    // No price is neither a gain nor a loss.
    const dark = decisionOf({ ...over, lastGoodMid: null }, { book: unknown('x') })
    expect(dark.state.day.startEquityMicros).toBe(0)
  })

  test('a code is reported once a tick', () => {
    const rows = [1, 2].map(() => ({ raw: '', market: null, orderId: null }))

    expect(
      stops(
        decisionOf(state(), { trades: known({ legs: [], withoutId: rows, unreadable: [] }, at(-1)) }).actions,
      ),
    ).toEqual(['TRADE_ID_UNKNOWN'])
  })

  test('books that a rebuild could not settle', () => {
    expect(stops(decisionOf({ ...state(), lost: 'shares were acquired elsewhere' }).actions)).toEqual([
      'STATE_LOSS',
    ])
  })
})

describe('what the machine remembers of the market', () => {
  test('the last mid is that of a book that passes the sanity gate', () => {
    expect(decisionOf(state(), { book: bookAt(57, 59) }).state.lastGoodMid).toEqual({
      priceMicros: cents(58),
      atMs: now,
    })
    expect(decisionOf(state(), { book: bookAt(1, 99) }).state.lastGoodMid).toEqual(state().lastGoodMid)
  })

  test('our own order is not the market: its level is the crowd’s alone', () => {
    const alone = known(
      book(
        [
          [0.56, 20],
          [0.5, 500],
        ],
        [[0.58, 400]],
      ),
      at(-0.5),
    )

    expect(decisionOf(entryState, { ...resting, book: alone }).audit.reason).toBe(
      'regime: the spread is wider than maxSpreadCents',
    )
  })

  test('holdings we had, for as long as REST positions may lag, and the one before them', () => {
    const points = [4000, 900, 700, 100].map((age, i) => ({
      atMs: at(-age),
      confirmedMicros: shares(i),
      withProvisionalMicros: shares(i),
    }))

    const seen = decisionOf(state({ inventoryHistory: points })).state.inventoryHistory

    expect(seen.map(({ atMs }) => atMs)).toEqual([at(-700), at(-100), now])
    expect(decisionOf(state({ inventoryHistory: seen })).state.inventoryHistory).toEqual(seen)
  })

  test('a history that overflows keeps the newest', () => {
    const many = Array.from({ length: MAX_INVENTORY_HISTORY }, (_, i) => ({
      atMs: at(-100 + i),
      confirmedMicros: shares(i + 1),
      withProvisionalMicros: shares(i + 1),
    }))

    const seen = decisionOf(state({ inventoryHistory: many })).state.inventoryHistory

    expect(seen).toHaveLength(MAX_INVENTORY_HISTORY)
    expect(seen.at(-1)).toMatchObject({ atMs: now, confirmedMicros: 0 })
  })
})

describe('a new item', () => {
  const begin = (over: Parameters<typeof info>[0] = {}) =>
    initialState({ market: MARKET, tokenId: TOKEN, wallet: WALLET, info: info(over), nowMs: at(0.7) })

  test('judges from the whole second it began in, for the venue tells no finer', () => {
    expect(begin().adoptedAtMs).toBe(now)
    expect(begin()).toMatchObject({ phase: 'IDLE', feeRatePpm: 50_000, feeExponent: 1 })
  })

  test('knows no fee where it cannot be computed, and is not entered', () => {
    const odd = { feeExponent: 1.5 }

    expect(begin(odd)).toMatchObject({ feeRatePpm: 0, feeExponent: 0 })
    expect(decisionOf(begin(odd), { info: known(info(odd), now) }).audit.refusals).toContain('feeUnknown')
  })
})

test('a calm book is the one the builders show', () => {
  expect(observation().book).toMatchObject({ ok: true, value: { bids: calmBook.bids } })
})
