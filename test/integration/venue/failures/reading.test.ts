import { expect, test } from 'vitest'
import { legKey } from '../../../../shared/domain/leg.ts'
import type { OrderDraft } from '../../../../shared/domain/order.ts'
import { epochMs, monotonicMs, price, size } from '../../../../shared/domain/units.ts'
import { confirmedMicros } from '../../../../shared/machine/inventory.ts'
import { approved } from '../../../support/approved.ts'
import { MARKET, NO, YES } from '../../../support/wireIds.ts'
import type { Stage } from '../bot.ts'
import { setStage } from '../stage.ts'

/** Rests an order next to the bot's own, through the adapter alone. */
async function rest(stage: Stage, fields: Partial<OrderDraft> = {}): Promise<string> {
  const draft: OrderDraft = {
    market: MARKET,
    purpose: 'entry',
    side: 'BUY',
    tokenId: YES,
    priceMicros: price(490_000),
    sizeMicros: size(10_000_000),
    postOnly: true,
    expiresAtMs: epochMs(stage.exchange.nowMs() + 600_000),
    ...fields,
  }
  await stage.venue.market(MARKET)
  const signing = await stage.venue.sign(approved(draft))
  if (signing.is !== 'signed') throw new Error(signing.why)
  const outcome = await stage.venue.post(signing.order, monotonicMs(stage.ports.clock.monotonicMs() + 2_000))
  if (outcome.is !== 'accepted') throw new Error(JSON.stringify(outcome))
  return signing.order.id
}

/** Trades between strangers and us, far more than a page holds. */
async function manyTrades(stage: Stage, count: number): Promise<void> {
  const id = await rest(stage, { sizeMicros: size(count * 1e6), priceMicros: price(450_000) })
  for (let nth = 0; nth < count; nth += 1) stage.exchange.hit(id, { sizeMicros: 1e6, hideMs: 0 })
}

async function readTrades(stage: Stage) {
  const read = await stage.venue.trades(epochMs(0))
  if (!read.ok) throw new Error(read.unknown)
  return read.value.legs
}

test('failure 15: trades are never asked for by token: a taker of the complement fills us too', async () => {
  const stage = await setStage()
  const id = await rest(stage)
  for (let nth = 0; nth < 8; nth += 1) stage.exchange.hit(id, { sizeMicros: 1e6, hideMs: 0 })
  const takers = stage.exchange.trades(stage.account).map(({ taker }) => taker.token)
  expect(new Set(takers)).toEqual(new Set([YES, NO]))
  expect(await readTrades(stage)).toHaveLength(8)
  await stage.ticks(3)
  for (const { query } of stage.requests('/data/trades')) {
    // The history that begins a market is asked for by its condition: that has the trades of both tokens.
    expect(query.has('asset_id')).toBe(false)
    expect(query.has('market') && query.get('market') !== MARKET).toBe(false)
  }
})

test('failure 16: two orders of ours in one trade are two fills under one trade id', async () => {
  const stage = await setStage()
  await rest(stage)
  await rest(stage)
  stage.exchange.feed(MARKET, {
    type: 'trade',
    atMs: stage.exchange.nowMs(),
    taker: 'SELL',
    priceMicros: price(490_000),
    sizeMicros: size(20_000_000),
  })
  const legs = await readTrades(stage)
  expect(stage.exchange.trades(stage.account)).toHaveLength(1)
  expect(new Set(legs.map(({ tradeId }) => tradeId)).size).toBe(1)
  expect(new Set(legs.map(legKey)).size).toBe(2)
  expect(legs.map(({ sizeMicros }) => sizeMicros)).toEqual([10_000_000, 10_000_000])
})

test('failure 17: our side is that of our own order, whatever token the taker took', async () => {
  const stage = await setStage()
  stage.exchange.fundShares(stage.account, YES, 100_000_000)
  const bought = await rest(stage)
  const sold = await rest(stage, { side: 'SELL', purpose: 'exit', priceMicros: price(510_000) })
  for (let nth = 0; nth < 8; nth += 1) {
    stage.exchange.hit(bought, { sizeMicros: 1e6, hideMs: 0 })
    stage.exchange.hit(sold, { sizeMicros: 1e6, hideMs: 0 })
  }
  const sides = new Set(
    stage.exchange.trades(stage.account).map(({ taker }) => `${taker.token} ${taker.side}`),
  )
  expect(sides.size).toBe(4)
  for (const leg of await readTrades(stage)) {
    expect(leg.tokenId).toBe(YES)
    expect(leg.side).toBe(leg.orderId === bought ? 'BUY' : 'SELL')
    expect(leg.priceMicros).toBe(leg.orderId === bought ? 490_000 : 510_000)
  }
})

test('failure 19: positions that drift by dust are no flapping', async () => {
  const stage = await setStage()
  await stage.buy()
  const held = confirmedMicros(stage.state()) / 1e6
  for (const drift of [0.01, -0.01, 0.008, 0, -0.005, 0.01]) {
    stage.plan.clear()
    stage.plan.add(`GET data-api/v2/positions: reply 200 ${positionsOf(stage, held + drift)}`)
    await stage.ticks(2)
  }
  expect(stage.control().codes).toEqual([])
})

test('failure 19: positions that flap between values we never held are a STOP', async () => {
  const stage = await setStage()
  await stage.buy()
  const held = confirmedMicros(stage.state()) / 1e6
  for (const beyond of [7, 3, 7, 3]) {
    stage.plan.clear()
    stage.plan.add(`GET data-api/v2/positions: reply 200 ${positionsOf(stage, held + beyond)}`)
    await stage.ticks(2)
  }
  expect(stage.control().codes).toEqual(['POSITION_FLAPPING'])
  expect(stage.resting()).toEqual([])
})

function positionsOf({ account }: Stage, shares: number): string {
  const record = { proxy_wallet: account, token_id: YES, current_size: shares }
  return JSON.stringify({
    data: [record],
    pagination: { limit: 1000, offset: 0, has_more: false, next_cursor: null },
  })
}

test('failure 20: a position that is missing from the index is not flat', async () => {
  const stage = await setStage()
  await stage.buy()
  await stage.until('an exit rests', () => stage.resting('SELL').length === 1)
  const held = confirmedMicros(stage.state())
  stage.plan.add('GET data-api/v2/positions: empty')
  await stage.ticks(20)
  expect(confirmedMicros(stage.state())).toBe(held)
  expect(stage.state().phase).toBe('EXIT_PENDING')
  expect(stage.control().codes).toEqual([])
})

test.each(['skip-rows 10, nth 1', 'duplicate-rows 10, nth 1', 'duplicate-rows 30, every 3'])(
  'failure 22: pages that shift under the reader (%s) are read until they agree',
  async (fault) => {
    const stage = await setStage()
    await manyTrades(stage, 250)
    stage.plan.add(`GET /data/trades: ${fault}`)
    const legs = await readTrades(stage)
    expect(new Set(legs.map(legKey)).size).toBe(250)
    expect(legs).toHaveLength(250)
  },
)

test('failure 22: pages that never agree are unknown, never shorter', async () => {
  const stage = await setStage()
  await manyTrades(stage, 250)
  stage.plan.add('GET /data/trades: skip-rows 3, every 2')
  const read = await stage.venue.trades(epochMs(0))
  // Either the same records were missing twice, which no reader can see, or it is unknown: never an empty answer.
  if (read.ok) expect(read.value.legs.length).toBeGreaterThan(200)
  else expect(read.unknown).toContain('no two in a row alike')
})

test('failure 30: the best price is found by price: the venue prints it last', async () => {
  const stage = await setStage()
  const raw = (await (await fetch(`${stage.served.url}/book?token_id=${YES}`)).json()) as {
    bids: { price: string }[]
    asks: { price: string }[]
  }
  expect(raw.bids.map(({ price: at }) => at)).toEqual(['0.47', '0.48'])
  expect(raw.asks.map(({ price: at }) => at)).toEqual(['0.53', '0.52'])
  const book = (await stage.venue.books([YES])).get(YES)
  expect(book).toMatchObject({
    ok: true,
    value: { bids: [{ priceMicros: 480_000 }, {}], asks: [{ priceMicros: 520_000 }, {}] },
  })
  await stage.until('an entry rests', () => stage.resting('BUY').length === 1)
  expect(stage.resting('BUY')[0]?.priceMicros).toBeGreaterThanOrEqual(480_000)
})

test('failure 31: positions are asked of the second version alone, and mean what is held', async () => {
  const stage = await setStage()
  await stage.buy()
  await stage.until('an exit rests', () => stage.resting('SELL').length === 1)
  stage.fill('SELL')
  await stage.until('it is sold', () => confirmedMicros(stage.state()) === 0)
  await stage.buy()
  const read = await stage.venue.positions()
  if (!read.ok) throw new Error(read.unknown)
  // Twice as much was ever bought.
  expect(read.value.get(YES)).toBe(confirmedMicros(stage.state()))
  expect(stage.requests('/v2/positions').length).toBeGreaterThan(0)
  expect(stage.requests('/positions')).toEqual([])
})

test('failure 33: a list that still shows a cancelled order resurrects nothing and stops nothing', async () => {
  const stage = await setStage()
  await stage.until('an entry rests', () => stage.resting('BUY').length === 1)
  const old = stage.restingId('BUY')
  await stage.drift([0.5, 0.53], [0.52, 0.55])
  await stage.until(
    'it is quoted again',
    () => stage.posts('BUY').length === 2 && stage.resting('BUY').length === 1,
  )
  const records = [old, stage.restingId('BUY')].map((id) => listed(stage, id))
  const page = JSON.stringify({ limit: 100, count: 2, next_cursor: 'LTE=', data: records })
  stage.plan.add(`GET /data/orders: reply 200 ${page}`)
  await stage.ticks(6)
  const seen = stage.told.ticks.at(-1)?.seen.openOrders
  expect(seen?.ok === true && seen.value.orders.map(({ id }) => id)).toContain(old)
  expect(stage.control().codes).toEqual([])
  expect(
    stage
      .state()
      .orders.filter(({ life }) => life.at === 'LIVE')
      .map(({ id }) => id),
  ).not.toContain(old)
  expect(stage.posts('BUY')).toHaveLength(2)
})

/** The order's record in the list of open orders, as if it were still resting. */
function listed(stage: Stage, id: string): object {
  const order = stage.exchange.order(id)
  if (order === undefined) throw new Error(`${id} was never placed`)
  return {
    id,
    status: 'LIVE',
    owner: order.owner,
    maker_address: order.account,
    market: order.market,
    asset_id: order.token,
    side: order.side,
    original_size: String(order.sizeMicros / 1e6),
    size_matched: '0',
    price: String(order.priceMicros / 1e6),
    outcome: 'Yes',
    expiration: '0',
    order_type: 'GTD',
    associate_trades: [],
    created_at: Math.floor(order.createdAtMs / 1000),
  }
}

test.each(['html-502', 'empty-500', 'truncated', 'torn', 'reply 200 null', 'reply 200 []'])(
  'failure 34: a read answered by "%s" is unknown, and nothing is posted on it',
  async (fault) => {
    const stage = await setStage({ rules: ['GET /data/trades: skip-rows 1, nth 1'] })
    await stage.ticks(1, 0)
    const posted = stage.posts().length
    stage.plan.add(`GET /data/*: ${fault}`)
    await stage.ticks(2)
    const seen = stage.told.ticks.at(-1)?.seen
    expect([seen?.trades.ok, seen?.openOrders.ok]).toEqual([false, false])
    expect(stage.posts()).toHaveLength(posted)
    stage.plan.clear()
    await stage.until('an entry rests', () => stage.resting('BUY').length === 1)
  },
)

test.each(['no-cursor', 'empty-cursor', 'same-cursor'])(
  'failure 35: pages with %s end at a bound and are unknown',
  async (fault) => {
    const stage = await setStage()
    await stage.ticks(1, 0)
    stage.plan.add(`GET /data/*: ${fault}`)
    const before = stage.requests('/data/trades').length
    await stage.ticks(1)
    expect(stage.requests('/data/trades').length - before).toBeLessThanOrEqual(2)
    expect(stage.told.ticks.at(-1)?.seen.trades).toMatchObject({
      ok: false,
      unknown: expect.stringMatching(/cursor/),
    })
    stage.plan.clear()
    await stage.until('an entry rests', () => stage.resting('BUY').length === 1)
  },
)
