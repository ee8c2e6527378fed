import { type ControlItem, isArmed, isMarketDrained, isRunning } from '../../shared/domain/control.ts'
import type { MarketId } from '../../shared/domain/units.ts'
import type { MarketState } from '../../shared/machine/state.ts'
import type { WatchView } from '../report/watchView.ts'

export type MarketMode = 'NOT_ARMED' | 'HALTED' | 'EXIT_ONLY' | 'NORMAL'

export function marketModeOf(control: ControlItem, market: MarketId, state: MarketState | null): MarketMode {
  if (!isArmed(control) || control === 'absent') return 'NOT_ARMED'
  if (!isRunning(control)) return 'HALTED'
  const isDrained = control.drain || isMarketDrained(control, market)
  return isDrained || (state !== null && state.exitOnly.length > 0) ? 'EXIT_ONLY' : 'NORMAL'
}

/** Of the whole bot. */
export function botModeOf(control: ControlItem): WatchView['mode'] {
  if (!isArmed(control) || control === 'absent') return 'NOT_ARMED'
  if (!isRunning(control)) return 'HALTED'
  return control.drain ? 'DRAINING' : 'RUNNING'
}
