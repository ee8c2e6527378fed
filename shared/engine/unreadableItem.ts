import type { MarketItem } from '../ports/store.ts'

/** Why not all that may be live or be held is known; null when every item could be read. */
export function unreadableItem(items: readonly MarketItem[]): string | null {
  const found = items.find(isUnreadable)
  if (found === undefined) return null
  return found.broken ?? `the item of market ${found.market} was written by newer code: deploy that version`
}

/** What such an item holds is not known. */
export const isUnreadable = ({ newerSchema, broken }: MarketItem): boolean =>
  newerSchema || broken !== undefined
