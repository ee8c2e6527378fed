import { equityMicros } from '../../shared/accounting/valuation.ts'
import { formatMicros } from '../../shared/domain/decimal.ts'
import { isClosed } from '../../shared/domain/order.ts'
import type { StackSettings } from '../../shared/domain/settings.ts'
import type { EpochMs } from '../../shared/domain/units.ts'
import { exposure } from '../../shared/machine/exposure.ts'
import { position } from '../../shared/machine/inventory.ts'
import { markOf } from '../../shared/machine/mark.ts'
import type { MarketItem } from '../../shared/ports/store.ts'

/** What all shown outcomes come to together; amounts as decimal strings in USDC. */
export interface Totals {
  readonly outcomes: number
  readonly holding: number
  readonly orders: number
  readonly exposure: string
  readonly caps: string
  /** Since the start of each: realised, and what held shares have gained or lost. */
  readonly earned: string
  /** Those that earned least, worst first. */
  readonly worst: readonly { readonly index: number; readonly earned: string }[]
}

/** Few outcomes are seen at a glance. */
const MANY = 5
const WORST = 3

/** null: there is but one to show, and nothing to add up. */
export function describeTotals(
  items: readonly MarketItem[],
  { markets, limits }: Pick<StackSettings, 'markets' | 'limits'>,
  nowMs: EpochMs,
): Totals | null {
  if (items.length < 2) return null
  const each = items.map(({ state }, index) => {
    if (state === null) return { index, isHeld: false, orders: 0, exposureMicros: 0, earnedMicros: 0 }
    const mark = markOf(state, nowMs)
    return {
      index,
      isHeld: position(state).sizeMicros > 0,
      orders: state.orders.filter((order) => !isClosed(order)).length,
      exposureMicros: exposure(state, mark).totalMicros,
      earnedMicros: equityMicros(position(state), mark),
    }
  })
  const sum = (of: (one: (typeof each)[number]) => number): number =>
    each.reduce((total, one) => total + of(one), 0)
  const ranked = each.toSorted((a, b) => a.earnedMicros - b.earnedMicros).slice(0, WORST)
  return {
    outcomes: items.length,
    holding: each.filter(({ isHeld }) => isHeld).length,
    orders: sum(({ orders }) => orders),
    exposure: formatMicros(sum(({ exposureMicros }) => exposureMicros)),
    caps: formatMicros(
      Math.min(
        markets.reduce((total, { risk }) => total + risk.maxUsdcLockedMicros, 0),
        limits?.lockedMicros ?? Number.POSITIVE_INFINITY,
      ),
    ),
    earned: formatMicros(sum(({ earnedMicros }) => earnedMicros)),
    worst:
      items.length < MANY
        ? []
        : ranked.map(({ index, earnedMicros }) => ({ index, earned: formatMicros(earnedMicros) })),
  }
}

/** The sums, then the worst; nothing where there is but one. @param names of the outcomes, in their order. */
export const totalsText = (totals: Totals | null, names: readonly string[]): readonly string[] =>
  totals === null
    ? []
    : [
        `all ${totals.outcomes} outcomes: exposure ${totals.exposure} of ${totals.caps} USDC, earned ${totals.earned} USDC, ` +
          `${totals.holding} hold shares, ${totals.orders} orders`,
        ...totals.worst.map(({ index, earned }) => `  worst: ${earned} USDC  ${names[index] ?? ''}`),
      ]
