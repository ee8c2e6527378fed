import { describe, expect, test } from 'vitest'
import { allRead } from '../../../shared/domain/leg.ts'
import { known } from '../../../shared/domain/read.ts'
import { type MarketId, marketId } from '../../../shared/domain/units.ts'
import { runInvocation } from '../../../shared/engine/invocation.ts'
import { rebuild } from '../../../shared/engine/rebuild.ts'
import { adopt } from '../../../shared/operator/adopt.ts'
import {
  at,
  decide,
  halted,
  MARKET,
  now,
  observation,
  pages,
  shares,
  state,
  TOKEN,
  unreadableLeg,
  unreadableOrder,
  WALLET,
} from '../../support/build.ts'
import { type Bench, bench } from '../../support/engineBench.ts'
import { info } from '../../support/market.ts'

const ELSEWHERE = '0xbb' as MarketId

describe('a market with a trade that cannot be read', () => {
  const request = { market: MARKET, tokenId: TOKEN, resolved: false, priceMicros: null }

  test('is not begun, and the others are', async () => {
    const of = bench({ state: null })
    of.venue.unreadableLegs.push(unreadableLeg({ market: ELSEWHERE }))
    expect(await rebuild(of.ports, { ...request, wallet: WALLET }, null, of.later())).toMatchObject({
      is: 'begun',
    })
    of.venue.unreadableLegs.push(unreadableLeg())
    expect(await rebuild(of.ports, { ...request, wallet: WALLET }, null, of.later())).toMatchObject({
      is: 'not yet',
      why: expect.stringContaining('adopt --unreadable'),
    })
  })

  test('is adopted only with words; then the balance decides, and the trade is no question any more', async () => {
    const of = bench({ control: halted(), state: state({ setAside: ['before'] }) })
    of.venue.unreadableLegs.push(unreadableLeg({ matchedAtMs: null }))
    of.venue.balances.set(TOKEN, shares(7))
    expect(await adopt(of.ports, of.stack, request)).toMatchObject({ is: 'refused' })
    expect(
      await adopt(of.ports, of.stack, { ...request, unreadable: true, priceMicros: info().tickMicros }),
    ).toMatchObject({ is: 'adopted' })
    expect(of.stored()).toMatchObject({ setAside: ['before', 'record'], folded: { sizeMicros: shares(7) } })
    const trades = known({ ...allRead([]), unreadable: [unreadableLeg({ matchedAtMs: null })] }, at(-0.5))
    expect(pages(decide(of.stored(), observation({ trades })).decision)).toEqual([])
    expect(now).toBe(of.stored().adoptedAtMs)
  })
})

describe('a trade that names no market', () => {
  const other = marketId(`0x${'99'.repeat(32)}`)
  const nobody = unreadableLeg({ market: null, tokenId: null })
  test.each<[string, (of: Bench) => void]>([
    ['a fill', ({ venue }) => venue.unreadableLegs.push(nobody)],
    ['an order', ({ venue }) => venue.unreadableOrders.push(unreadableOrder())],
  ])('%s: is an open question of each, and reported once for the account', async (_, put) => {
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
