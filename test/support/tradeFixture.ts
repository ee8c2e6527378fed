import { CREDENTIALS, NOW } from './loopback.ts'
import { MARKET, WALLET, YES } from './wireIds.ts'

export const ME = { apiKey: CREDENTIALS.key, funder: WALLET }
export const OURS = `0x${'a'.repeat(64)}`
export const THEIRS = `0x${'b'.repeat(64)}`
export const STRANGER = {
  owner: '00000000-0000-0000-0000-000000000009',
  maker_address: `0x${'9'.repeat(40)}`,
}

export const maker = (fields: object = {}) => ({
  order_id: OURS,
  owner: ME.apiKey,
  maker_address: WALLET.toLowerCase(),
  matched_amount: '10',
  price: '0.4',
  asset_id: YES,
  ...fields,
})
export const trade = (fields: object = {}) => ({
  id: 'trade-1',
  taker_order_id: THEIRS,
  market: MARKET,
  asset_id: YES,
  side: 'SELL',
  size: '25',
  price: '0.4',
  status: 'TRADE_STATUS_MATCHED',
  match_time: String(NOW / 1000),
  ...STRANGER,
  maker_orders: [maker()],
  trader_side: 'MAKER',
  ...fields,
})
