import { describe, expect, test } from 'vitest'
import { mayBeLive, type OrderDraft } from '../../../shared/domain/order.ts'
import { price, tradeId } from '../../../shared/domain/units.ts'
import { runInvocation } from '../../../shared/engine/invocation.ts'
import { runStop } from '../../../shared/engine/stop/stop.ts'
import { MAX_LEGS, type MarketState } from '../../../shared/machine/state.ts'
import { flatten } from '../../../shared/operator/operator.ts'
import { at, cents, holding, id, leg, MARKET, order, shares, state, TOKEN } from '../../support/build.ts'
import { type Bench, bench } from '../../support/engineBench.ts'
import { level } from '../../support/level.ts'
import { calmBook } from '../../support/market.ts'

/** Whatever does not end (a fill that never settles, an order whose fills are missing), exits and flatten have room. */
const ENTRY: OrderDraft = {
  market: MARKET,
  purpose: 'entry',
  side: 'BUY',
  tokenId: TOKEN,
  postOnly: true,
  priceMicros: cents(56),
  sizeMicros: shares(60),
  expiresAtMs: at(280),
}
const entered = (over: Partial<MarketState> = {}) => {
  const of = bench({ state: state({ orders: [order({ sizeMicros: shares(60) })], ...over }) })
  of.venue.place({ id: id(1), salt: '1', timestamp: '1', wire: null, draft: ENTRY })
  of.venue.fill(id(1), shares(40), 'CONFIRMED')
  return of
}

/** A book that swings by six cents, so that the exit is replaced again and again. */
function swing(of: Bench, minute: number): void {
  const phase = minute % 16
  const mid = Math.round(58 + (phase < 8 ? phase : 16 - phase) * 0.75)
  of.venue.book = { ...calmBook, bids: [level(mid - 1, 500)], asks: [level(mid + 1, 500)] }
}

async function minutes(of: Bench, count: number, watch: (minute: number) => void): Promise<void> {
  for (let minute = 0; minute < count; minute += 1) {
    swing(of, minute)
    await runInvocation(of.ports, of.stack, of.later(45))
    watch(minute)
    of.clock.advance(15_000)
  }
}

const isSelling = (of: Bench): boolean =>
  of.stored().orders.some((each) => each.side === 'SELL' && mayBeLive(each))

const ghost = (of: Bench) => of.venue.fill(id(1), shares(20), 'PROVISIONAL')
const stuck = (of: Bench) => {
  const placed = of.venue.orders.get(id(1))
  if (placed === undefined) throw new Error('the entry is gone')
  of.venue.orders.set(id(1), { ...placed, matchedMicros: shares(60), status: 'TERMINAL' })
}

describe.each<readonly [string, (of: Bench) => void]>([
  ['a fill that never settles', ghost],
  ['an order whose fills are missing forever', stuck],
])('with %s', (_, haunt) => {
  test('an exit rests for two hours of a moving market, and flatten sells after them', async () => {
    const of = entered()
    haunt(of)
    const without: number[] = []

    await minutes(of, 120, (minute) => {
      if (!isSelling(of) && !of.stored().orders.some((each) => each.side === 'SELL')) without.push(minute)
      expect(of.told.ticks.at(-1)?.decision.audit.refusals ?? []).not.toContain('itemFull')
    })
    const reason = { code: 'OPERATOR', text: 'x', atMs: of.clock.nowMs() } as const
    await runStop(of.ports, of.stack, { by: 'message', reason }, of.later(600))
    const seq = of.control().haltSeq
    const asked = await flatten(of.ports, { seq, markets: [MARKET], floorMicros: price(100_000) })
    await minutes(of, 5, () => undefined)

    expect(without).toEqual([])
    expect(of.venue.posted.length).toBeGreaterThan(20)
    expect(asked).toEqual({ is: 'done' })
    expect(of.venue.posted.at(-1)?.draft).toMatchObject({ purpose: 'flatten', side: 'SELL' })
  })
})

test('an item full of legs and haunted by a ghost empties itself and sells', async () => {
  const old = Array.from({ length: MAX_LEGS - 1 }, (_, i) =>
    leg({ tradeId: tradeId(`old${i}`), orderId: id(7), sizeMicros: shares(0.1), matchedAtMs: at(-900 + i) }),
  )
  const never = leg({
    tradeId: tradeId('never'),
    orderId: id(7),
    status: 'PROVISIONAL',
    matchedAtMs: at(-950),
  })
  const of = bench({ state: state({ folded: holding(20), legs: [never, ...old] }) })
  of.venue.balances.set(TOKEN, shares(20 + 39.9))

  await minutes(of, 2, () => undefined)

  expect(of.stored().legs.map((each) => each.tradeId)).toEqual(['never'])
  expect(of.venue.posted[0]?.draft).toMatchObject({ purpose: 'exit', side: 'SELL', sizeMicros: shares(59.9) })
  expect(of.control().codes).toEqual([])
})
