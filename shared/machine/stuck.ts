import { toleranceOf } from '../domain/tolerance.ts'
import type { EpochMs, MarketId, TokenId } from '../domain/units.ts'
import { LOT_MICROS } from '../domain/venueRules.ts'
import { confirmedMicros, position } from './inventory.ts'
import { markOf } from './mark.ts'
import type { MarketState } from './state.ts'

/** Money that trading does not bring back. */
export interface StuckMoney {
  readonly market: MarketId
  readonly tokenId: TokenId
  /**
   * ended: the market trades no more. small: fewer shares than the venue's smallest order. pair: shares of both outcomes,
   * each two worth one dollar at once by a merge; the token is that of the first item.
   */
  readonly why: 'ended' | 'small' | 'pair'
  readonly sizeMicros: number
  /** null: no price was ever believed. */
  readonly worthMicros: number | null
}

/** Of all items of a stack; each share is in one entry. */
export function stuckMoney(states: readonly MarketState[], nowMs: EpochMs): readonly StuckMoney[] {
  const byMarket = Map.groupBy(states, ({ market }) => market)
  return [...byMarket.values()].flatMap((outcomes) => {
    const pairs = pairsOf(outcomes)
    return [...(pairs === null ? [] : [pairs]), ...outcomes.flatMap((state) => alone(state, pairs, nowMs))]
  })
}

/** What is stuck, added up; what has no believed price counts as nothing. */
export const stuckMicros = (stuck: readonly StuckMoney[]): number =>
  stuck.reduce((sum, { worthMicros }) => sum + (worthMicros ?? 0), 0)

function pairsOf([first, second]: readonly MarketState[]): StuckMoney | null {
  if (first === undefined || second === undefined || first.settling || second.settling) return null
  const sizeMicros = Math.min(confirmedMicros(first), confirmedMicros(second))
  if (sizeMicros < LOT_MICROS) return null
  return { market: first.market, tokenId: first.tokenId, why: 'pair', sizeMicros, worthMicros: sizeMicros }
}

/** What one outcome holds besides its pairs. */
function alone(state: MarketState, pairs: StuckMoney | null, nowMs: EpochMs): readonly StuckMoney[] {
  const heldMicros = position(state).sizeMicros
  const sizeMicros = heldMicros - (pairs?.sizeMicros ?? 0)
  const isEnded = state.settling && heldMicros > toleranceOf(state.legs)
  const isSmall = !state.settling && sizeMicros > 0 && heldMicros < state.minSizeMicros
  if (!isEnded && !isSmall) return []
  const { valueMicros } = markOf(state, nowMs)
  const worthMicros = valueMicros === null ? null : Math.floor((valueMicros * sizeMicros) / heldMicros)
  const { market, tokenId } = state
  return [{ market, tokenId, why: isEnded ? 'ended' : 'small', sizeMicros, worthMicros }]
}
