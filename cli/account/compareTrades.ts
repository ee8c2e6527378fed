import { formatMicros } from '../../shared/domain/decimal.ts'
import { type Leg, legKey, type SeenLeg } from '../../shared/domain/leg.ts'
import type { MarketId } from '../../shared/domain/units.ts'

export interface Comparison {
  /** Legs that both sides have, alike. */
  readonly agreeing: number
  /** What only one side has, or has otherwise; in words. */
  readonly differences: readonly string[]
}

/** What happened so recently may be in one and not yet in the other. */
const SETTLING_MS = 120_000

/** Our ledger against the venue's trades, leg by leg. What is still settling, or just came, is no difference. */
export function compareTrades(
  ours: readonly Leg[],
  venues: readonly SeenLeg[],
  of: { readonly markets: readonly MarketId[]; readonly nowMs: number },
): Comparison {
  const mine = new Map(ours.map((leg) => [legKey(leg), leg]))
  const theirs = new Map(
    venues.filter(({ market }) => of.markets.includes(market)).map((leg) => [legKey(leg), leg]),
  )
  const differences: string[] = []
  let agreeing = 0
  for (const [key, leg] of theirs) {
    const own = mine.get(key)
    const isFresh = leg.status === 'PROVISIONAL' || of.nowMs - leg.matchedAtMs < SETTLING_MS
    if (own === undefined) {
      if (!isFresh) differences.push(`only at the venue: ${words(leg)}`)
    } else if (isSame(own, leg)) agreeing += 1
    else if (!isFresh) differences.push(`booked as ${words(own)}, at the venue ${words(leg)}`)
  }
  for (const [key, leg] of mine) if (!theirs.has(key)) differences.push(`only in the ledger: ${words(leg)}`)
  return { agreeing, differences }
}

const isSame = (a: Leg, b: SeenLeg): boolean =>
  a.side === b.side &&
  a.sizeMicros === b.sizeMicros &&
  a.priceMicros === b.priceMicros &&
  a.notionalMicros === b.notionalMicros &&
  a.status === b.status

const words = (leg: SeenLeg): string =>
  `${leg.side} ${formatMicros(leg.sizeMicros)} at ${formatMicros(leg.priceMicros)}, ${leg.status}, ` +
  `${new Date(leg.matchedAtMs).toISOString()}, trade ${leg.tradeId}, order ${leg.orderId}`
