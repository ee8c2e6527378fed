import { formatMicros } from '../../shared/domain/decimal.ts'
import type { MarketId } from '../../shared/domain/units.ts'
import { confirmedMicros } from '../../shared/machine/inventory.ts'
import type { MarketItem } from '../../shared/ports/store.ts'

/** Shares of both outcomes of one market: each pair pays one dollar when the market resolves, whichever way. */
export interface HeldPairs {
  readonly market: MarketId
  /** Pairs, and so dollars. */
  readonly pairs: string
}

/** Of markets whose two outcomes are both held. Each outcome still counts in full against its cap. */
export function describePairs(items: readonly MarketItem[]): readonly HeldPairs[] {
  const held = new Map<MarketId, readonly number[]>()
  for (const { market, state } of items)
    held.set(market, [...(held.get(market) ?? []), state === null ? 0 : confirmedMicros(state)])
  return [...held].flatMap(([market, sizes]) => {
    const micros = sizes.length < 2 ? 0 : Math.min(...sizes)
    return micros <= 0 ? [] : [{ market, pairs: formatMicros(micros) }]
  })
}

export const pairsText = ({ market, pairs }: HeldPairs): string =>
  `${market}: ${pairs} pairs of both outcomes, worth ${pairs} USDC at resolution, whichever way it resolves`
