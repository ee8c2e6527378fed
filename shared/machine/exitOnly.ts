import { type ControlItem, isMarketDrained } from '../domain/control.ts'
import type { Read } from '../domain/read.ts'
import type { MarketSettings } from '../domain/settings.ts'
import type { EpochMs } from '../domain/units.ts'
import type { Changed } from './event.ts'
import { exposure } from './exposure.ts'
import { isEmpty } from './isEmpty.ts'
import { markOf } from './mark.ts'
import type { Observation } from './observation.ts'
import { phaseOf } from './phase.ts'
import type { ExitOnlyCause, MarketState } from './state.ts'

/**
 * Safety rule 3 and its kin: with any cause no entry is posted and open ones are cancelled, exits continue.
 * Each cause has its own end; an unreadable control item, or one of
 * another market, changes nothing.
 */
export function exitOnlyCauses(
  state: MarketState,
  { control, nowMs, overAllotted }: Pick<Observation, 'control' | 'nowMs' | 'overAllotted'>,
  settings: MarketSettings,
): readonly ExitOnlyCause[] {
  const causes: ExitOnlyCause[] = []
  if (isExposed(state, settings, nowMs)) causes.push('exposure')
  if (state.orders.some((order) => order.stuck === true && order.closedAtMs === undefined))
    causes.push('stuckOrder')
  if (isDraining(state, control)) causes.push('drain')
  if (isMarketDraining(state, control)) causes.push('marketDrain')
  if (!settings.entries) causes.push('entriesOff')
  if (!settings.configured) causes.push('unconfigured')
  else if (overAllotted ?? state.exitOnly.includes('accountAllotted')) causes.push('accountAllotted')
  return causes
}

/** The causes as they are now: each that is new, and each that is over, is an event. */
export function withExitOnly(state: MarketState, exitOnly: readonly ExitOnlyCause[]): Changed {
  const began = missing(exitOnly, state.exitOnly).map((cause) => ({
    ...({ is: 'exitOnlyBegan', cause } as const),
    ...(cause === 'unconfigured' && isEmpty(state) ? { isEmpty: true as const } : {}),
  }))
  const ended = missing(state.exitOnly, exitOnly).map((cause) => ({ is: 'exitOnlyEnded', cause }) as const)
  const events = [...began, ...ended]
  return { state: events.length === 0 ? state : { ...state, exitOnly }, events }
}

const missing = <T>(these: readonly T[], those: readonly T[]): readonly T[] =>
  these.filter((each) => !those.includes(each))

/** From the tick that finds the cap exceeded until nothing is held or pending. */
function isExposed(state: MarketState, settings: MarketSettings, nowMs: EpochMs): boolean {
  const { totalMicros } = exposure(state, markOf(state, nowMs))
  if (totalMicros > settings.risk.maxUsdcLockedMicros) return true
  return state.exitOnly.includes('exposure') && phaseOf(state) !== 'IDLE'
}

const isDraining = (state: MarketState, control: Read<ControlItem>): boolean =>
  control.ok
    ? control.value !== 'absent' && control.value.armed && control.value.drain
    : state.exitOnly.includes('drain')

const isMarketDraining = (state: MarketState, control: Read<ControlItem>): boolean =>
  control.ok ? isMarketDrained(control.value, state.market) : state.exitOnly.includes('marketDrain')
