import { ApiError, AssetType, Side } from '@polymarket/clob-client-v2'
import { expect, test } from 'vitest'
import { MARKET, NO, YES } from '../../../support/wireIds.ts'
import { account, quote, setStage } from './stage.ts'

test('balances are base units in strings, by asset type, with allowances by contract', async () => {
  const { client, exchange } = await setStage()
  exchange.fundShares(account, YES, 12_340_000)
  const v2 = { asset_type: 'CONDITIONAL-V2' as AssetType, token_id: YES }

  const usdc = await client.getBalanceAllowance({ asset_type: AssetType.COLLATERAL })
  const shares = await client.getBalanceAllowance({ asset_type: AssetType.CONDITIONAL, token_id: YES })

  expect(usdc.balance).toBe('1000000000')
  expect(shares.balance).toBe('12340000')
  expect(Object.values(usdc.allowances)).toEqual(Array(3).fill(String(2n ** 256n - 1n)))
  expect(await client.getBalanceAllowance(v2)).toMatchObject({ balance: '0' })
  await client.updateBalanceAllowance({ asset_type: AssetType.COLLATERAL })
  exchange.approve(account, false)
  const after = await client.getBalanceAllowance({ asset_type: AssetType.COLLATERAL })
  expect(new Set(Object.values(after.allowances))).toEqual(new Set(['0']))
})

test('the book has its best price last on both sides and the hash the client computes', async () => {
  const stage = await setStage()
  await quote(stage, 0.5)

  const yes = await stage.client.getOrderBook(YES)
  const [no, ...others] = await stage.client.getOrderBooks([
    { token_id: NO, side: Side.BUY },
    { token_id: '1', side: Side.BUY },
  ])
  const { hash } = yes

  expect(yes.bids.map((level) => level.price)).toEqual(['0.44', '0.45', '0.5'])
  expect(yes.asks.map((level) => level.price)).toEqual(['0.56', '0.55'])
  expect(yes).toMatchObject({ min_order_size: '5', tick_size: '0.01', neg_risk: false, asset_id: YES })
  expect(await stage.client.getOrderBookHash(yes)).toBe(hash)
  expect(no?.asks.at(-1)).toEqual({ price: '0.5', size: '10' })
  expect(no?.bids.at(-1)).toEqual({ price: '0.45', size: '100' })
  expect(others).toEqual([])
  await expect(stage.client.getOrderBook('1')).rejects.toMatchObject({ status: 404 })
  expect(await stage.client.getMidpoint(YES)).toEqual({ mid: '0.525' })
  expect(await stage.client.getSpread(YES)).toEqual({ spread: '0.05' })
  expect(await stage.client.getPrice(YES, 'SELL')).toEqual({ price: '0.55' })
  expect(await stage.client.getPrice(YES, 'BUY')).toEqual({ price: '0.5' })
})

test('the client learns all it needs of a market', async () => {
  const { client, exchange } = await setStage()

  expect(await client.getOk()).toBe('OK')
  expect(await client.getVersion()).toBe(2)
  expect(await client.getServerTime()).toBe(Math.floor(exchange.nowMs() / 1000))
  expect(await client.getTickSize(YES)).toBe('0.01')
  expect(await client.getNegRisk(YES)).toBe(false)
  expect(await client.getFeeRateBps(YES)).toBe(1000)
  const info = await client.getClobMarketInfo(MARKET)
  expect(info).toMatchObject({ c: MARKET, mts: 0.01, mos: 5, ao: true, fd: { r: 0.04, e: 1, to: true } })
  expect(client.feeInfos[YES]).toEqual({ rate: 0.04, exponent: 1 })
  expect(await client.getMarket(MARKET)).toMatchObject({
    condition_id: MARKET,
    accepting_orders: true,
    closed: false,
    minimum_order_size: 5,
    tokens: [{ token_id: YES, outcome: 'Yes', price: 0.5, winner: false }, { token_id: NO }],
  })
  expect((await client.getMarkets()).data).toHaveLength(1)
  await expect(client.getMarket(`0x${'cd'.repeat(32)}`)).rejects.toMatchObject({ status: 404 })
  await expect(client.getTickSize('1')).rejects.toBeInstanceOf(ApiError)
})
