import { expect, test } from 'vitest'
import { known, unknown } from '../../../shared/domain/read.ts'
import { epochMs, marketId, orderId } from '../../../shared/domain/units.ts'
import { ownOrders, ownTrades } from '../../../shared/reconcile/ownRecords.ts'
import { bench, ticked } from '../../support/engineBench.ts'

const OTHER = marketId(`0x${'cd'.repeat(32)}`)

test('a tick sees the records of its market, those of its own orders, and those that nobody can read', async () => {
  // Prepare: an entry of ours in the item.
  const of = bench()
  await ticked(of)
  await ticked(of)
  const state = of.stored()
  const [own] = state.orders
  if (own === undefined) throw new Error('nothing was posted')
  const at = (id: string, market: string) => ({ id: orderId(id), market: marketId(market) }) as never
  const unreadable = [{ orderId: null, market: OTHER, tokenId: null, why: 'no price', raw: '{}' }] as never
  const list = known(
    {
      orders: [at('0xa', state.market), at('0xb', OTHER), at(own.id, OTHER)],
      unreadable,
      provesAbsence: true,
    },
    epochMs(1),
  )
  const trades = known(
    {
      legs: [at('0x1', state.market), at('0x2', OTHER)],
      withoutId: [{ raw: '{}', market: null, orderId: null }],
      unreadable: [],
    },
    epochMs(1),
  )

  // Act
  const [orders, legs] = [ownOrders(list, state), ownTrades(trades, state)]

  // Assess
  expect(orders.ok && orders.value.orders.map(({ id }) => id)).toEqual(['0xa', own.id])
  expect(orders.ok && orders.value.unreadable).toEqual(unreadable)
  expect(legs.ok && legs.value.legs).toEqual([at('0x1', state.market)])
  expect(legs.ok && legs.value.withoutId).toHaveLength(1)
  expect([ownOrders(unknown('a'), state), ownTrades(unknown('b'), state)]).toEqual([
    unknown('a'),
    unknown('b'),
  ])
})
