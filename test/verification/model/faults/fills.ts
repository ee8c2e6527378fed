import type { Fault } from './fault.ts'

const legs = 'shared/reconcile/reconcileLegs.ts'

/** Mistakes about what was filled. */
export const FILL_FAULTS: readonly Fault[] = [
  {
    name: 'provisional-sold',
    what: 'shares are offered for sale before their purchase is settled',
    edits: [
      {
        file: 'shared/machine/inventory.ts',
        from: 'return size(Math.max(0, Math.min(confirmedMicros(state) - selling - resting, balanceMicros - selling)))',
        to: 'return size(Math.max(0, heldMicros(state) - selling - resting, balanceMicros - balanceMicros))',
      },
      {
        file: 'shared/machine/inventory.ts',
        from: "backedMicros(state) - provisionalMicros(state, 'SELL') >= state.minSizeMicros",
        to: "backedMicros(state) + provisionalMicros(state, 'BUY') - provisionalMicros(state, 'SELL') >= state.minSizeMicros",
      },
      {
        file: 'shared/machine/rows/positionOpen.ts',
        from: "assert(averageMicros !== null, 'POSITION_OPEN without a position')",
        to: '',
      },
      {
        file: 'shared/machine/rows/positionOpen.ts',
        from: 'averageCostMicros: averageMicros,',
        to: 'averageCostMicros: averageMicros ?? (480_000 as never),',
      },
      {
        file: 'shared/machine/offerable.ts',
        from: 'return state.vouchedMicros === undefined ? null : sellableMicros(state, state.vouchedMicros)',
        to: 'return sellableMicros(state, 0 as never)',
      },
    ],
    scenario: 'settlement',
    breaks: ['I4', 'I10'],
  },
  {
    name: 'trade-id-alone',
    what: 'legs are distinguished by their trade id alone',
    edits: [
      {
        file: 'shared/domain/leg.ts',
        from: "'tradeId' | 'orderId'>): string =>",
        to: "'tradeId' | 'orderId'>): string => true ? leg.tradeId :",
      },
    ],
    scenario: 'round-trip',
    breaks: ['I4', 'I5', 'I9', 'I10'],
  },
  {
    name: 'failed-ignored',
    what: 'a settlement that failed changes nothing',
    edits: [
      {
        file: legs,
        from: "if (known.status === leg.status || leg.status === 'PROVISIONAL') return facts",
        to: "if (known.status === leg.status || leg.status === 'PROVISIONAL' || leg.status === 'FAILED') return facts",
      },
    ],
    scenario: 'settlement',
    breaks: ['I9', 'I10'],
  },
  {
    name: 'matched-is-confirmed',
    what: 'a match counts as a confirmed fill',
    edits: [
      {
        file: legs,
        from: "settledAt === 'MINED' && leg.mined && leg.status === 'PROVISIONAL'",
        to: "leg.status === 'PROVISIONAL'",
      },
    ],
    scenario: 'settlement',
    breaks: ['I4'],
  },
  {
    name: 'failed-read-is-empty',
    what: 'a read that fails counts as an empty answer',
    edits: [
      {
        file: 'test/verification/model/apply.ts',
        from: "    case 'openOrders':\n    case 'order':\n    case 'balance':\n    case 'positions':\n      return { ok: false, unknown: why }",
        to: "      return { ok: true, value: { legs: [], withoutId: [], unreadable: [] }, asOf: 9e15 }\n    case 'openOrders':\n      return { ok: true, value: { orders: [], unreadable: [], provesAbsence: true }, asOf: 9e15 }\n    case 'order':\n      return { ok: true, value: 'absent', asOf: 9e15 }\n    case 'balance':\n    case 'positions':\n      return { ok: false, unknown: why }",
      },
    ],
    scenario: 'crash',
    breaks: ['I1', 'I2', 'I5', 'I9', 'I10'],
  },
  {
    name: 'late-fill-dropped',
    what: 'a fill of a closed order is dropped',
    edits: [
      {
        file: legs,
        from: 'const order = orderOf(state, leg) ?? ledger?.left\n  const isOurs',
        to: 'const order = orderOf(state, leg) ?? ledger?.left\n  if (order?.closedAtMs !== undefined) return facts\n  const isOurs',
      },
    ],
    scenario: 'reported-late',
    breaks: ['I2', 'I5', 'I9', 'I10'],
  },
  {
    name: 'ledger-is-counted',
    what: 'a leg in the ledger counts as counted, and is written there before the item had it',
    edits: [
      {
        file: 'shared/reconcile/prune.ts',
        from: 'stored.legs.some((each) => legKey(each) === legKey(leg) && each.status === leg.status)',
        to: 'true',
      },
      {
        file: legs,
        from: 'return leg.matchedAtMs < state.foldedUntilMs || orderOf(state, leg) === undefined',
        to: 'return true',
      },
    ],
    scenario: 'late-fill',
    left: { faults: 2, jumps: 2 },
    breaks: ['I5', 'I9', 'I10'],
  },
  {
    name: 'no-overlap',
    what: 'the trades are read from the oldest open question on, without an overlap, and there is no second look: match times are whole seconds',
    edits: [
      {
        file: 'shared/reconcile/readCursor.ts',
        from: 'const OVERLAP_MS = 60_000',
        to: 'const OVERLAP_MS = 0',
      },
      {
        file: 'shared/reconcile/secondLook.ts',
        from: 'Math.floor(tradesReadAtMs / EVERY_MS) !== Math.floor(nowMs / EVERY_MS)',
        to: 'tradesReadAtMs > nowMs + EVERY_MS',
      },
    ],
    scenario: 'crash',
    left: { faults: 0, fills: 1, jumps: 1 },
    breaks: ['I2', 'I5', 'I9', 'I10'],
  },
  {
    name: 'short-at-once',
    what: 'a single balance that lacks shares is a STOP, although it was read just before the fills',
    edits: [
      {
        file: 'shared/machine/balanceShort.ts',
        from: 'const lasts = sinceMs !== null && seen.nowMs - sinceMs > settings.safety.positionLagMs',
        to: 'const lasts = settings.safety.positionLagMs > 0',
      },
    ],
    scenario: 'torn-entry',
    breaks: ['I10'],
  },
]
