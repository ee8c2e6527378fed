import type { TokenId } from '../../../shared/domain/units.ts'
import type { Account, ListedMarket } from '../exchange.ts'
import { type CostBasis, costBasis } from './costBasis.ts'
import { amountFilter, askedOf, CONDITION_NAMES } from './dataFilters.ts'
import { dataPage, invalid } from './dataPages.ts'
import { printAccount } from './hex.ts'
import { iso, priceOf, slugOf } from './marketWire.ts'
import type { Reply } from './reply.ts'
import type { ApiContext, Call } from './route.ts'

/** Smaller holdings are hidden unless `filter_amount` says otherwise. */
const DUST_SHARES = 0.1
const STATUSES: ReadonlySet<string> = new Set(['OPEN', 'REDEEMABLE', 'CLOSED'])

/** The Data API's second version: positions of a wallet as its indexer knows them, numbers as doubles. */
export function getPositions(context: ApiContext, call: Call): Reply {
  const { query } = call
  const asked = askedOf(query, PARAMETERS)
  if (typeof asked === 'string') return invalid(asked)
  const { conditions, user } = asked
  // A wallet's, or a market's: everybody's are nobody's question.
  if (user === null && conditions === null) return invalid('user')
  const statuses = query.get('status')?.split(',') ?? null
  if (statuses !== null && !statuses.every((status) => STATUSES.has(status))) return invalid('status')
  const isLarge = amountFilter(query, DUST_SHARES)
  if (typeof isLarge === 'string') return invalid(isLarge)
  const accounts = user === null ? knownAccounts(context) : [user]
  const records = accounts
    .flatMap((account) => positionsOf(context, account))
    .filter(
      (record) =>
        isLarge({ shares: record.current_size, usdc: record.current_value }) &&
        (statuses === null || statuses.includes(record.status)) &&
        (conditions === null || conditions.includes(record.condition_id)),
    )
  return dataPage(records, query)
}

const PARAMETERS = ['user', 'status', ...CONDITION_NAMES, 'filter_type', 'filter_amount', 'limit', 'cursor']

/** Whoever has a key here, and whose wallets those trade; the crowd has none. */
const knownAccounts = ({ keys, wallets }: ApiContext): readonly Account[] => [
  ...new Set(keys.owners().map((owner) => wallets.accountOf(owner))),
]

export function positionsOf(context: ApiContext, account: Account) {
  const { exchange } = context
  const shares = exchange.positions(account)
  const trades = exchange.trades(account)
  return [...shares].flatMap(([token, sizeMicros]) => {
    const market = exchange.marketOf(token)
    if (market === undefined || sizeMicros === 0) return []
    const other = otherToken(market, token)
    return [
      {
        proxy_wallet: printAccount(account),
        ...printAmounts(sizeMicros / 1e6, {
          price: priceOf(exchange, market, token),
          basis: costBasis(trades, account, token),
        }),
        ...printMarketPart(market, token),
        mergeable: (shares.get(other) ?? 0) > 0,
      },
    ]
  })
}

const otherToken = ({ tokens }: ListedMarket, token: TokenId): TokenId =>
  tokens[0] === token ? tokens[1] : tokens[0]

function printAmounts(shares: number, of: { readonly price: number; readonly basis: CostBasis }) {
  const { price, basis } = of
  const entry = shares * basis.averagePrice
  const unrealized = shares * price - entry
  return {
    current_size: shares,
    avg_price: basis.averagePrice,
    entry_cost_usdc: entry,
    entry_fees_usdc: basis.fees,
    total_cost_usdc: entry + basis.fees,
    current_price: price,
    current_value: shares * price,
    total_size: basis.boughtShares,
    realized_pnl: basis.realized,
    unrealized_pnl: unrealized,
    total_pnl: basis.realized + unrealized,
    percent_pnl: entry === 0 ? 0 : (100 * unrealized) / entry,
    percent_realized_pnl: entry === 0 ? 0 : (100 * basis.realized) / entry,
    first_entry_at: basis.firstEntryAt,
    last_event_at: basis.lastEventAt,
  }
}

function printMarketPart(market: ListedMarket, token: TokenId) {
  const index = market.tokens[0] === token ? 0 : 1
  return {
    token_id: token,
    condition_id: market.market,
    status: market.payoutMicros === null ? 'OPEN' : 'REDEEMABLE',
    redeemable: market.payoutMicros !== null,
    negative_risk: market.negRisk,
    archived: false,
    title: market.question,
    slug: slugOf(market),
    icon: '',
    event_id: '',
    event_slug: '',
    outcome: market.outcomes[index],
    outcome_index: index,
    opposite_outcome: market.outcomes[1 - index],
    opposite_token_id: otherToken(market, token),
    end_date: iso(market.endMs)?.slice(0, 10) ?? '',
    name: '',
    profile_image: '',
    verified: false,
  }
}
