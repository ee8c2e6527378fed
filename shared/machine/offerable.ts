import type { Read } from '../domain/read.ts'
import { type SizeMicros, size } from '../domain/units.ts'
import { without } from '../domain/without.ts'
import { confirmedMicros, provisionalMicros, sellableMicros } from './inventory.ts'
import type { MarketState } from './state.ts'

/**
 * What can be offered in this tick; null: unknown. Where the balance cannot be read, it is what it once
 * vouched for, as far as our own fills still have it: less of that can only be there by another hand.
 */
export function offerableMicros(
  state: MarketState,
  balance: Read<SizeMicros> | undefined,
): SizeMicros | null {
  if (balance?.ok === true) return sellableMicros(state, balance.value)
  return state.vouchedMicros === undefined ? null : sellableMicros(state, state.vouchedMicros)
}

/** Never more than the balance has shown: what is bought while it cannot be read is vouched for by nobody. */
export function withLastBalance(state: MarketState, balance: Read<SizeMicros> | undefined): MarketState {
  const { vouchedMicros } = state
  const ownMicros = confirmedMicros(state) - provisionalMicros(state, 'SELL')
  const shownMicros = balance?.ok === true ? balance.value : (vouchedMicros ?? 0)
  const micros = Math.min(ownMicros, shownMicros)
  if (micros <= 0) return without(state, 'vouchedMicros')
  return micros === vouchedMicros ? state : { ...state, vouchedMicros: size(micros) }
}
