import { isClosed } from '../../shared/domain/order.ts'
import type { OutcomeKey } from '../../shared/domain/outcome.ts'
import type { MarketSettings } from '../../shared/domain/settings.ts'
import { type EpochMs, epochMs, MICROS } from '../../shared/domain/units.ts'
import { exposure } from '../../shared/machine/exposure.ts'
import { position } from '../../shared/machine/inventory.ts'
import { markOf } from '../../shared/machine/mark.ts'
import type { MarketState } from '../../shared/machine/state.ts'
import type { WatchedOutcome } from '../report/watchView.ts'
import { describeOrder } from './describeOrder.ts'
import type { MarketMode } from './marketMode.ts'
import type { WatchedTicks } from './watchedTicks.ts'

/** One row of the table, from what the outcome's item holds and what its ticks said. */
export function watchedOutcome(of: {
  readonly key: OutcomeKey
  readonly name: string
  readonly mode: MarketMode
  /** null: not begun, or not readable. */
  readonly state: MarketState | null
  /** Absent: it is not in the configuration. */
  readonly settings: MarketSettings | undefined
  /** Absent: no tick of it has been read. */
  readonly ticks: WatchedTicks | undefined
  readonly nowMs: EpochMs
}): WatchedOutcome {
  const { key, name, mode, state, settings, ticks, nowMs } = of
  const risk = (settings ?? state?.tradedUnder)?.risk
  const held = state === null ? null : position(state)
  return {
    key,
    name,
    phase: state?.phase ?? 'not begun',
    mode,
    mid: state?.lastGoodMid == null ? null : state.lastGoodMid.priceMicros / MICROS,
    shares: (held?.sizeMicros ?? 0) / MICROS,
    exposure: state === null ? 0 : exposure(state, markOf(state, nowMs)).totalMicros / MICROS,
    cap: risk === undefined ? null : risk.maxUsdcLockedMicros / MICROS,
    today: ticks?.today ?? null,
    maxLoss: settings === undefined ? null : settings.risk.maxDailyLossMicros / MICROS,
    realised: (held?.realisedMicros ?? 0) / MICROS,
    orders: state?.orders.filter((order) => !isClosed(order)).map(describeOrder) ?? [],
    refusals: ticks?.refusals ?? '',
    rewardMinutes: ticks?.rewardMinutes(nowMs) ?? 0,
    tickedAtMs: state === null ? null : epochMs(state.tickedAtMs ?? state.tradesReadAtMs),
  }
}
