import { isLeaseOver } from '../../shared/domain/lease.ts'
import { type Leg, legKey } from '../../shared/domain/leg.ts'
import type { Order } from '../../shared/domain/order.ts'
import { known } from '../../shared/domain/read.ts'
import { epochMs, type MarketId, marketId } from '../../shared/domain/units.ts'
import type { MarketState } from '../../shared/machine/state.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { Lease, LedgerRow, Store } from '../../shared/ports/store.ts'
import { createMemoryControl } from './memoryControl.ts'

const WRITTEN = { is: 'written' } as const
const LOST = { is: 'lost' } as const

/** The store's port without a table, under the same conditions: for one replay, whose only holder is this process. */
export function createMemoryStore(clock: Clock): Store {
  const nothingWaits = {
    waits: async () => known([], clock.nowMs()),
    putWait: async () => WRITTEN,
  }
  return { ...nothingWaits, ...createItems(clock), ...createLedger(clock), ...createMemoryControl(clock) }
}

interface Item {
  state: MarketState | null
  rev: number
  fence: number
  lease: Lease | null
}

function createItems(clock: Clock): Pick<Store, 'acquire' | 'commit' | 'mark' | 'release' | 'marketItems'> {
  const items = new Map<MarketId, Item>()
  const itemOf = (market: MarketId): Item => {
    const item = items.get(market) ?? { state: null, rev: 0, fence: 0, lease: null }
    items.set(market, item)
    return item
  }
  const holds = (item: Item, lease: Lease): boolean =>
    item.lease?.id === lease.id && item.fence === lease.fence
  return {
    acquire: async (market, { nowMs, leaseMs }) => {
      const item = itemOf(market)
      const { lease: other } = item
      if (other !== null && !isLeaseOver(other.untilMs, nowMs)) return { is: 'busy', untilMs: other.untilMs }
      item.fence += 1
      const untilMs = epochMs(nowMs + leaseMs)
      const lease = { market, id: `replay-${item.fence}`, fence: item.fence, untilMs }
      item.lease = lease
      return { is: 'held', lease, rev: item.rev, state: item.state }
    },
    commit: async (lease, rev, state) => {
      const item = itemOf(lease.market)
      if (!holds(item, lease) || item.rev !== rev) return LOST
      item.state = state
      item.rev = rev + 1
      return { is: 'written', rev: item.rev }
    },
    // Its latches never fail.
    mark: async () => WRITTEN,
    release: async (lease) => {
      const item = itemOf(lease.market)
      if (!holds(item, lease)) return LOST
      item.lease = null
      return WRITTEN
    },
    marketItems: async () => {
      const rows = [...items].map(([market, { state }]) => ({
        market: marketId(market),
        state,
        newerSchema: false,
      }))
      return known(rows, clock.nowMs())
    },
  }
}

function createLedger(
  clock: Clock,
): Pick<Store, 'putLedger' | 'ledgerFill' | 'ledgerOrder' | 'adoptions' | 'ledger'> {
  const fills = new Map<string, Leg>()
  const orders = new Map<string, Order>()
  const others: LedgerRow[] = []
  return {
    putLedger: async (added) => {
      for (const row of added) {
        if (row.kind === 'fill') fills.set(legKey(row.leg), row.leg)
        else if (row.kind === 'order') orders.set(row.order.id, row.order)
        else others.push(row)
      }
      return WRITTEN
    },
    ledgerFill: async (_, key) => known(fills.get(key) ?? 'absent', clock.nowMs()),
    ledgerOrder: async (_, id) => known(orders.get(id) ?? 'absent', clock.nowMs()),
    adoptions: async () =>
      known(
        others.flatMap((row) => (row.kind === 'adoption' ? [row.adoption] : [])),
        clock.nowMs(),
      ),
    ledger: async (market, limit) => {
      const rows: LedgerRow[] = [
        ...[...fills.values()].map((leg) => ({ kind: 'fill' as const, market, leg })),
        ...[...orders.values()].map((order) => ({ kind: 'order' as const, market, order })),
        ...others,
      ]
      return known({ rows: rows.slice(0, limit), complete: rows.length <= limit }, clock.nowMs())
    },
  }
}
