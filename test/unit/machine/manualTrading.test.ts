import { describe, expect, test } from 'vitest'
import type { ControlItem } from '../../../shared/domain/control.ts'
import type { ListedOrder } from '../../../shared/domain/openOrders.ts'
import { known, unknown } from '../../../shared/domain/read.ts'
import {
  isManualFill,
  isManualOrder,
  manualSinceMs,
  withManualOrders,
} from '../../../shared/machine/manualTrading.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import {
  at,
  halted,
  id,
  type MARKET,
  now,
  observation,
  order,
  running,
  seenLeg,
  state,
  venueOrder,
} from '../../support/build.ts'

const DONE = halted({ haltSeq: 4, doneSeq: 4, clearedSeq: 3, handSinceMs: at(-100) })
const done = known(DONE, now)

test('trading is the person’s from the instant on at which the active halt was first done', () => {
  expect(manualSinceMs(done)).toBe(at(-100))
  expect(manualSinceMs(known(running, now))).toBeNull()
  expect(manualSinceMs(known('absent', now))).toBeNull()
  expect(manualSinceMs(unknown('no answer'))).toBeNull()
})

test('of a halt that older code ended, all that none of our records hold came later; of one under way, nothing did', () => {
  const old = (doneSeq: number) => known(halted({ haltSeq: 4, doneSeq, clearedSeq: 3 }), now)

  expect(manualSinceMs(old(4))).toBe(0)
  expect(manualSinceMs(old(3))).toBeNull()
})

test('an order is the person’s if it was created later than that, by more than the clocks may differ', () => {
  const isTheirs = (createdAtMs: ReturnType<typeof at> | null, sinceMs = manualSinceMs(done)) =>
    isManualOrder({ createdAtMs }, sinceMs, 5_000)

  expect(isTheirs(at(-94.999))).toBe(true)
  expect(isTheirs(at(-95))).toBe(false)
  expect(isTheirs(at(-106))).toBe(false)
  expect(isTheirs(null)).toBe(false)
  expect(isTheirs(at(0), null)).toBe(false)
})

test('a fill is the person’s if it was matched later than that', () => {
  expect(isManualFill(seenLeg({ matchedAtMs: at(-99) }), done)).toBe(true)
  expect(isManualFill(seenLeg({ matchedAtMs: at(-100) }), done)).toBe(false)
  expect(isManualFill(seenLeg({ matchedAtMs: at(-99) }), known(running, now))).toBe(false)
})

describe('the person’s orders of a market', () => {
  const theirs = (n: number, over: Partial<ListedOrder> = {}) =>
    venueOrder(order({ id: id(n) }), { createdAtMs: at(-50), ...over })
  const seen = (open: readonly ListedOrder[], control: ControlItem = DONE) => observation({ control, open })
  const kept = (of: MarketState, ...list: Parameters<typeof seen>) =>
    withManualOrders(of, seen(...list), 5_000)

  test('are kept while they rest, and each is reported as it comes', () => {
    const first = kept(state(), [theirs(7)])
    const second = kept(first.state, [theirs(7), theirs(8)])
    const third = kept(second.state, [])

    expect(first.state.handOrders).toEqual([id(7)])
    expect(first.events).toEqual([{ is: 'handOrder', id: id(7) }])
    expect(second.state.handOrders).toEqual([id(7), id(8)])
    expect(second.events).toEqual([{ is: 'handOrder', id: id(8) }])
    expect(third).toEqual({ state: state(), events: [] })
  })

  test('are neither ours, nor of another market, nor of a time before the halt was done', () => {
    const otherMarket = theirs(8, { market: '0xbb' as typeof MARKET })
    const of = state({ orders: [order({ id: id(6) }), order({ id: id(7), side: 'SELL' })] })

    expect(kept(of, [theirs(7)]).events).toEqual([])
    expect(kept(of, [otherMarket]).events).toEqual([])
    expect(kept(of, [theirs(9, { createdAtMs: at(-100) })]).events).toEqual([])
    expect(kept(of, [theirs(7), otherMarket, theirs(9)]).state.handOrders).toEqual([id(9)])
  })

  test('are kept up to eight', () => {
    const ten = Array.from({ length: 10 }, (_, n) => theirs(10 + n))

    expect(kept(state(), ten).state.handOrders).toEqual(ten.slice(0, 8).map((each) => each.id))
    expect(kept(state(), ten).events).toHaveLength(8)
  })

  test('are forgotten once the bot trades again, and so is that the person traded', () => {
    const before: MarketState = { ...state(), handOrders: [id(7)], handFilled: true }

    expect(kept(before, [theirs(7)], running)).toEqual({ state: state(), events: [] })
    expect(kept(before, []).state).toEqual({ ...state(), handFilled: true })
  })

  test('stay as they are known while the list, or the halt, cannot be read', () => {
    const before: MarketState = { ...state(), handOrders: [id(7)], handFilled: true }
    const unread = [
      observation({ control: DONE, openOrders: unknown('no answer') }),
      observation({ control: unknown('no answer'), open: [theirs(8)] }),
    ]

    for (const each of unread) {
      expect(withManualOrders(before, each, 5_000)).toEqual({ state: before, events: [] })
    }
  })
})
