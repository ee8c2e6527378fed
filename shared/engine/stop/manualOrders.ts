import type { Control } from '../../domain/control.ts'
import type { OpenOrders } from '../../domain/openOrders.ts'
import { known } from '../../domain/read.ts'
import type { EpochMs, MarketId, OrderId } from '../../domain/units.ts'
import { isManualOrder, manualSinceMs } from '../../machine/manualTrading.ts'
import type { Ports } from '../../ports/ports.ts'

/** More orders than a person has open in our markets; those beyond are not looked up, and not spared. */
const MAX_LOOKED_UP = 50

export interface OwnRecords {
  readonly control: Control
  /** Every id in any item. */
  readonly ours: readonly OrderId[]
  readonly markets: ReadonlyMap<MarketId, unknown>
  readonly maxSkewMs: number
  readonly nowMs: EpochMs
}

/**
 * Which of the listed orders are the person's own: created after this halt was first done, in no item and in no row of
 * the ledger. What cannot be looked up is not known to be theirs.
 */
export async function manualOrders(
  { store }: Pick<Ports, 'store'>,
  list: OpenOrders,
  { control, ours, markets, maxSkewMs, nowMs }: OwnRecords,
): Promise<ReadonlySet<OrderId>> {
  const sinceMs = manualSinceMs(known(control, nowMs))
  const candidates = list.orders
    .filter(
      (order) =>
        markets.has(order.market) && !ours.includes(order.id) && isManualOrder(order, sinceMs, maxSkewMs),
    )
    .slice(0, MAX_LOOKED_UP)
  const records = await Promise.all(candidates.map(({ market, id }) => store.ledgerOrder(market, id)))
  return new Set(candidates.flatMap(({ id }, i) => (isAbsent(records[i]) ? [id] : [])))
}

const isAbsent = (record: Awaited<ReturnType<Ports['store']['ledgerOrder']>> | undefined): boolean =>
  record?.ok === true && record.value === 'absent'
