import type { Outcome } from '../domain/outcome.ts'
import type { MarketItem } from '../ports/store.ts'

/** Whether an item is that outcome's; one of version 1 that cannot be read may be of either of its market's. */
export const isItemOf = (item: MarketItem, { market, tokenId }: Outcome): boolean =>
  item.market === market && (item.tokenId ?? tokenId) === tokenId
