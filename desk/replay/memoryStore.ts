import { type Leg, legKey } from '../../shared/domain/leg.ts'
import type { Order } from '../../shared/domain/order.ts'
import { type Outcome, type OutcomeKey, outcomeKey } from '../../shared/domain/outcome.ts'
import { known, type Read } from '../../shared/domain/read.ts'
import type { MarketState } from '../../shared/machine/state.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { LedgerRecord, Store } from '../../shared/ports/store.ts'
import {
  acquiredAs,
  claimedAs,
  holds,
  type LeaseItem,
  lookedAs,
  refusalOf,
  renewedAs,
  storedAs,
} from './leaseEdits.ts'
import { createMemoryControl } from './memoryControl.ts'

const WRITTEN = { is: 'written' } as const
const LOST = { is: 'lost' } as const

/** The store's port without a table, under the same conditions: for one replay, whose only holder is this process. */
export function createMemoryStore(clock: Clock): Store {
  const nothingWaits = {
    waits: async () => known([], clock.nowMs()),
    putWait: async () => WRITTEN,
  }
  const items = createItems(clock)
  const control = createMemoryControl(clock)
  return {
    ...nothingWaits,
    ...items,
    ...createLedger(clock),
    ...control,
    haltCheck: async (sibling) => ({
      control: await control.control(),
      sibling: await items.stateOf(sibling),
    }),
  }
}

interface Item extends LeaseItem {
  readonly state: MarketState | null
  readonly rev: number
}

const NO_ITEM: Item = { state: null, rev: 0, fence: 0, leaseId: null, leaseUntilMs: 0 }

function createItems(clock: Clock): Pick<
  Store,
  'acquire' | 'claim' | 'renew' | 'commit' | 'look' | 'putUnlatched' | 'release' | 'marketItems'
> & {
  stateOf(outcome: Outcome): Promise<Read<MarketState | null>>
} {
  const items = new Map<OutcomeKey, Item>()
  const itemOf = (outcome: Outcome): Item => items.get(outcomeKey(outcome)) ?? NO_ITEM
  let ids = 0
  const nextId = (): string => {
    ids += 1
    return `replay-${ids}`
  }
  return {
    acquire: async (outcome, at) => {
      const before = itemOf(outcome)
      const refusal = refusalOf(before, at)
      if (refusal !== null) return refusal
      const { item, lease } = acquiredAs(before, outcome, nextId(), at)
      items.set(outcomeKey(outcome), item)
      return { is: 'held', lease, rev: item.rev, state: item.state }
    },
    claim: async (outcome, at) => {
      const id = nextId()
      const item = claimedAs(itemOf(outcome), id, at)
      if (item === null) return { is: 'late' }
      items.set(outcomeKey(outcome), item)
      return { is: 'claimed', id }
    },
    renew: async (lease) => {
      const before = itemOf(lease)
      if (!holds(before, lease)) return LOST
      const { item, ...renewed } = renewedAs(before, lease, clock.nowMs())
      items.set(outcomeKey(lease), item)
      return { is: 'written', ...renewed }
    },
    commit: async (lease, rev, state) => {
      const before = itemOf(lease)
      if (!holds(before, lease) || before.rev !== rev) return LOST
      const { item, ...renewed } = renewedAs(before, lease, clock.nowMs())
      items.set(outcomeKey(lease), { ...item, state, rev: rev + 1 })
      return { is: 'written', rev: rev + 1, ...renewed }
    },
    // Its latches never fail.
    putUnlatched: async () => WRITTEN,
    look: async (leases) => leases.map((lease) => lookedAs(itemOf(lease), lease, clock.nowMs())),
    release: async (lease, ahead) => {
      const item = itemOf(lease)
      if (item.leaseId === null && item.fence === lease.fence) return WRITTEN
      if (!holds(item, lease)) return LOST
      items.set(outcomeKey(lease), { ...item, ...storedAs(item, ahead), leaseId: null })
      return WRITTEN
    },
    stateOf: async (outcome) => known(itemOf(outcome).state, clock.nowMs()),
    marketItems: async () => {
      const records = [...items.values()].flatMap(({ state }) =>
        state === null ? [] : [{ market: state.market, tokenId: state.tokenId, state, newerSchema: false }],
      )
      return known(records, clock.nowMs())
    },
  }
}

function createLedger(
  clock: Clock,
): Pick<Store, 'putLedger' | 'ledgerFill' | 'ledgerOrder' | 'ledgerLateFills' | 'adoptions' | 'ledger'> {
  const fills = new Map<string, Leg>()
  const orders = new Map<string, Order>()
  const late: Leg[] = []
  const others: LedgerRecord[] = []
  return {
    putLedger: async (added) => {
      for (const record of added) {
        if (record.kind === 'fill') {
          fills.set(legKey(record.leg), record.leg)
          if (record.orderLeft === true) late.push(record.leg)
        } else if (record.kind === 'order') orders.set(record.order.id, record.order)
        else others.push(record)
      }
      return WRITTEN
    },
    ledgerFill: async (_, key) => known(fills.get(key) ?? 'absent', clock.nowMs()),
    ledgerOrder: async (_, id) => known(orders.get(id) ?? 'absent', clock.nowMs()),
    ledgerLateFills: async (_, id) =>
      known(
        late.filter((leg) => leg.orderId === id),
        clock.nowMs(),
      ),
    adoptions: async () =>
      known(
        others.flatMap((record) => (record.kind === 'adoption' ? [record.adoption] : [])),
        clock.nowMs(),
      ),
    ledger: async (market, limit) => {
      const records: LedgerRecord[] = [
        ...[...fills.values()].map((leg) => ({ kind: 'fill' as const, market, leg })),
        ...[...orders.values()].map((order) => ({ kind: 'order' as const, market, order })),
        ...others,
      ]
      return known({ records: records.slice(0, limit), complete: records.length <= limit }, clock.nowMs())
    },
  }
}
