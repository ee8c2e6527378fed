import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { OrderType, Side } from '@polymarket/clob-client-v2'
import { describe, expect, test } from 'vitest'
import { epochMs, price, size } from '../../../../shared/domain/units.ts'
import { MARKET, YES } from '../../../support/wireIds.ts'
import { expiresIn, setStage } from './stage.ts'

const recordings = process.env['RECORDINGS']
const title =
  'records have the keys and types of the recorded ones (needs RECORDINGS, the folder of the recordings)'

describe.skipIf(recordings === undefined)(title, () => {
  test('a trade', async () => {
    const { data } = recorded('clob_data_trades_2026-08.json') as { data: readonly Row[] }
    const { _case, ...asMaker } = data[1] ?? {}
    const stage = await stageWithOrder()
    stage.exchange.feed(MARKET, {
      type: 'trade',
      atMs: epochMs(stage.exchange.nowMs() + 1),
      taker: 'SELL',
      priceMicros: price(460_000),
      sizeMicros: size(5_000_000),
    })

    const [trade] = await stage.client.getTrades()

    expect(shapeOf(trade)).toEqual(shapeOf(asMaker))
  })

  test('an open order', async () => {
    const stage = await stageWithOrder()

    const [order] = await stage.client.getOpenOrders()

    // Recorded without an expiration and with fills.
    const expected = recorded('nautilus/test_data/http_open_order.json') as Row
    expect(shapeOf({ ...order, associate_trades: ['0x1'] })).toEqual(
      shapeOf({ ...expected, expiration: '0' }),
    )
  })

  test('a market', async () => {
    const stage = await setStage()
    const expected = recorded('nautilus/test_data/clob_market_closed_binary_accepting_true.json') as Row

    const market: Row = await stage.client.getMarket(MARKET)

    expect(Object.keys(market).toSorted()).toEqual(Object.keys(expected).toSorted())
    expect(shapeOf(market['tokens'])).toEqual(shapeOf(expected['tokens']))
  })
})

type Row = Readonly<Record<string, unknown>>

const recorded = (file: string): unknown =>
  JSON.parse(readFileSync(join(recordings ?? '', 'rest', file), 'utf8'))

async function stageWithOrder() {
  const stage = await setStage()
  const order = await stage.client.createOrder(
    { tokenID: YES, price: 0.46, size: 10, side: Side.BUY, expiration: expiresIn(stage.exchange, 300) },
    { tickSize: '0.01', negRisk: false },
  )
  await stage.client.postOrder(order, OrderType.GTD, true)
  return stage
}

/** Types in place of values; of a list the first record. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf)
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]))
}
