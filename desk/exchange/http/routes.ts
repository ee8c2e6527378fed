import { createApiKey, deleteApiKey, deriveApiKey, getClosedOnly, listApiKeys } from './authRoutes.ts'
import { getBalanceAllowance, updateBalanceAllowance } from './balanceRoutes.ts'
import { getBook, getLastTradePrice, getMidpoint, getPrice, getSpread, postBooks } from './bookRoutes.ts'
import { cancelAll, cancelMarketOrders, cancelOrder, cancelOrders } from './cancelRoutes.ts'
import { getGammaKeyset, getGammaMarkets } from './gammaRoutes.ts'
import {
  getCompactMarket,
  getFeeRate,
  getMarket,
  getMarketByToken,
  getMarkets,
  getNegRisk,
  getTickSize,
} from './marketRoutes.ts'
import { getOpenOrders, getOrder } from './orderReads.ts'
import { postOrder, postOrders } from './placeRoutes.ts'
import { getPositions } from './positionRoutes.ts'
import type { Route } from './route.ts'
import { getTrades } from './tradeReads.ts'
import { getGeoblock, getOk, getTime, getVersion } from './venueRoutes.ts'

/** What clob.polymarket.com serves, as far as a maker needs it. */
export const CLOB_ROUTES: readonly Route[] = [
  { method: 'GET', pattern: '/ok', auth: 'none', handle: getOk },
  { method: 'GET', pattern: '/time', auth: 'none', handle: getTime },
  { method: 'GET', pattern: '/version', auth: 'none', handle: getVersion },

  { method: 'POST', pattern: '/auth/api-key', auth: 'l1', handle: createApiKey },
  { method: 'GET', pattern: '/auth/derive-api-key', auth: 'l1', handle: deriveApiKey },
  { method: 'GET', pattern: '/auth/api-keys', auth: 'l2', handle: listApiKeys },
  { method: 'DELETE', pattern: '/auth/api-key', auth: 'l2', handle: deleteApiKey },
  { method: 'GET', pattern: '/auth/ban-status/closed-only', auth: 'l2', handle: getClosedOnly },

  { method: 'GET', pattern: '/tick-size', auth: 'none', handle: getTickSize },
  { method: 'GET', pattern: '/neg-risk', auth: 'none', handle: getNegRisk },
  { method: 'GET', pattern: '/fee-rate', auth: 'none', handle: getFeeRate },
  { method: 'GET', pattern: '/clob-markets/:', auth: 'none', handle: getCompactMarket },
  { method: 'GET', pattern: '/markets', auth: 'none', handle: getMarkets },
  { method: 'GET', pattern: '/markets/:', auth: 'none', handle: getMarket },
  { method: 'GET', pattern: '/markets-by-token/:', auth: 'none', handle: getMarketByToken },

  { method: 'GET', pattern: '/book', auth: 'none', handle: getBook },
  { method: 'POST', pattern: '/books', auth: 'none', handle: postBooks },
  { method: 'GET', pattern: '/midpoint', auth: 'none', handle: getMidpoint },
  { method: 'GET', pattern: '/spread', auth: 'none', handle: getSpread },
  { method: 'GET', pattern: '/price', auth: 'none', handle: getPrice },
  { method: 'GET', pattern: '/last-trade-price', auth: 'none', handle: getLastTradePrice },

  { method: 'POST', pattern: '/order', auth: 'l2', acts: 'orders', handle: postOrder },
  { method: 'POST', pattern: '/orders', auth: 'l2', acts: 'orders', handle: postOrders },
  { method: 'DELETE', pattern: '/order', auth: 'l2', acts: 'cancels', handle: cancelOrder },
  { method: 'DELETE', pattern: '/orders', auth: 'l2', acts: 'cancels', handle: cancelOrders },
  { method: 'DELETE', pattern: '/cancel-all', auth: 'l2', acts: 'cancels', handle: cancelAll },
  {
    method: 'DELETE',
    pattern: '/cancel-market-orders',
    auth: 'l2',
    acts: 'cancels',
    handle: cancelMarketOrders,
  },

  { method: 'GET', pattern: '/data/order/:', auth: 'l2', handle: getOrder },
  { method: 'GET', pattern: '/data/orders', auth: 'l2', handle: getOpenOrders },
  { method: 'GET', pattern: '/data/trades', auth: 'l2', handle: getTrades },
  { method: 'GET', pattern: '/balance-allowance', auth: 'l2', handle: getBalanceAllowance },
  { method: 'GET', pattern: '/balance-allowance/update', auth: 'l2', handle: updateBalanceAllowance },
]

/** What the venue's other hosts serve; here all of them share a port. */
export const DATA_ROUTES: readonly Route[] = [
  { host: 'data-api', method: 'GET', pattern: '/v2/positions', auth: 'none', handle: getPositions },
  { host: 'gamma-api', method: 'GET', pattern: '/markets', auth: 'none', handle: getGammaMarkets },
  { host: 'gamma-api', method: 'GET', pattern: '/markets/keyset', auth: 'none', handle: getGammaKeyset },
  { host: 'web', method: 'GET', pattern: '/api/geoblock', auth: 'none', handle: getGeoblock },
]
