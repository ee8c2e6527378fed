import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { legKey } from '../../../shared/domain/leg.ts'
import { price, size, type TradeId, tradeId } from '../../../shared/domain/units.ts'
import { confirmedMicros } from '../../../shared/machine/inventory.ts'
import { adopt } from '../../../shared/operator/adopt.ts'
import { disarm, resume } from '../../../shared/operator/operator.ts'
import { legsToPoll } from '../../../shared/reconcile/readCursor.ts'
import { settleByBalance } from '../../../shared/reconcile/settleByBalance.ts'
import { at, cents, halted, id, MARKET, order, seenLeg, shares, state, TOKEN } from '../../support/build.ts'
import { type Bench, bench, runMinutes } from '../../support/engineBench.ts'

/** A trade that the venue never settles, and the ways out of it. */
async function haunted(fillShares: number): Promise<Bench & { readonly ghost: TradeId }> {
  const of = bench({ state: state({ orders: [order({ sizeMicros: shares(20) })] }) })
  of.venue.place({
    id: id(1),
    salt: '1',
    timestamp: '1',
    wire: null,
    draft: {
      market: MARKET,
      purpose: 'entry',
      side: 'BUY',
      tokenId: TOKEN,
      postOnly: true,
      priceMicros: cents(56),
      sizeMicros: shares(20),
      expiresAtMs: at(280),
    },
  })
  const ghost = of.venue.fill(id(1), shares(fillShares), 'PROVISIONAL')
  await runMinutes(of, 10)
  of.store.control_ = halted({ doneSeq: 4 })
  return { ...of, ghost }
}

const request = { market: MARKET, tokenId: TOKEN, resolved: false, priceMicros: null }
const plainly = (of: Bench) => adopt(of.ports, of.stack, request)
const byBalance = (of: Bench) => adopt(of.ports, of.stack, { ...request, unsettled: true })
const why = (adopted: Awaited<ReturnType<typeof adopt>>) => (adopted.is === 'refused' ? adopted.why : null)

describe('a trade that never settles', () => {
  test('is waited for half an hour, and then settled only where the operator says so', async () => {
    const of = await haunted(20)
    expect(why(await byBalance(of))).toMatch(/in 20 minutes "npx bot adopt --unsettled" may settle it/)

    await runMinutes(of, 25)

    expect(why(await plainly(of))).toMatch(/"npx bot adopt --unsettled" settles it by the balance/)
    expect(await byBalance(of)).toMatchObject({ is: 'adopted' })
  })

  test('whose shares have not arrived counts as failed: the market is flat and can be disarmed', async () => {
    const of = await haunted(20)
    await runMinutes(of, 30)

    expect(await byBalance(of)).toMatchObject({ is: 'adopted', state: { phase: 'IDLE', legs: [] } })

    expect(of.stored().handSettled).toEqual([{ tradeId: of.ghost, orderId: id(1), status: 'FAILED' }])
    expect(await of.ports.store.ledgerFill(MARKET, `${of.ghost}:${id(1)}`)).toMatchObject({
      value: { status: 'FAILED' },
    })
    expect(await resume(of.ports, 4, { ok: true, value: [], asOf: at(0) })).toEqual({ is: 'done' })
    expect(await disarm(of.ports)).toEqual({ is: 'done' })
  })

  test('whose shares have arrived counts as confirmed, at what it cost, and is sold like any other', async () => {
    const of = await haunted(20)
    await runMinutes(of, 30)
    of.venue.balances.set(TOKEN, shares(20))

    expect(await byBalance(of)).toMatchObject({ is: 'adopted', state: { phase: 'POSITION_OPEN' } })
    expect(of.stored().folded).toMatchObject({ sizeMicros: shares(20), costMicros: 11_200_000 })

    expect(await resume(of.ports, 4, { ok: true, value: [], asOf: at(0) })).toEqual({ is: 'done' })
    await runMinutes(of, 2)
    expect(of.venue.posted.at(-1)?.draft).toMatchObject({ side: 'SELL', sizeMicros: shares(20) })
    expect(confirmedMicros(of.stored())).toBe(shares(20))
  })

  test.each(['balance', 'openOrders', 'positions'] as const)(
    'is settled all the same by the attempt after one that could not read the %s',
    async (read) => {
      const of = await haunted(20)
      await runMinutes(of, 30)
      of.venue.silent.add(read)
      expect(why(await byBalance(of))).not.toBeNull()

      of.venue.silent.delete(read)

      expect(await byBalance(of)).toMatchObject({ is: 'adopted' })
      expect(of.stored().handSettled).toEqual([{ tradeId: of.ghost, orderId: id(1), status: 'FAILED' }])
    },
  )

  test.each(['CONFIRMED', 'FAILED'] as const)(
    'settled by hand as failed and reported %s later',
    async (status) => {
      const of = await haunted(20)
      await runMinutes(of, 30)
      await byBalance(of)
      await resume(of.ports, 4, { ok: true, value: [], asOf: at(0) })
      await runMinutes(of, 3)
      expect(legsToPoll(of.stored())).toEqual([of.ghost])

      of.venue.settle(of.ghost, status)
      await runMinutes(of, 2)

      expect(of.control().codes).toEqual(status === 'FAILED' ? [] : ['FILL_IMPOSSIBLE'])
      // Counted by nobody but the operator's next word.
      expect(confirmedMicros(of.stored())).toBe(0)
      expect(of.stored().handSettled?.length).toBe(status === 'FAILED' ? undefined : 1)
      if (status === 'FAILED') return
      of.venue.balances.set(TOKEN, shares(20))
      await runMinutes(of, 2)
      expect(await plainly(of)).toMatchObject({
        is: 'adopted',
        state: { folded: { sizeMicros: shares(20) } },
      })
      expect(of.stored()).not.toHaveProperty('handSettled')
    },
  )
})

describe('the balance tells which trades have arrived', () => {
  const leg = (n: number, count: number, side: 'BUY' | 'SELL' = 'BUY') =>
    seenLeg({
      tradeId: tradeId(`t${n}`),
      sizeMicros: shares(count),
      side,
      status: 'PROVISIONAL',
      matchedAtMs: at(n - 5000),
      priceMicros: price(500_000),
    })
  const settled = (legs: readonly ReturnType<typeof leg>[], confirmed: number, balance: number) =>
    settleByBalance({
      unsettled: legs,
      confirmedMicros: shares(confirmed),
      balanceMicros: shares(balance),
      toleranceMicros: size(10_000),
    }).map((each) => each.status === 'CONFIRMED')

  test.each<readonly [string, readonly ReturnType<typeof leg>[], number, number, readonly boolean[]]>([
    ['all', [leg(1, 5), leg(2, 7)], 10, 22, [true, true]],
    ['none', [leg(1, 5), leg(2, 7)], 10, 10, [false, false]],
    ['the second', [leg(1, 5), leg(2, 7)], 10, 17, [false, true]],
    ['a sale', [leg(1, 5), leg(2, 7, 'SELL')], 10, 3, [false, true]],
    ['both ways', [leg(1, 5), leg(2, 7, 'SELL')], 10, 8, [true, true]],
    ['give or take dust', [leg(1, 5)], 10, 14.996, [true]],
    ['none where nothing fits', [leg(1, 5), leg(2, 7)], 10, 13, [false, false]],
    [
      'the oldest of many',
      Array.from({ length: 20 }, (_, i) => leg(i, 1)),
      0,
      3,
      Array.from({ length: 20 }, (_, i) => i < 3),
    ],
  ])('%s', (_, legs, confirmed, balance, arrived) => {
    expect(settled(legs, confirmed, balance)).toEqual(arrived)
  })

  test('whatever has arrived, the shares come out as the balance says', () => {
    const fills = fc.array(fc.record({ count: fc.integer({ min: 1, max: 50 }), arrived: fc.boolean() }), {
      maxLength: 9,
    })
    fc.assert(
      fc.property(fills, fc.integer({ min: 0, max: 40 }), (all, confirmed) => {
        const legs = all.map(({ count }, i) => leg(i, count))
        const balance = all.reduce((sum, each) => sum + (each.arrived ? each.count : 0), confirmed)
        const final = settleByBalance({
          unsettled: legs,
          confirmedMicros: shares(confirmed),
          balanceMicros: shares(balance),
          toleranceMicros: size(10_000),
        })

        expect(final.map(legKey)).toEqual(legs.map(legKey))
        const arrived = final.filter((each) => each.status === 'CONFIRMED')
        expect(arrived.reduce<number>((sum, each) => sum + each.sizeMicros, shares(confirmed))).toBe(
          shares(balance),
        )
      }),
    )
  })
})
