import type { Fault } from './fault.ts'

/** Mistakes about what is held for long: how it is valued, sold and told. */
export const LIFE_FAULTS: readonly Fault[] = [
  {
    name: 'mark-never-ages',
    what: 'the last believed mid values the position forever',
    edits: [
      {
        file: 'shared/accounting/valuation.ts',
        from: 'const AT_MID_MS = 180_000',
        to: 'const AT_MID_MS = 9e15',
      },
    ],
    scenario: 'moving-book',
    breaks: ['L2'],
  },
  {
    name: 'own-quote-in-mark',
    what: 'our own quote counts in the mid that values the position',
    edits: [
      {
        file: 'shared/reconcile/reconcileBook.ts',
        from: 'const book = othersBook(seen.book, state, seen.sibling)',
        to: 'const book = othersBook(seen.book, { ...state, orders: [] })',
      },
    ],
    scenario: 'own-quote',
    breaks: ['L2'],
  },
  {
    name: 'baseline-disbelieved',
    what: 'a day begins with the value that a disbelieved book pays',
    edits: [
      {
        file: 'shared/reconcile/reconcile.ts',
        from: 'const startEquityMicros = equityAtMidMicros(held, stored.lastGoodMid)',
        to: 'const now = markOf(state, nowMs)\n  const startEquityMicros = (held.realisedMicros + (now.valueMicros ?? held.costMicros) - held.costMicros) as ReturnType<typeof equityAtMidMicros>',
      },
    ],
    scenario: 'midnight',
    breaks: ['L2'],
  },
  {
    name: 'no-room-for-exits',
    what: 'a fill that never settles holds the read cursor, and closed orders stay in the item with it',
    edits: [
      {
        file: 'shared/reconcile/readCursor.ts',
        from: 'const POLL_BY_ID_AFTER_MS = 3_600_000',
        to: 'const POLL_BY_ID_AFTER_MS = 9e15',
      },
      { file: 'shared/reconcile/prune.ts', from: 'const MAX_CLOSED = 6', to: 'const MAX_CLOSED = 99' },
    ],
    scenario: 'unsettled',
    breaks: ['L1'],
  },
  {
    name: 'no-tolerance',
    what: 'a balance short by a millionth of a share is a shortage',
    edits: [
      {
        file: 'shared/domain/tolerance.ts',
        from: 'size(LOT_MICROS + flooredMicros)',
        to: 'size(flooredMicros - flooredMicros)',
      },
    ],
    scenario: 'balances',
    breaks: ['I10'],
  },
  {
    name: 'no-watchdog',
    what: 'what lasts too long is never paged',
    edits: [
      {
        file: 'shared/machine/keepWaits.ts',
        from: 'const isDue = isPageable &&',
        to: 'const isDue = counted.lastedMs < 0 && isPageable &&',
      },
    ],
    scenario: 'moving-book',
    breaks: ['L1', 'L2'],
  },
  {
    name: 'no-brake',
    what: 'a refused post is tried again at once, forever',
    edits: [
      {
        file: 'shared/machine/brake.ts',
        from: 'return Math.min(firstMs * 2 ** (inRow - 1), LONGEST_MS[side])',
        to: 'return Math.min(firstMs, inRow, LONGEST_MS[side])',
      },
    ],
    scenario: 'refusals',
    breaks: ['L1'],
  },
  {
    name: 'one-witness',
    what: 'a book that does not change is believed, whatever a witness says',
    edits: [
      {
        file: 'shared/strategy/witness.ts',
        from: 'recent.atMs - recent.sinceMs >= CONTRADICTED_MS',
        to: 'recent.atMs - recent.sinceMs < 0',
      },
    ],
    scenario: 'frozen',
    breaks: ['L2'],
  },
  {
    name: 'rules-forgotten',
    what: 'the confirmed rules of a market are lost at a cold start',
    edits: [
      {
        file: 'shared/machine/knownRules.ts',
        from: 'return fresh.ok || rules === undefined ? fresh',
        to: 'return fresh.ok || rules !== null ? fresh',
      },
    ],
    scenario: 'reads',
    breaks: ['L1'],
  },
  {
    name: 'unread-never-dies',
    what: 'an order whose hash cannot be read counts as live forever',
    edits: [
      {
        file: 'shared/reconcile/reconcileOrders.ts',
        from: 'if (byId?.ok !== true) return unread(order, facts.state, seen, listIsBlind, timing)',
        to: 'if (byId?.ok !== true) return listIsBlind && seen.nowMs < 0 ? unread(order, facts.state, seen, listIsBlind, timing) : order',
      },
    ],
    scenario: 'unreadable-order',
    breaks: ['L3'],
  },
  {
    name: 'balance-not-refreshed',
    what: 'a balance that lacks shares of ours counts without a request to refresh it',
    edits: [
      {
        file: 'shared/engine/readBalance.ts',
        from: 'if (!asks) return { balance }',
        to: 'if (!asks || atMs > 0) return { balance }',
      },
    ],
    scenario: 'balances',
    breaks: ['L1', 'I10'],
  },
  {
    name: 'behind-like-the-others',
    what: 'a market that is far behind reads all trades of the account since then',
    edits: [
      {
        file: 'shared/reconcile/catchUp.ts',
        from: 'if (nowMs - readCursorMs(state) > BEHIND_MS) return true',
        to: 'if (nowMs - readCursorMs(state) < 0) return true',
      },
    ],
    scenario: 'came-back',
    breaks: ['L1', 'I10'],
  },
  {
    name: 'adopt-cannot-settle',
    what: 'adopt waits for a trade that never settles',
    edits: [
      {
        file: 'shared/operator/adopt.ts',
        from: 'byBalance: request.unsettled === true',
        to: 'byBalance: false',
      },
    ],
    scenario: 'unsettled',
    breaks: ['L3'],
  },
  {
    name: 'flatten-unbounded',
    what: 'flatten takes any bid down to the floor',
    edits: [
      {
        file: 'shared/machine/rows/flattenSale.ts',
        from: 'above(given ?? slippageBound(sanity.midMicros, settings), sanity.info)',
        to: 'above(given ?? settings.risk.exitFloorMicros, sanity.info)',
      },
    ],
    scenario: 'thin-bids',
    breaks: ['L3'],
  },
]
