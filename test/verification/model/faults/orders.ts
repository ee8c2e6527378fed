import type { Fault } from './fault.ts'

const orders = 'shared/reconcile/reconcileOrders.ts'
const venue = 'test/verification/model/venueModel.ts'

/** Mistakes about which orders live. */
export const ORDER_FAULTS: readonly Fault[] = [
  {
    name: 'not-found-is-dead',
    what: 'an order that is not found counts as dead before its end',
    edits: [
      {
        file: orders,
        from: 'if (venueMs <= order.expiresAtMs + timing.expirySlackMs) return order',
        to: 'if (venueMs < 0) return order',
      },
    ],
    scenario: 'crash',
    left: { faults: 1, fills: 0, jumps: 0 },
    breaks: ['I1', 'I10'],
  },
  {
    name: 'list-alone',
    what: 'an order missing from the open-orders list counts as dead',
    edits: [
      {
        file: orders,
        from: 'if (reported !== null) return shown(order)',
        to: "if (listed !== null) return { ...order, life: { at: 'LIVE' }, absences: 0 }\n  if (seen.openOrders.ok) return die(order, 'expired', seen.nowMs)",
      },
    ],
    scenario: 'crash',
    breaks: ['I1', 'I9', 'I10'],
  },
  {
    name: 'no-expiry',
    what: 'orders are posted without an end',
    edits: [
      {
        file: venue,
        from: 'return order.draft.expiresAtMs >= nowMs + SHORTEST_LIFE_MS',
        to: 'return nowMs > 0',
      },
      {
        file: venue,
        from: 'order.live && order.expiresAtMs - EARLY_MS <= nowMs',
        to: 'order.live && nowMs < 0',
      },
    ],
    scenario: 'entry-stop',
    left: { faults: 1, fills: 0, jumps: 1 },
    breaks: ['I7'],
  },
  {
    name: 'cancel-closes',
    what: 'a cancelled order counts as closed before its fills are known',
    edits: [
      {
        file: 'shared/machine/absorb.ts',
        from: '...(allSeen ? { closedAtMs: atMs } : {}),',
        to: '...(allSeen || true ? { closedAtMs: atMs } : {}),',
      },
    ],
    scenario: 'blind-cancel',
    breaks: ['I2'],
  },
  {
    name: 'dead-is-closed',
    what: 'a replacement waits for the end of an order, not for its fills',
    edits: [
      {
        file: orders,
        from: 'return hasAllFills(facts.state, order, order.matchedMicros)',
        to: 'return true',
      },
    ],
    scenario: 'crash',
    left: { fills: 1 },
    breaks: ['I2', 'I10'],
  },
  {
    name: 'unclosed-may-lie',
    what: 'an order that may be live but was never confirmed does not block the next',
    edits: [
      {
        file: 'shared/machine/inventory.ts',
        from: 'state.orders.filter((order) => order.side === side && !isClosed(order))',
        to: "state.orders.filter((order) => order.side === side && !isClosed(order) && order.life.at !== 'INTENDED')",
      },
    ],
    scenario: 'crash',
    breaks: ['I1', 'I10'],
  },
]
