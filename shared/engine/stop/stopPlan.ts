import type { Control, ControlItem } from '../../domain/control.ts'
import { mayBeLive, type Order } from '../../domain/order.ts'
import type { Read } from '../../domain/read.ts'
import type { StackSettings } from '../../domain/settings.ts'
import type { EpochMs, MarketId, OrderId, TokenId } from '../../domain/units.ts'
import { manualSinceMs } from '../../machine/manualTrading.ts'
import type { MarketState } from '../../machine/state.ts'
import type { MarketItem } from '../../ports/store.ts'
import { idsOf } from '../cancelOrders.ts'
import { unreadableItem } from '../unreadableItem.ts'
import { marketsOf } from './cancelMarkets.ts'
import { safetySettingsOf } from './expirySlack.ts'
import type { OwnRecords } from './manualOrders.ts'

/** A flatten order of the active request is spared for one tick of the schedule. */
const FLATTEN_SPARED_MS = 60_000

/** Whom a pass of the STOP cancels, by what it read at its beginning. */
export interface StopPlan {
  readonly startedAtMs: EpochMs
  readonly item: Control | null
  readonly states: readonly MarketState[]
  readonly spared: readonly Order[]
  readonly doomed: readonly Order[]
  /** Every id in any item. */
  readonly ours: readonly OrderId[]
  readonly markets: ReadonlyMap<MarketId, readonly TokenId[]>
  readonly skewMs: number
  /** From when on an order on our markets can be the person's own. */
  readonly sinceMs: EpochMs | null
  /** null: no order can be the person's own, and every market is cancelled whole. */
  readonly records: OwnRecords | null
}

export function stopPlan(
  stack: StackSettings,
  control: Read<ControlItem>,
  items: Read<readonly MarketItem[]>,
  startedAtMs: EpochMs,
): StopPlan {
  const item = control.ok && control.value !== 'absent' ? control.value : null
  const states = items.ok ? items.value.flatMap(({ state }) => state ?? []) : []
  const living = states.flatMap(({ orders }) => orders).filter(mayBeLive)
  const spared = living.filter((order) => isSpared(order, item, startedAtMs))
  const ours = states.flatMap(({ orders }) => orders.flatMap(idsOf))
  const markets = marketsOf(stack, items)
  const skewMs = Math.max(...safetySettingsOf(stack, states).map((safety) => safety.maxSkewMs), 0)
  const sinceMs = manualSinceMs(control)
  // Only where nothing of ours may be live can what rests be the person's own.
  const mayBePersons =
    sinceMs !== null &&
    item !== null &&
    items.ok &&
    unreadableItem(items.value) === null &&
    living.length === 0 &&
    !stack.cancelAllOnStop
  return {
    startedAtMs,
    item,
    states,
    spared,
    doomed: living.filter((order) => !spared.includes(order)),
    ours,
    markets,
    skewMs,
    sinceMs,
    records: mayBePersons ? { control: item, ours, markets, maxSkewMs: skewMs, nowMs: startedAtMs } : null,
  }
}

const isSpared = (order: Order, control: Control | null, nowMs: EpochMs): boolean =>
  order.purpose === 'flatten' &&
  control !== null &&
  control.flatten?.seq === control.haltSeq &&
  order.haltSeq === control.haltSeq &&
  nowMs - order.intendedAtMs < FLATTEN_SPARED_MS
