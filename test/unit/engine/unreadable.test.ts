import { describe, expect, test } from 'vitest'
import { allRead, type UnreadableLeg } from '../../../shared/domain/leg.ts'
import { type UnreadableOrder, wholeList } from '../../../shared/domain/openOrders.ts'
import { known, unknown } from '../../../shared/domain/read.ts'
import { type MarketId, marketId, type TokenId } from '../../../shared/domain/units.ts'
import { runInvocation } from '../../../shared/engine/invocation.ts'
import { rebuild } from '../../../shared/engine/rebuild.ts'
import { MAX_UNREADABLE_PAGED, type MarketState } from '../../../shared/machine/state.ts'
import { adopt } from '../../../shared/operator/adopt.ts'
import {
  at,
  decide,
  halted,
  id,
  MARKET,
  now,
  observation,
  order,
  pages,
  seenLeg,
  shares,
  state,
  stops,
  TOKEN,
  unreadableOrder,
  WALLET,
} from '../../support/build.ts'
import { type Bench, bench } from '../../support/engineBench.ts'
import { info } from '../../support/market.ts'

const ELSEWHERE = '0xbb' as MarketId
const row = (over: Partial<UnreadableLeg> = {}): UnreadableLeg => ({
  key: 'row',
  orderId: null,
  market: MARKET,
  tokenId: TOKEN,
  matchedAtMs: at(-5),
  raw: 'its status: {}',
  ...over,
})
const told = (before: MarketState, legs: readonly UnreadableLeg[], orders: readonly UnreadableOrder[] = []) =>
  decide(
    before,
    observation({
      trades: known({ ...allRead([]), unreadable: legs }, at(-0.5)),
      openOrders: known({ ...wholeList([]), unreadable: orders }, at(-0.5)),
    }),
  )

describe('a fill that cannot be read', () => {
  const concerning: readonly (readonly [string, Partial<UnreadableLeg>])[] = [
    ['of this market', {}],
    ['without a time', { matchedAtMs: null }],
    ['that says nothing', { market: null, tokenId: null, matchedAtMs: null }],
    ['of our token and no market', { market: null }],
    ['of the other token and no market', { market: null, tokenId: info().tokens[1] }],
    [
      'of an order of ours, whatever else it says',
      { orderId: id(1), market: ELSEWHERE, matchedAtMs: at(-9999) },
    ],
  ]
  test.each(concerning)('%s is an open question: told, waited for, and no STOP', (_, over) => {
    const before = state({ orders: [order()] })
    const { decision, facts } = told(before, [row(over)])
    expect(facts.tradesUsable).toBe(false)
    expect(decision.state.tradesReadAtMs).toBe(before.tradesReadAtMs)
    expect(decision.state.unreadable).toEqual({ told: ['row'], tradesReadAtMs: at(-0.5) })
    expect(pages(decision)).toEqual([expect.stringContaining('its status: {}')])
    expect(stops(decision.actions)).toEqual([])
  })

  const others: readonly (readonly [string, Partial<UnreadableLeg>, Partial<MarketState>])[] = [
    ['of another market', { market: ELSEWHERE }, {}],
    ['of another token and no market', { market: null, tokenId: '9' as TokenId }, {}],
    ['of before the market was begun', { matchedAtMs: at(-5) }, { adoptedAtMs: at(-4) }],
    ['behind the cursor', { matchedAtMs: at(-500) }, {}],
    ['that was set aside', {}, { setAside: ['row'] }],
  ]
  test.each(others)('%s is none of ours', (_, over, of) => {
    const { decision, facts } = told(state(of), [row(over)])
    expect(facts.tradesUsable).toBe(true)
    expect(decision.state.tradesReadAtMs).toBe(at(-0.5))
    expect(decision.state.unreadable).toBeUndefined()
    expect(pages(decision)).toEqual([])
  })

  test('leaves the legs beside it as they were read', () => {
    const before = state({ orders: [order()] })
    const trades = known({ ...allRead([seenLeg()]), unreadable: [row()] }, at(-0.5))
    expect(decide(before, observation({ trades })).state.legs).toHaveLength(1)
  })

  test('is told once, and again once it had been readable', () => {
    const first = told(state(), [row()])
    const second = told(first.state, [row()])
    const gone = told(second.state, [])
    const back = told(gone.state, [row()])
    expect([first, second, gone, back].map(({ decision }) => pages(decision).length)).toEqual([1, 0, 0, 1])
    expect(gone.state.unreadable).toBeUndefined()
  })

  test('is not forgotten by a read that failed', () => {
    const first = told(state(), [row()])
    const unread = decide(first.state, observation({ trades: unknown('x') }))
    expect(unread.state.unreadable).toEqual(first.state.unreadable)
    expect(pages(told(unread.state, [row()]).decision)).toEqual([])
  })

  test('does not make blind what was read beside it; silence does', () => {
    const long = state({ tradesReadAtMs: at(-3600), unreadable: { told: ['row'], tradesReadAtMs: at(-10) } })
    expect(stops(told(long, [row()]).decision.actions)).toEqual([])
    expect(stops(decide(long, observation({ trades: unknown('x') })).decision.actions)).toEqual([])
    const silent = state({ tradesReadAtMs: at(-3600), unreadable: { told: ['row'] } })
    expect(stops(decide(silent, observation({ trades: unknown('x') })).decision.actions)).toEqual(['BLIND'])
  })

  test('is one of at most twenty that are told', () => {
    const many = Array.from({ length: 50 }, (_, n) => row({ key: `row${n}` }))
    const { decision } = told(state(), many)
    expect(decision.state.unreadable?.told).toHaveLength(MAX_UNREADABLE_PAGED)
    expect(pages(decision)).toHaveLength(MAX_UNREADABLE_PAGED)
    expect(pages(told(decision.state, many).decision)).toEqual([])
  })
})

describe('an open order that cannot be read', () => {
  test.each<readonly [string, Partial<UnreadableOrder>, number]>([
    ['of this market', { market: MARKET }, 1],
    ['of no market', {}, 1],
    ['of ours', { orderId: id(1), market: ELSEWHERE }, 1],
    ['of another market', { market: ELSEWHERE }, 0],
  ])('%s is told where it may be ours', (_, over, times) => {
    const { decision, facts } = told(state({ orders: [order()] }), [], [unreadableOrder(over)])
    expect(pages(decision)).toHaveLength(times)
    expect(facts.tradesUsable).toBe(true)
    expect(decision.state.unreadable).toEqual(times === 0 ? undefined : { told: ['row'] })
  })
})

describe('a market with a row that cannot be read', () => {
  const request = { market: MARKET, tokenId: TOKEN, resolved: false, priceMicros: null }

  test('is not begun, and the others are', async () => {
    const of = bench({ state: null })
    of.venue.unreadableLegs.push(row({ market: ELSEWHERE }))
    expect(await rebuild(of.ports, { ...request, wallet: WALLET }, null, of.later())).toMatchObject({
      is: 'begun',
    })
    of.venue.unreadableLegs.push(row())
    expect(await rebuild(of.ports, { ...request, wallet: WALLET }, null, of.later())).toMatchObject({
      is: 'not yet',
      why: expect.stringContaining('adopt --unreadable'),
    })
  })

  test('is adopted only with words; then the balance decides, and the row is no question any more', async () => {
    const of = bench({ control: halted(), state: state({ setAside: ['before'] }) })
    of.venue.unreadableLegs.push(row({ matchedAtMs: null }))
    of.venue.balances.set(TOKEN, shares(7))
    expect(await adopt(of.ports, of.stack, request)).toMatchObject({ is: 'refused' })
    expect(
      await adopt(of.ports, of.stack, { ...request, unreadable: true, priceMicros: info().tickMicros }),
    ).toMatchObject({ is: 'adopted' })
    expect(of.stored()).toMatchObject({ setAside: ['before', 'row'], folded: { sizeMicros: shares(7) } })
    expect(pages(told(of.stored(), [row({ matchedAtMs: null })]).decision)).toEqual([])
    expect(now).toBe(of.stored().adoptedAtMs)
  })
})

describe('a row that names no market', () => {
  const other = marketId(`0x${'99'.repeat(32)}`)
  const nobody = row({ market: null, tokenId: null })
  test.each<[string, (of: Bench) => void]>([
    ['a fill', ({ venue }) => venue.unreadableLegs.push(nobody)],
    ['an order', ({ venue }) => venue.unreadableOrders.push(unreadableOrder())],
  ])('%s: is an open question of each, and told once for the account', async (_, put) => {
    const of = bench({ state: state() })
    const second = { leaseId: null, leaseUntilMs: 0, fence: 0, rev: 1, schema: 1 }
    of.store.items.set(other, { ...second, state: state({ market: other }) })
    put(of)
    const markets = of.stack.markets.flatMap((own) => [own, { ...own, market: other }])
    await runInvocation(of.ports, { ...of.stack, cadenceMs: null, markets }, of.later())
    expect(of.told.ticks.map(({ after }) => after.unreadable?.told.length)).toEqual([1, 1])
    expect(of.told.pages.filter((text) => text.includes('cannot be read'))).toHaveLength(1)
  })
})
