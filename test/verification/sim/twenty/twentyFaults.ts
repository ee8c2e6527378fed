import type { DeliberateFault } from '../deliberateFault.ts'

const leftMarkets = 'shared/engine/leftMarkets.ts'
const run = { seed: 1, size: 'twenty' } as const

/** Mistakes that nothing finds but a configuration that changes while it is traded. */
export const TWENTY_FAULTS: readonly DeliberateFault[] = [
  {
    name: 'left-uncounted',
    what: 'an outcome that left with shares is not counted against the account',
    edits: [
      {
        file: 'shared/engine/allotment.ts',
        from: 'if (state === null || (',
        to: 'if (state === null || state.tradedUnder !== undefined || (',
      },
    ],
    ...run,
    breaks: 'I3',
  },
  {
    name: 'left-outside-stack-cap',
    what: 'what has left is not counted against the cap of the stack',
    edits: [
      {
        file: 'shared/engine/stackRoom.ts',
        from: 'if (state !== null) this.#known',
        to: 'if (state !== null && stack.markets.some((each) => each.configured && isSameOutcome(each, state))) this.#known',
      },
      {
        file: 'shared/engine/stackRoom.ts',
        from: "  settle({ lease, state }: Pick<Held, 'lease' | 'state'>): void {\n",
        to: "  settle({ lease, state }: Pick<Held, 'lease' | 'state'>): void {\n    if (!this.#stack.markets.some((each) => each.configured && isSameOutcome(each, lease))) return\n",
      },
    ],
    ...run,
    breaks: 'I3',
  },
  {
    name: 'left-is-entered',
    what: 'an outcome that left with shares is entered again once they are sold',
    edits: [
      {
        file: leftMarkets,
        from: 'configured: false, entries: true }',
        to: 'configured: true, entries: true }',
      },
    ],
    ...run,
    seed: 3,
    breaks: 'I6',
  },
  {
    name: 'left-is-forgotten',
    what: 'an outcome that left with shares is not ticked any more',
    edits: [{ file: leftMarkets, from: '[...stack.markets, ...left]', to: '[...stack.markets]' }],
    ...run,
    breaks: 'I10',
  },
  {
    name: 'left-is-not-relieved',
    what: 'a run of before goes on with an outcome that left with nothing held',
    edits: [
      {
        file: leftMarkets,
        from: 'item.unlatched !== undefined || mayBeEntered(item, nowMs)',
        to: 'item.unlatched !== undefined',
      },
    ],
    ...run,
    seed: 8,
    breaks: 'I3',
  },
  {
    name: 'limits-of-before',
    what: 'an outcome that comes back is traded under the limits of before',
    edits: [
      {
        file: 'shared/engine/round.ts',
        from: 'const settings = stack.markets.find((each) => isSameOutcome(each, held.lease))',
        to: 'const now = stack.markets.find((each) => isSameOutcome(each, held.lease))\n  const settings = now && { ...now, ...held.state.tradedUnder }',
      },
    ],
    ...run,
    seed: 3,
    breaks: 'I3',
  },
  {
    name: 'back-from-nothing',
    what: 'an outcome that comes back begins as if it had no item',
    edits: [
      {
        file: 'shared/engine/leases.ts',
        from: 'return state === null\n',
        to: "return state === null || (settings.configured && state.exitOnly.includes('unconfigured'))\n",
      },
    ],
    ...run,
    seed: 3,
    breaks: 'I10',
  },
]
