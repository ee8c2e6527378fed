import { describe, expect, test } from 'vitest'
import type { ControlItem } from '../../../shared/domain/control.ts'
import { known, unknown } from '../../../shared/domain/read.ts'
import { tradeId } from '../../../shared/domain/units.ts'
import { pageTexts } from '../../../shared/machine/eventWords.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import {
  at,
  balanceOf,
  cents,
  decide,
  halted,
  holding,
  id,
  leg,
  observation,
  openState,
  order,
  running,
  shares,
  state,
  venueOrder,
} from '../../support/build.ts'
import { info } from '../../support/market.ts'
import { type Seen, seenAt, WIDE, watch } from './watchTicks.ts'

const exit = order({ id: id(2), side: 'SELL', purpose: 'exit', expiresAtMs: at(1e6) })
const resting = { ...openState, orders: [exit] } as MarketState
const NO_EXIT = /^shares are held, but no exit has rested on the book for 5 minutes: /

describe('a position without an exit', () => {
  test.each<readonly [string, Seen, RegExp]>([
    [
      'a venue clock that differs',
      { skewMs: known(60_000, at(0)), balance: balanceOf(20) },
      /clock .* differ/,
    ],
    ['the rules unread', { info: unknown('no answer'), balance: balanceOf(20) }, /rules could not be read/],
    ['the book wide', { ...WIDE, balance: balanceOf(20) }, /the spread is wider/],
    [
      'the market taking no orders',
      { info: known(info({ accepting: false }), at(0)), balance: balanceOf(20) },
      /not accepting orders/,
    ],
  ])('%s: paged once after five minutes, with the reason and the way out', (_, seen, why) => {
    const { told, after } = watch(openState, 900, () => seen)
    const pages = told.filter(([, text]) => NO_EXIT.test(text))

    expect(pages).toEqual([[300, expect.stringMatching(why)]])
    expect(pages[0]?.[1]).toMatch(/"npx bot halt", then "npx bot flatten"/)
    expect(after.waits?.exitNotResting).toMatchObject({ sinceMs: at(0), told: true, lastedMs: 900_000 })
  })

  test('one that the venue dropped by its date does not rest, whatever nobody could read since', () => {
    const blind: Seen = { openOrders: unknown('no answer'), balance: balanceOf(20) }
    const late = {
      ...openState,
      orders: [{ ...exit, expiresAtMs: at(120) }],
      phase: 'EXIT_PENDING',
    } as MarketState

    // Dropped a minute before its date.
    expect(
      watch(late, 600, () => blind).told.find(
        ([, text]) => NO_EXIT.test(text) || /no exit has rested/.test(text),
      )?.[0],
    ).toBe(360)
  })

  test('while an exit rests, with dust alone, settling, halted, or not armed, nobody is called', () => {
    const seen = (over: Seen = {}): Seen => ({
      openOrders: unknown('no answer'),
      balance: balanceOf(20),
      ...over,
    })
    const none = (of: MarketState, over: Seen = {}) =>
      watch(of, 600, () => seen(over)).told.filter(([, text]) => /no exit has rested/.test(text))

    expect(none({ ...resting, phase: 'EXIT_PENDING' }, { open: [venueOrder(exit)] } as Seen)).toEqual([])
    expect(none(state({ folded: holding(4) }))).toEqual([])
    expect(none({ ...openState, settling: true }, { info: known(info({ closed: true }), at(0)) })).toEqual([])
    expect(none(openState, { control: halted() })).toEqual([])
    expect(none(openState, { control: 'absent' as ControlItem })).toEqual([])
  })

  test('a control item that cannot be read is no halt that anybody asked for', () => {
    const { told } = watch(openState, 600, () => ({ control: unknown('no answer'), balance: balanceOf(20) }))

    expect(told.filter(([, text]) => /no exit has rested/.test(text)).map(([second]) => second)).toEqual([
      300,
    ])
  })
})

describe('a wait that flickers', () => {
  const bad: Seen = { skewMs: unknown('no answer'), balance: balanceOf(20) }
  const good: Seen = { open: [venueOrder(exit)], balance: balanceOf(20) }
  /** The exit rests for the last `goodSeconds` of each minute. */
  const flicker = (goodSeconds: number, seconds: number) => {
    let after: MarketState = openState
    const told: number[] = []
    let ended = 0
    for (let second = 0; second <= seconds; second += 10) {
      const rests = second % 60 >= 60 - goodSeconds
      const before = {
        ...after,
        orders: rests ? [exit] : [],
        phase: rests ? 'EXIT_PENDING' : 'POSITION_OPEN',
      } as MarketState
      const next = decide(before, observation(seenAt(second, rests ? good : bad)))
      for (const text of pageTexts(next.decision.events))
        if (/no exit has rested/.test(text)) told.push(second)
      ended += next.decision.events.filter(({ is }) => is === 'waitEnded').length
      after = next.state
    }
    return { told, ended, after }
  }

  test('an exit that rests for one tick a minute hides nothing and pages once', () => {
    const { told, ended } = flicker(10, 7200)

    expect(told).toHaveLength(1)
    expect(told[0]).toBeGreaterThan(300)
    expect(told[0]).toBeLessThan(600)
    expect(ended).toBe(0)
  })

  test('one that is off for a tick or two while it is repriced calls nobody', () => {
    expect(flicker(40, 7200)).toMatchObject({ told: [], ended: 0 })
  })

  test('what was counted is over once it has been well for as long, and the next time is a new wait', () => {
    const sinceMs = (after: MarketState) => after.waits?.exitNotResting?.sinceMs
    const rest = (of: MarketState) => ({ ...of, orders: [exit], phase: 'EXIT_PENDING' }) as MarketState
    const first = watch(openState, 60, () => bad)
    const almost = watch(rest(first.after), 60, () => good, 70)
    const calm = watch(rest(first.after), 70, () => good, 70)

    expect(sinceMs(first.after)).toBe(at(0))
    expect(sinceMs(almost.after)).toBe(at(0))
    expect(sinceMs(calm.after)).toBeUndefined()
  })

  test('who was paged is notified that it is over, once it has held; the next time is paged again', () => {
    const first = watch(openState, 600, () => bad)
    const calm = watch(
      { ...first.after, orders: [exit], phase: 'EXIT_PENDING' } as MarketState,
      900,
      () => good,
      610,
    )
    const again = watch(
      { ...calm.after, orders: [], phase: 'POSITION_OPEN' } as MarketState,
      600,
      () => bad,
      1520,
    )

    expect(first.told.map(([second]) => second)).toEqual([300])
    expect(calm.told).toEqual([])
    expect(calm.ended).toEqual([[900, 'exitNotResting']])
    expect(calm.after).not.toHaveProperty('waits')
    expect(again.told.map(([second]) => second)).toEqual([1820])
  })
})

describe('orders and fills that come to no end', () => {
  test('an order that nobody can read is reported five minutes after its end, in every mode, and each order by itself', () => {
    const lost = (n: number) =>
      order({ id: id(n), expiresAtMs: at(0), life: { at: 'UNKNOWN', sinceMs: at(-600) } })
    const blind: Seen = { openOrders: unknown('x'), byId: {} }
    const one = state({ orders: [lost(3)] })
    const told = (control: Seen['control'] & {}) =>
      watch(one, 900, () => ({ ...blind, control })).told.filter(([, text]) =>
        /but not proven dead/.test(text),
      )

    expect(told(running)).toEqual([[expect.any(Number), expect.stringContaining(id(3))]])
    expect(told(halted())).toHaveLength(1)
    expect(told(running)[0]?.[0]).toBeGreaterThanOrEqual(180)
    expect(told(running)[0]?.[0]).toBeLessThanOrEqual(480)
    const first = watch(one, 900, () => blind).after
    const other = watch({ ...first, orders: [lost(4)] }, 60, () => blind, 910)
    expect(other.told.map(([, text]) => text)).toEqual([expect.stringContaining(id(4))])
    expect(other.ended).toEqual([[910, 'orderUndecided']])
  })

  test('a cancel that nobody confirms is reported after five minutes', () => {
    const asked = order({ cancelAsked: { atMs: at(0), why: 'regime: spreadWide' }, expiresAtMs: at(9e5) })
    const { told } = watch(state({ orders: [asked] }), 600, () => ({ open: [venueOrder(asked)] }))

    expect(told).toEqual([
      [300, expect.stringMatching(/^a cancel has not been confirmed for 5 minutes: BUY .*spreadWide/)],
    ])
  })

  test('a fill that does not settle is reported after half an hour, once', () => {
    const ghost = leg({
      tradeId: tradeId('ghost'),
      status: 'PROVISIONAL',
      matchedAtMs: at(0),
      sizeMicros: shares(20),
    })
    const { told } = watch(state({ orders: [order()], legs: [ghost] }), 3600, (second) => ({
      open: [venueOrder(order())],
      nowMs: at(second),
    }))

    expect(told.filter(([, text]) => /a fill has not settled/.test(text))).toEqual([
      [1800, expect.stringMatching(/BUY, trade ghost\. .* halt".* adopt --unsettled", .* resume"/)],
    ])
  })

  test('a balance below our fills that the venue does not refresh is reported after five minutes, and is over once it does', () => {
    const short = (answered: boolean) => (second: number) => ({
      open: [venueOrder(exit)],
      balance: balanceOf(0),
      balanceRefresh: { atMs: at(second), answered },
    })
    const unanswered = watch({ ...resting, phase: 'EXIT_PENDING' }, 600, short(false))
    const answered = watch(unanswered.after, 400, short(true), 610)

    expect(unanswered.told).toEqual([
      [300, expect.stringMatching(/^the venue has not refreshed a balance .* 20 shares/)],
    ])
    expect(answered.ended.map(([, name]) => name)).toEqual(['balanceNotRefreshed'])
  })

  test('a flatten that was asked for and cannot be posted is reported after five minutes', () => {
    const control = halted({
      haltSeq: 4,
      doneSeq: 4,
      flatten: { seq: 4, floorMicros: 10_000 as never, markets: [openState.market] } as never,
    })
    const { told } = watch(openState, 600, () => ({
      control,
      skewMs: known(60_000, at(0)),
      balance: balanceOf(20),
    }))

    expect(told.filter(([, text]) => /the requested flatten could not/.test(text))).toEqual([
      [300, expect.stringMatching(/clock .* differ/)],
    ])
  })

  test('a contradicted book of an item of older code is reported without its price', () => {
    const contradiction = { sinceMs: at(-150), atMs: at(0) }
    const { told } = watch({ ...openState, contradiction }, 0, () => ({ balance: balanceOf(20) }))

    expect(told).toEqual([
      [0, expect.stringContaining('public trades or the midpoint are beyond its touch. ')],
    ])
  })

  test('a contradicted book is reported with the price that contradicts it, and since when it has', () => {
    const says = { againstMicros: cents(30), stampedAtMs: at(-160) }
    const contradiction = { sinceMs: at(-150), atMs: at(0), says }
    const { told } = watch({ ...openState, contradiction }, 0, () => ({ balance: balanceOf(20) }))
    const why = `public trades or the midpoint are at 0.3 beyond its touch, and it has not changed since ${new Date(at(-160)).toISOString()}. `

    expect(told).toEqual([[0, expect.stringContaining(why)]])
  })
})
