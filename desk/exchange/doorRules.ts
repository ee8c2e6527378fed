import type { ListedMarket, PlaceRequest } from './exchange.ts'
import type { AccountState } from './ledger.ts'
import { isMarketType } from './orderTerms.ts'

/** A GTD order must live at least this long from now... */
export const MIN_EXPIRY_MS = 180_000
/** ...and leaves the book this long before it says. */
export const EARLY_REMOVAL_MS = 60_000

/** Pure: may this account send such an order to this market now? The venue's words when not. */
export function doorError(
  request: PlaceRequest,
  account: Pick<AccountState, 'ban'>,
  market: Pick<ListedMarket, 'accepting' | 'closed' | 'payoutMicros'>,
  nowMs: number,
): string | null {
  if (account.ban === 'banned') return `'${request.account}' address banned`
  if (account.ban === 'closedOnly' && request.side === 'BUY') {
    return `'${request.account}' address in closed only mode`
  }
  if (!market.accepting || market.closed || market.payoutMicros !== null) {
    return 'the market is not yet ready to process new orders'
  }
  if (request.postOnly && isMarketType(request)) {
    return 'invalid post-only order: only GTC and GTD order types are allowed'
  }
  return expirationError(request, nowMs)
}

function expirationError({ orderType, expiresAtMs }: PlaceRequest, nowMs: number): string | null {
  const isRight =
    orderType === 'GTD' ? expiresAtMs !== null && expiresAtMs >= nowMs + MIN_EXPIRY_MS : expiresAtMs === null
  return isRight ? null : 'invalid expiration'
}
