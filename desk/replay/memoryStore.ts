import { type Control, type ControlItem, isArmed, isFlippedByHand } from '../../shared/domain/control.ts'
import { type Leg, legKey } from '../../shared/domain/leg.ts'
import type { Order } from '../../shared/domain/order.ts'
import { known } from '../../shared/domain/read.ts'
import { epochMs } from '../../shared/domain/units.ts'
import type { Clock } from '../../shared/engine/clock.ts'
import type { Latched, Lease, LedgerRow, Store, Wrote } from '../../shared/engine/store.ts'
import type { MarketState } from '../../shared/machine/state.ts'

const MAX_MESSAGES = 10
const WRITTEN = { is: 'written' } as const
const LOST = { is: 'lost' } as const

const FRESH: Control = {
  armed: false,
  halted: true,
  drain: false,
  haltSeq: 0,
  doneSeq: 0,
  clearedSeq: 0,
  codes: [],
  messages: [],
  flatten: null,
}

interface Item {
  state: MarketState | null
  rev: number
  fence: number
  lease: Lease | null
}

/** The store's port without a table, under the same conditions: for one replay, whose only holder is this process. */
export function createMemoryStore(clock: Clock): Store {
  const items = new Map<string, Item>()
  const fills = new Map<string, Leg>()
  const orders = new Map<string, Order>()
  const rows: LedgerRow[] = []
  let control: ControlItem = 'absent'

  const itemOf = (market: string): Item => {
    const item = items.get(market) ?? { state: null, rev: 0, fence: 0, lease: null }
    items.set(market, item)
    return item
  }
  const holds = (item: Item, lease: Lease): boolean =>
    item.lease?.id === lease.id && item.fence === lease.fence
  const edit = (change: (now: Control) => Control | null): Wrote => {
    const next = control === 'absent' ? null : change(control)
    if (next === null) return LOST
    control = next
    return WRITTEN
  }
  const latch = (code: Control['codes'][number], text: string): Latched => {
    const before = control === 'absent' ? FRESH : control
    control = {
      ...before,
      halted: true,
      haltSeq: before.haltSeq + 1,
      codes: before.codes.includes(code) ? before.codes : [...before.codes, code],
      messages: [...before.messages, text].slice(0, MAX_MESSAGES),
    }
    return { is: 'latched', haltSeq: control.haltSeq }
  }

  return {
    acquire: async (market, { nowMs, leaseMs }) => {
      const item = itemOf(market)
      if (item.lease !== null && item.lease.untilMs >= nowMs)
        return { is: 'busy', untilMs: item.lease.untilMs }
      item.fence += 1
      const lease = {
        market,
        id: `replay-${item.fence}`,
        fence: item.fence,
        untilMs: epochMs(nowMs + leaseMs),
      }
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
    release: async (lease) => {
      const item = itemOf(lease.market)
      if (!holds(item, lease)) return LOST
      item.lease = null
      return WRITTEN
    },
    control: async () => known(control, clock.nowMs()),
    marketItems: async () =>
      known(
        [...items].map(([market, { state }]) => ({
          market: market as Lease['market'],
          state,
          newerSchema: false,
        })),
        clock.nowMs(),
      ),
    putLedger: async (added) => {
      for (const row of added) {
        if (row.kind === 'fill') fills.set(legKey(row.leg), row.leg)
        if (row.kind === 'order') orders.set(row.order.id, row.order)
        if (row.kind === 'trip' || row.kind === 'payout') rows.push(row)
      }
      return WRITTEN
    },
    ledgerFill: async (_, key) => known(fills.get(key) ?? 'absent', clock.nowMs()),
    ledgerOrder: async (_, id) => known(orders.get(id) ?? 'absent', clock.nowMs()),
    ledger: async (market, limit) => {
      const all: LedgerRow[] = [
        ...[...fills.values()].map((leg) => ({ kind: 'fill' as const, market, leg })),
        ...[...orders.values()].map((order) => ({ kind: 'order' as const, market, order })),
        ...rows,
      ]
      return known({ rows: all.slice(0, limit), complete: all.length <= limit }, clock.nowMs())
    },

    latchMessage: async ({ code, text }) => latch(code, text),
    latchCondition: async ({ code, text }) =>
      control !== 'absent' && control.halted && control.codes.includes(code)
        ? { is: 'already' }
        : latch(code, text),
    latchFlip: async ({ text }, seen) =>
      control !== 'absent' && isFlippedByHand(control) && control.haltSeq === seen
        ? latch('OPERATOR', text)
        : { is: 'already' },
    stopDone: async (seq) =>
      edit((now) =>
        now.haltSeq === seq && now.clearedSeq < seq && now.flatten?.seq !== seq
          ? { ...now, doneSeq: seq }
          : null,
      ),
    resume: async (seq) =>
      edit((now) =>
        now.haltSeq === seq && now.doneSeq === seq && now.clearedSeq < seq
          ? { ...now, halted: false, clearedSeq: seq, codes: [], messages: [], flatten: null }
          : null,
      ),
    arm: async () => {
      if (isArmed(control)) return LOST
      control =
        control === 'absent'
          ? { ...FRESH, armed: true, halted: false }
          : { ...control, armed: true, drain: false }
      return WRITTEN
    },
    disarm: async () => edit((now) => ({ ...now, armed: false })),
    drain: async (on) => edit((now) => ({ ...now, drain: on })),
    requestFlatten: async (request) =>
      edit((now) =>
        now.haltSeq === request.seq && now.doneSeq === request.seq && now.clearedSeq < request.seq
          ? { ...now, flatten: request }
          : null,
      ),
    dropFlatten: async (seq) => edit((now) => (now.flatten?.seq === seq ? { ...now, flatten: null } : null)),
  }
}
