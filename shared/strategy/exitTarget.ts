import type { MarketInfo } from '../domain/market.ts'
import type { MarketSettings } from '../domain/settings.ts'
import type { EpochMs } from '../domain/units.ts'

export interface Holding {
  readonly info: MarketInfo
  readonly settings: MarketSettings
  /** How long the position has been held. */
  readonly heldMs: number
  readonly nowMs: EpochMs
}

/** How much above its cost the position is offered; at the touch: whatever it cost, for it has to go. */
export type ExitTarget =
  | { readonly at: 'cost'; readonly ticks: number; readonly reason: 'target' | 'decayed' }
  | { readonly at: 'touch'; readonly reason: 'gameStart' }

/**
 * The target falls in a straight line from `targetTicks` to `targetFloorTicks`, in whole ticks, each as late as the
 * line allows. From the margin before game start it is given up: what is held then is held through a wiped book.
 */
export function exitTarget(holding: Holding): ExitTarget {
  if (toGameStartMs(holding) !== null) return { at: 'touch', reason: 'gameStart' }
  const { targetTicks, targetFloorTicks, targetDecayMs } = holding.settings.quote
  const leftMs = Math.max(0, targetDecayMs - Math.max(0, holding.heldMs))
  const ticks = targetFloorTicks + Math.ceil(((targetTicks - targetFloorTicks) * leftMs) / targetDecayMs)
  return { at: 'cost', ticks, reason: ticks < targetTicks ? 'decayed' : 'target' }
}

/** Time to game start, zero once it has begun; null: not near, none, or playing is allowed. */
export function toGameStartMs({ info, settings: { regime }, nowMs }: Holding): number | null {
  const { gameStartMs } = info
  if (gameStartMs === null || regime.allowInPlay) return null
  const leftMs = gameStartMs - nowMs
  return leftMs > regime.gameStartMarginMs ? null : Math.max(0, leftMs)
}
