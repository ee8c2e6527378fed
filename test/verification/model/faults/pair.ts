import type { Fault } from './fault.ts'

/** Mistakes about the two outcomes of a market. */
export const PAIR_FAULTS: readonly Fault[] = [
  {
    name: 'no-look-at-sibling',
    what: 'the halt check does not read the orders of the market’s other outcome',
    edits: [
      {
        file: 'shared/engine/act.ts',
        from: 'mayNotMeet(signed.draft, look.sibling, state, settings)',
        to: 'null',
      },
    ],
    scenario: 'pair-entries',
    left: { faults: 0 },
    breaks: ['I15'],
  },
  {
    name: 'sibling-in-book',
    what: 'own orders of the other outcome are left in the book that this one judges',
    edits: [{ file: 'shared/machine/othersBook.ts', from: 'orders.value.map(mirrored)', to: '[...[]]' }],
    scenario: 'pair-crash',
    left: { faults: 0, fills: 0, jumps: 0 },
    breaks: ['I15'],
  },
  {
    name: 'sibling-is-foreign',
    what: 'an order of the other outcome counts as one that is not ours',
    edits: [
      {
        file: 'shared/reconcile/ownRecords.ts',
        from: '(siblingToken === undefined || tokenId !== siblingToken)',
        to: '(siblingToken === undefined || tokenId !== null)',
      },
      {
        file: 'shared/machine/suspicion.ts',
        from: 'if (sibling === undefined) return list',
        to: 'if (sibling === undefined || sibling.tokenId !== null) return list',
      },
    ],
    scenario: 'pair-crash',
    left: { faults: 0, fills: 0, jumps: 1 },
    breaks: ['I10'],
  },
  {
    name: 'outcomes-at-once',
    what: 'the outcomes of a market act at the same time, each by what the other had open before',
    edits: [
      {
        file: 'shared/engine/round.ts',
        from: 'if (index > held.indexOf(own)) return Promise.resolve(other)',
        to: 'if (index >= 0) return Promise.resolve(other)',
      },
    ],
    scenario: 'pair-stop',
    left: { faults: 0, fills: 0 },
    breaks: ['I10'],
  },
  {
    name: 'stop-reads-one-outcome',
    what: 'STOP does not read the item of one of the outcomes',
    edits: [
      {
        file: 'shared/engine/stop/stopPlan.ts',
        from: 'items.ok ? items.value.flatMap(({ state }) => state ?? []) : []',
        to: 'items.ok ? items.value.slice(1).flatMap(({ state }) => state ?? []) : []',
      },
    ],
    scenario: 'pair-stop',
    left: { faults: 1, fills: 0 },
    breaks: ['I7'],
  },
  {
    name: 'sells-may-meet',
    what: 'two SELLs that come to 1 or less are sent, one of each outcome',
    edits: [{ file: 'shared/machine/sibling.ts', from: 'sumMicros <= MICROS', to: 'sumMicros < 0' }],
    scenario: 'pair-flatten',
    left: { faults: 0, fills: 0 },
    breaks: ['I15'],
  },
  {
    name: 'stack-cap-of-one',
    what: 'the cap over all outcomes does not count what the others hold',
    edits: [
      {
        file: 'shared/engine/stackRoom.ts',
        from: 'stackUse([...this.#known.values()], nowMs).totalMicros',
        to: 'stackUse([...this.#known.values()].slice(1), nowMs).totalMicros',
      },
    ],
    scenario: 'pair-limit',
    left: { faults: 0, jumps: 0 },
    breaks: ['I3'],
  },
  {
    name: 'stack-loss-of-one',
    what: 'the loss over all outcomes does not count what the others lost',
    edits: [
      {
        file: 'shared/engine/stackRoom.ts',
        from: 'stackStops(stackUse([...this.#known.values()], nowMs)',
        to: 'stackStops(stackUse([...this.#known.values()].slice(1), nowMs)',
      },
    ],
    scenario: 'pair-loss',
    left: { faults: 0, jumps: 0 },
    breaks: ['L2'],
  },
  {
    name: 'stack-gain-uncounted',
    what: 'the gains of one outcome do not count against the losses of another',
    edits: [
      {
        file: 'shared/machine/stackUse.ts',
        from: 'state.day.startEquityMicros - equityMicros(position(state), mark) : 0',
        to: 'Math.max(0, state.day.startEquityMicros - equityMicros(position(state), mark)) : 0',
      },
    ],
    scenario: 'pair-gain',
    left: { faults: 0, jumps: 0 },
    breaks: ['I10'],
  },
  {
    name: 'sibling-gone-from-book',
    what: 'an order of the other outcome that has ended since the book was read is left in that book',
    edits: [
      {
        file: 'shared/machine/sibling.ts',
        from: 'mayBeLive(order) || diedSince(order, bookAtMs - GONE_MS)',
        to: 'mayBeLive(order)',
      },
    ],
    scenario: 'pair-limit',
    left: { faults: 1, jumps: 0 },
    breaks: ['I15'],
  },
  {
    name: 'shared-cursor',
    what: 'the trades of all outcomes are read from the cursor of the first one on',
    edits: [
      {
        file: 'shared/engine/roundReads.ts',
        from: 'Math.min(...cursors)',
        to: 'cursors[0] ?? 0',
      },
    ],
    scenario: 'pair-cursors',
    breaks: ['I10'],
  },
]
