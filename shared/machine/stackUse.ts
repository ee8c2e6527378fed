import { utcDay } from '../accounting/utcDay.ts'
import { equityMicros } from '../accounting/valuation.ts'
import type { StopReason } from '../domain/control.ts'
import { formatMicros } from '../domain/decimal.ts'
import type { StackLimits } from '../domain/settings.ts'
import { sumsOf } from '../domain/sumsOf.ts'
import type { EpochMs } from '../domain/units.ts'
import { exposure } from './exposure.ts'
import { position } from './inventory.ts'
import { markOf } from './mark.ts'
import type { MarketState } from './state.ts'

/** What all outcomes of a stack come to together, each by the one valuation. */
export interface StackUse {
  readonly confirmedMicros: number
  readonly totalMicros: number
  /** Since the beginning of the UTC day; below zero: gained. */
  readonly lostMicros: number
}

export function stackUse(states: readonly MarketState[], nowMs: EpochMs): StackUse {
  const today = utcDay(nowMs)
  const each = states.map((state): StackUse => {
    const mark = markOf(state, nowMs)
    const { confirmedMicros, totalMicros } = exposure(state, mark)
    return {
      // A STOP needs a contradiction, not a missing answer: what was never priced counts towards entries alone.
      confirmedMicros: mark.dearMicros === null ? 0 : confirmedMicros,
      totalMicros,
      // One that was not ticked today has nothing to be measured against.
      lostMicros:
        state.day.utc === today ? state.day.startEquityMicros - equityMicros(position(state), mark) : 0,
    }
  })
  return sumsOf(each, ['confirmedMicros', 'totalMicros', 'lostMicros'])
}

/** Why the whole stack must STOP, besides what each outcome is stopped by. */
export function stackStops(
  { confirmedMicros, lostMicros }: StackUse,
  { lockedMicros, dailyLossMicros }: StackLimits,
  atMs: EpochMs,
): readonly StopReason[] {
  const stops: StopReason[] = []
  if (lockedMicros !== null && confirmedMicros > lockedMicros) {
    const text = `confirmed shares of all markets are worth ${formatMicros(confirmedMicros)} USDC, above stackUsdcLocked, ${formatMicros(lockedMicros)}`
    stops.push({ code: 'EXPOSURE', text, atMs })
  }
  if (dailyLossMicros !== null && lostMicros > dailyLossMicros) {
    const text = `all markets lost ${formatMicros(lostMicros)} USDC today, stackDailyLossUsdc is ${formatMicros(dailyLossMicros)}`
    stops.push({ code: 'LOSS', text, atMs })
  }
  return stops
}
