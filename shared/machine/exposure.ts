import type { Valuation } from '../accounting/valuation.ts'
import { notional } from '../domain/decimal.ts'
import { type PriceMicros, type UsdcMicros, usdc } from '../domain/units.ts'
import { confirmedMicros, pendingCostMicros, provisionalCostMicros } from './inventory.ts'
import type { MarketState } from './state.ts'

export interface Exposure {
  /** Confirmed shares x mid: what EXPOSURE stops on. */
  readonly confirmedMicros: UsdcMicros
  /** With matched but unsettled buys and open entries: what the cap bounds. */
  readonly totalMicros: UsdcMicros
}

/**
 * Safety rule 3: confirmed_shares x mid + pending_entry_cost, plus what has matched and not settled. Rounded up.
 * Disbelief never lowers it: the mark's dear side counts. Without any price a share counts as its dearest, 1 USDC.
 */
export function exposure(state: MarketState, mark: Valuation): Exposure {
  const confirmed =
    mark.dearMicros ?? notional({ priceMicros: DEAREST, sizeMicros: confirmedMicros(state) }, 'up')
  return {
    confirmedMicros: confirmed,
    totalMicros: usdc(confirmed + provisionalCostMicros(state) + pendingCostMicros(state)),
  }
}

const DEAREST = 1_000_000 as PriceMicros
