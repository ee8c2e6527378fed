import type { TokenId } from '../../../shared/domain/units.ts'
import type { Exchange } from '../exchange.ts'

/** Best bid and ask; null where a side is empty. */
export function exchangeTouch(
  exchange: Exchange,
  token: TokenId,
): { readonly bidMicros: number; readonly askMicros: number } | null {
  const { bids, asks } = exchange.book(token)
  const [bid, ask] = [bids[0], asks[0]]
  return bid === undefined || ask === undefined
    ? null
    : { bidMicros: bid.priceMicros, askMicros: ask.priceMicros }
}
