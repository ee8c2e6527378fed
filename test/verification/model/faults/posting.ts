import type { Fault } from './fault.ts'

const act = 'shared/engine/act.ts'

/** Mistakes between a decision and the order on the book. */
export const POSTING_FAULTS: readonly Fault[] = [
  {
    name: 'no-intent',
    what: 'an order is sent before the item contains it',
    edits: [
      {
        file: act,
        from: 'const intent = await store.commit(lease, acted.rev, intended)',
        to: "const intent = { is: 'written' as const, rev: acted.rev }",
      },
    ],
    scenario: 'entry',
    breaks: ['I6'],
  },
  {
    name: 'intent-unchecked',
    what: 'the order is sent although its intent was not certainly stored',
    edits: [
      {
        file: act,
        from: "if (intent.is !== 'written') return { ...acted, write: intent.is }",
        to: "if (intent.is === 'lost') return { ...acted, write: intent.is }",
      },
    ],
    scenario: 'entry',
    breaks: ['I6'],
  },
  {
    name: 'no-halt-check',
    what: 'the flag is not read again after the intent',
    edits: [{ file: act, from: 'mayNotSend(signed.draft, look.control)', to: '(null as string | null)' }],
    scenario: 'entry-stop',
    breaks: ['I6', 'I7'],
  },
  {
    name: 'flag-unread-is-running',
    what: 'a control item that cannot be read counts as running',
    edits: [
      {
        file: act,
        from: 'if (!control.ok) return `the control item cannot be read',
        to: 'if (!control.ok) return true ? null : `the control item cannot be read',
      },
    ],
    scenario: 'entry-stop',
    breaks: ['I6', 'I7'],
  },
  {
    name: 'enters-while-drained',
    what: 'an order is posted in a market that is drained by itself',
    edits: [
      {
        file: 'shared/machine/exitOnly.ts',
        from: "if (isMarketDraining(state, control)) causes.push('marketDrain')",
        to: '',
      },
      { file: act, from: 'if (isMarketDrained(item, draft.market))', to: 'if (item === null)' },
    ],
    scenario: 'market-drain',
    left: { faults: 0 },
    breaks: ['I6'],
  },
  {
    name: 'drain-seen-late',
    what: 'a drain of the market that comes between the decision and the order is not looked at',
    edits: [{ file: act, from: 'if (isMarketDrained(item, draft.market))', to: 'if (item === null)' }],
    scenario: 'market-drain',
    left: { faults: 0 },
    breaks: ['I6'],
  },
  {
    name: 'enters-without-entries',
    what: 'a configuration without entries for the market is not looked at',
    edits: [
      {
        file: 'shared/machine/exitOnly.ts',
        from: "if (!settings.entries) causes.push('entriesOff')",
        to: '',
      },
    ],
    scenario: 'entries-off',
    left: { faults: 0 },
    breaks: ['I6'],
  },
  {
    name: 'no-send-deadline',
    what: 'the order is sent however long ago the flag was read',
    edits: [
      {
        file: act,
        from: 'return await venue.post(signed, sendBy)',
        to: 'return await venue.post(signed, monotonicMs(Number.MAX_SAFE_INTEGER))',
      },
    ],
    scenario: 'entry-stop',
    left: { faults: 0, fills: 0, jumps: 1 },
    breaks: ['I6', 'I7'],
  },
  {
    name: 'post-again',
    what: 'after an unknown outcome the order is assumed not placed, and is quoted again',
    edits: [
      {
        file: 'shared/machine/absorb.ts',
        from: "const next = { ...absorbed, state: change(state, order, { life: { at: 'UNKNOWN', sinceMs: atMs } }) }",
        to: "const next = { ...absorbed, state: change(state, order, dead('rejected', atMs)) }",
      },
    ],
    scenario: 'crash',
    breaks: ['I1', 'I10'],
  },
  {
    name: 'entry-while-settling',
    what: 'an entry is posted while a fill is provisional',
    edits: [
      {
        file: 'shared/machine/inventory.ts',
        from: "unclosed(state, 'BUY').length > 0 || provisionalMicros(state, 'BUY') > 0",
        to: "unclosed(state, 'BUY').length > 0",
      },
    ],
    scenario: 'settlement',
    breaks: ['I2'],
  },
  {
    name: 'flatten-unasked',
    what: 'the halt check does not ask whether the request to flatten is still active',
    edits: [
      {
        file: act,
        from: "return isActive ? null : 'the flatten",
        to: "return isActive || true ? null : 'the flatten",
      },
    ],
    scenario: 'flatten',
    breaks: ['I6', 'I7'],
  },
  {
    name: 'canary-after-stop',
    what: 'the canary of arm is posted although a STOP is active',
    edits: [
      {
        file: 'shared/domain/control.ts',
        from: '(!control.armed && !control.halted && !isStopActive(control))',
        to: '!control.armed',
      },
    ],
    scenario: 'arm',
    breaks: ['I6', 'I7'],
  },
  {
    name: 'duplicated-is-placed',
    what: 'an order without an answer is sent again, and "Duplicated" counts as placed: it is never read by its hash',
    edits: [
      {
        file: act,
        from: 'return await venue.post(signed, sendBy)',
        to: "const first = await venue.post(signed, sendBy)\n  if (first.is !== 'unknown') return first\n  const again = await venue.post(signed, sendBy)\n  return again.is === 'unknown' && again.why.includes('Duplicated') ? { is: 'accepted', id: signed.id, placed: true } : again.is === 'unsent' ? first : again",
      },
      {
        file: 'shared/machine/absorb.ts',
        from: "const live: Partial<Order> = { life: { at: 'LIVE' } }",
        to: "const live: Partial<Order> = { life: { at: 'LIVE' }, ...('placed' in outcome ? { absences: -1 } : {}) }",
      },
      {
        file: 'shared/engine/observe.ts',
        from: 'if (isClosed(order)) return false',
        to: 'if (isClosed(order) || order.absences < 0) return false',
      },
      {
        file: 'shared/reconcile/reconcileOrders.ts',
        from: 'const proof = order.outlived ?? (isPast ? { sinceMs: nowMs } : null)',
        to: 'const proof = order.absences < 0 ? null : (order.outlived ?? (isPast ? { sinceMs: nowMs } : null))',
      },
    ],
    scenario: 'crash',
    left: { faults: 1, fills: 1, jumps: 1 },
    breaks: ['I9', 'I10'],
  },
]
