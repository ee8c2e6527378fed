import { getActivity } from './activityRoutes.ts'
import {
  createApiKey,
  createReadonlyKey,
  deleteApiKey,
  deleteReadonlyKey,
  deriveApiKey,
  getClosedOnly,
  getRateLimitTier,
  listApiKeys,
  listReadonlyKeys,
} from './authRoutes.ts'
import { getBalanceAllowance, updateBalanceAllowance } from './balanceRoutes.ts'
import {
  getBook,
  getLastTradePrice,
  getMidpoint,
  getPrice,
  getSpread,
  postBooks,
  postLastTradesPrices,
  postMidpoints,
  postPrices,
  postSpreads,
} from './bookRoutes.ts'
import { cancelMarketOrders, cancelOrder, deleteAllOrders, deleteOrders } from './cancelRoutes.ts'
import { getDataStatus, getResolutions, getTradeFeed, getValue } from './dataRoutes.ts'
import { getGammaEventBySlug, getGammaMarketBySlug, searchGamma } from './gammaLookups.ts'
import { getGammaKeyset, getGammaMarket, getGammaMarkets } from './gammaRoutes.ts'
import { postHeartbeat, postLegacyHeartbeat } from './heartbeatRoutes.ts'
import { getPricesHistory, postBatchPricesHistory } from './historyRoutes.ts'
import {
  getCompactMarket,
  getFeeRate,
  getMarket,
  getMarketByToken,
  getMarkets,
  getNegRisk,
  getSamplingMarkets,
  getSamplingSimplifiedMarkets,
  getSimplifiedMarkets,
  getTickSize,
} from './marketRoutes.ts'
import { dropNotifications, getNotifications } from './notificationRoutes.ts'
import { getOpenOrders, getOrder, getPreMigrationOrders } from './orderReads.ts'
import { postOneOrder, postOrders } from './placeRoutes.ts'
import { getPositions } from './positionRoutes.ts'
import {
  getCurrentRewards,
  getEarningsByMarket,
  getMarketRewards,
  getOrderScoring,
  getRebates,
  getRewardPercentages,
  getTotalEarnings,
  getUserEarnings,
  postOrdersScoring,
} from './rewardRoutes.ts'
import { searchRewards } from './rewardSearch.ts'
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
  // Named in the venue's list of paths, its answer nowhere: taken to be that of the plural.
  { method: 'GET', pattern: '/auth/api-key', auth: 'l2', handle: listApiKeys },
  { method: 'DELETE', pattern: '/auth/api-key', auth: 'l2', handle: deleteApiKey },
  { method: 'GET', pattern: '/auth/ban-status/closed-only', auth: 'l2', handle: getClosedOnly },

  { method: 'POST', pattern: '/auth/readonly-api-key', auth: 'l2', handle: createReadonlyKey },
  { method: 'GET', pattern: '/auth/readonly-api-keys', auth: 'l2', handle: listReadonlyKeys },
  { method: 'DELETE', pattern: '/auth/readonly-api-key', auth: 'l2', handle: deleteReadonlyKey },
  { method: 'GET', pattern: '/v1/user/rate-limit-tier', auth: 'l2', handle: getRateLimitTier },

  { method: 'GET', pattern: '/tick-size', auth: 'none', handle: getTickSize },
  { method: 'GET', pattern: '/neg-risk', auth: 'none', handle: getNegRisk },
  { method: 'GET', pattern: '/fee-rate', auth: 'none', handle: getFeeRate },
  { method: 'GET', pattern: '/clob-markets/:', auth: 'none', handle: getCompactMarket },
  { method: 'GET', pattern: '/markets', auth: 'none', handle: getMarkets },
  { method: 'GET', pattern: '/markets/:', auth: 'none', handle: getMarket },
  { method: 'GET', pattern: '/sampling-markets', auth: 'none', handle: getSamplingMarkets },
  { method: 'GET', pattern: '/simplified-markets', auth: 'none', handle: getSimplifiedMarkets },
  {
    method: 'GET',
    pattern: '/sampling-simplified-markets',
    auth: 'none',
    handle: getSamplingSimplifiedMarkets,
  },
  { method: 'GET', pattern: '/markets-by-token/:', auth: 'none', handle: getMarketByToken },

  { method: 'GET', pattern: '/book', auth: 'none', handle: getBook },
  { method: 'POST', pattern: '/books', auth: 'none', handle: postBooks },
  { method: 'GET', pattern: '/midpoint', auth: 'none', handle: getMidpoint },
  { method: 'GET', pattern: '/spread', auth: 'none', handle: getSpread },
  { method: 'GET', pattern: '/price', auth: 'none', handle: getPrice },
  { method: 'GET', pattern: '/last-trade-price', auth: 'none', handle: getLastTradePrice },
  { method: 'POST', pattern: '/midpoints', auth: 'none', handle: postMidpoints },
  { method: 'POST', pattern: '/spreads', auth: 'none', handle: postSpreads },
  { method: 'POST', pattern: '/prices', auth: 'none', handle: postPrices },
  { method: 'POST', pattern: '/last-trades-prices', auth: 'none', handle: postLastTradesPrices },
  { method: 'GET', pattern: '/prices-history', auth: 'none', handle: getPricesHistory },
  { method: 'POST', pattern: '/batch-prices-history', auth: 'none', handle: postBatchPricesHistory },

  { method: 'POST', pattern: '/order', auth: 'l2', acts: 'orders', handle: postOneOrder },
  { method: 'POST', pattern: '/orders', auth: 'l2', acts: 'orders', handle: postOrders },
  { method: 'DELETE', pattern: '/order', auth: 'l2', acts: 'cancels', handle: cancelOrder },
  { method: 'DELETE', pattern: '/orders', auth: 'l2', acts: 'cancels', handle: deleteOrders },
  { method: 'DELETE', pattern: '/cancel-all', auth: 'l2', acts: 'cancels', handle: deleteAllOrders },
  {
    method: 'DELETE',
    pattern: '/cancel-market-orders',
    auth: 'l2',
    acts: 'cancels',
    handle: cancelMarketOrders,
  },

  { method: 'GET', pattern: '/data/order/:', auth: 'l2', handle: getOrder },
  { method: 'GET', pattern: '/data/orders', auth: 'l2', handle: getOpenOrders },
  { method: 'GET', pattern: '/data/pre-migration-orders', auth: 'l2', handle: getPreMigrationOrders },
  { method: 'GET', pattern: '/data/trades', auth: 'l2', handle: getTrades },
  { method: 'GET', pattern: '/balance-allowance', auth: 'l2', handle: getBalanceAllowance },
  { method: 'GET', pattern: '/balance-allowance/update', auth: 'l2', handle: updateBalanceAllowance },

  { method: 'POST', pattern: '/v1/heartbeats', auth: 'l2', handle: postHeartbeat },
  { method: 'POST', pattern: '/heartbeats', auth: 'l2', handle: postLegacyHeartbeat },
  { method: 'GET', pattern: '/notifications', auth: 'l2', handle: getNotifications },
  { method: 'DELETE', pattern: '/notifications', auth: 'l2', handle: dropNotifications },

  { method: 'GET', pattern: '/order-scoring', auth: 'l2', handle: getOrderScoring },
  { method: 'POST', pattern: '/orders-scoring', auth: 'l2', handle: postOrdersScoring },
  { method: 'GET', pattern: '/rewards/markets/current', auth: 'none', handle: getCurrentRewards },
  { method: 'GET', pattern: '/rewards/markets/multi', auth: 'none', handle: searchRewards },
  { method: 'GET', pattern: '/rewards/markets/:', auth: 'none', handle: getMarketRewards },
  { method: 'GET', pattern: '/rewards/user', auth: 'l2', handle: getUserEarnings },
  { method: 'GET', pattern: '/rewards/user/total', auth: 'l2', handle: getTotalEarnings },
  { method: 'GET', pattern: '/rewards/user/percentages', auth: 'l2', handle: getRewardPercentages },
  { method: 'GET', pattern: '/rewards/user/markets', auth: 'l2', handle: getEarningsByMarket },
  { method: 'GET', pattern: '/rebates/current', auth: 'none', handle: getRebates },
]

/** What the venue's other hosts serve; here all of them share a port. */
export const DATA_ROUTES: readonly Route[] = [
  { host: 'data-api', method: 'GET', pattern: '/v2/positions', auth: 'none', handle: getPositions },
  { host: 'data-api', method: 'GET', pattern: '/v2/trades', auth: 'none', handle: getTradeFeed },
  { host: 'data-api', method: 'GET', pattern: '/v2/activity', auth: 'none', handle: getActivity },
  { host: 'data-api', method: 'GET', pattern: '/v2/status', auth: 'none', handle: getDataStatus },
  { host: 'data-api', method: 'GET', pattern: '/v2/value', auth: 'none', handle: getValue },
  { host: 'data-api', method: 'GET', pattern: '/v2/resolutions', auth: 'none', handle: getResolutions },
  { host: 'gamma-api', method: 'GET', pattern: '/markets', auth: 'none', handle: getGammaMarkets },
  { host: 'gamma-api', method: 'GET', pattern: '/markets/:', auth: 'none', handle: getGammaMarket },
  { host: 'gamma-api', method: 'GET', pattern: '/markets/keyset', auth: 'none', handle: getGammaKeyset },
  {
    host: 'gamma-api',
    method: 'GET',
    pattern: '/markets/slug/:',
    auth: 'none',
    handle: getGammaMarketBySlug,
  },
  { host: 'gamma-api', method: 'GET', pattern: '/events/slug/:', auth: 'none', handle: getGammaEventBySlug },
  { host: 'gamma-api', method: 'GET', pattern: '/public-search', auth: 'none', handle: searchGamma },
  { host: 'web', method: 'GET', pattern: '/api/geoblock', auth: 'none', handle: getGeoblock },
]
