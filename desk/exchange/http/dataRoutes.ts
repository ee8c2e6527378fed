import type { Side } from '../../../shared/domain/order.ts'
import type { MarketId } from '../../../shared/domain/units.ts'
import type { Account, ExchangeTrade } from '../exchange.ts'
import { cached } from './dataCache.ts'
import { amountFilter, askedOf, CONDITION_NAMES } from './dataFilters.ts'
import { dataPage, invalid } from './dataPages.ts'
import { printAccount } from './hex.ts'
import { slugOf } from './marketWire.ts'
import { positionsOf } from './positionRoutes.ts'
import { ok, type Reply } from './reply.ts'
import type { ApiContext, Call } from './route.ts'

const PARAMETERS = [
  'user',
  ...CONDITION_NAMES,
  'event_id',
  'side',
  'taker_only',
  'filter_type',
  'filter_amount',
  'start',
  'end',
  'limit',
  'cursor',
]
/** The venue's own least amount. */
const LEAST_AMOUNT = 0.01

/**
 * Trades of a wallet, of markets, or of all of them, a record a fill on its taker's side; a wallet's as maker too, unless
 * `taker_only` asks otherwise. Mined ones only, newest first.
 */
export function getTradeFeed(context: ApiContext, call: Call): Reply {
  const { query } = call
  const asked = askedOf(query, PARAMETERS)
  if (typeof asked === 'string') return invalid(asked)
  const { conditions, user } = asked
  const takerOnly = query.get('taker_only') ?? String(user === null)
  // The makers' records of the crowd are not made up here.
  if (takerOnly !== 'true' && (takerOnly !== 'false' || user === null)) return invalid('taker_only')
  const isWanted = filterOf(query, { user, conditions })
  if (typeof isWanted === 'string') return invalid(isWanted)
  if (user !== null) {
    return dataPage(userRecords(context, user, takerOnly === 'true').filter(isWanted), query)
  }
  return cached(context, call, () => dataPage(publicRecords(context, conditions).filter(isWanted), query))
}

/** How far the index is behind. */
export const getDataStatus = ({ settings }: ApiContext): Reply =>
  ok({ serving: { lag_seconds: settings.indexLagSeconds } })

interface ListedTrade {
  readonly condition_id: MarketId
  readonly side: Side
  readonly size: number
  readonly usdc_size: number
  readonly timestamp: number
}

function filterOf(
  query: URLSearchParams,
  of: { readonly user: string | null; readonly conditions: readonly MarketId[] | null },
): ((record: ListedTrade) => boolean) | string {
  const side = query.get('side')
  if (side !== null && side !== 'BUY' && side !== 'SELL') return 'side'
  const isLarge = amountFilter(query, LEAST_AMOUNT)
  if (typeof isLarge === 'string') return isLarge
  const [start, end] = [Number(query.get('start') ?? 0), Number(query.get('end') ?? Number.MAX_SAFE_INTEGER)]
  if (!Number.isSafeInteger(start)) return 'start'
  if (!Number.isSafeInteger(end)) return 'end'
  // A market's window is the last three years whatever was requested: so does the venue.
  const isWindowed = of.user !== null || of.conditions === null
  // No market here is of an event.
  const isOfEvent = !query.has('event_id')
  return (record) =>
    isOfEvent &&
    (of.conditions === null || of.conditions.includes(record.condition_id)) &&
    (side === null || record.side === side) &&
    isLarge({ shares: record.size, usdc: record.usdc_size }) &&
    (!isWindowed || (record.timestamp >= start && record.timestamp <= end))
}

function publicRecords(context: ApiContext, conditions: readonly MarketId[] | null) {
  const markets = conditions ?? context.exchange.markets().map(({ market }) => market)
  return [...new Set(markets)]
    .flatMap((market) => context.exchange.publicTrades(market))
    .filter(
      (record) => record.minedAtMs + context.settings.indexLagSeconds * 1_000 <= context.exchange.nowMs(),
    )
    .toSorted((a, b) => b.minedAtMs - a.minedAtMs)
    .map((record) => ({
      proxy_wallet: CROWD_WALLET,
      condition_id: record.market,
      token_id: record.token,
      side: record.side,
      size: record.sizeMicros / 1e6,
      price: record.priceMicros / 1e6,
      usdc_size: (record.sizeMicros * record.priceMicros) / 1e12,
      timestamp: Math.floor(record.minedAtMs / 1000),
      transaction_hash: record.transactionHash,
      ...namesOf(context, record.token),
    }))
}

/** Whoever took: the simulated crowd has no wallets of its own. */
const CROWD_WALLET = `0x${'c0'.repeat(20)}`

function userRecords(context: ApiContext, account: Account, takerOnly: boolean) {
  return context.exchange
    .trades(account)
    .filter((trade) => trade.status === 'MINED' || trade.status === 'CONFIRMED')
    .flatMap((trade) => printLegs(context, trade, { account, takerOnly }))
}

/** What a wallet's positions are worth at the current prices, in all markets or in some. */
export function getValue(context: ApiContext, { query }: Call): Reply {
  const asked = askedOf(query, ['user', ...CONDITION_NAMES])
  if (typeof asked === 'string') return invalid(asked)
  const { conditions, user } = asked
  if (user === null) return invalid('user')
  const value = positionsOf(context, user)
    .filter((record) => conditions === null || conditions.includes(record.condition_id))
    .reduce((sum, record) => sum + record.current_value, 0)
  return ok({ data: { proxy_wallet: printAccount(user), value } })
}

/** Payouts in 1e-6 USDC by outcome; only condition ids of 64 digits are known here. */
export function getResolutions({ exchange }: ApiContext, call: Call): Reply {
  const asked = askedOf(call.query, [...CONDITION_NAMES, 'limit', 'cursor'])
  if (typeof asked === 'string') return invalid(asked)
  const { conditions } = asked
  if (conditions === null) return invalid('condition')
  const records = exchange
    .markets()
    .filter(({ market }) => conditions.includes(market))
    .map(({ market, payoutMicros }) => ({
      condition_id: market,
      status: payoutMicros === null ? 'unresolved' : 'resolved',
      payouts: payoutMicros === null ? [] : [...payoutMicros],
      extended_review: false,
    }))
  return dataPage(records, call.query)
}

function printLegs(
  context: ApiContext,
  trade: ExchangeTrade,
  { account, takerOnly }: { readonly account: Account; readonly takerOnly: boolean },
) {
  return [trade.taker, ...(takerOnly ? [] : trade.makers)]
    .filter((leg) => leg.account === account)
    .map((leg) => {
      return {
        proxy_wallet: printAccount(account),
        condition_id: trade.market,
        token_id: leg.token,
        side: leg.side,
        size: leg.sizeMicros / 1e6,
        price: leg.priceMicros / 1e6,
        usdc_size: leg.usdcMicros / 1e6,
        timestamp: Math.floor(trade.matchedAtMs / 1000),
        transaction_hash: trade.transactionHash,
        ...namesOf(context, leg.token),
      }
    })
}

function namesOf({ exchange }: ApiContext, token: ExchangeTrade['taker']['token']) {
  const market = exchange.marketOf(token)
  const index = market?.tokens[0] === token ? 0 : 1
  return {
    title: market?.question ?? '',
    slug: market === undefined ? '' : slugOf(market),
    outcome: market?.outcomes[index] ?? '',
    outcome_index: index,
    event_slug: '',
    name: '',
    pseudonym: '',
    bio: '',
    profile_image: '',
  }
}
