import { EMPTY, quoting } from './preparations.ts'
import { drainMarket, tick, tickWithoutEntries } from './runs.ts'
import { lane, type Scenario } from './scenario.ts'

const LEASE_ENDS_MS = 61_000

/** One market without entries, while the bot runs on. */
export const DRAIN_SCENARIOS: readonly Scenario[] = [
  {
    name: 'market-drain',
    about: 'draining the market by itself races an entry being posted',
    prepare: async () => EMPTY,
    lanes: [lane('O', drainMarket), lane('A', tick)],
    bounds: { jumpsMs: [LEASE_ENDS_MS], fillShares: ['all'] },
    left: { faults: 1, fills: 1, failures: 0, jumps: 1 },
    fully: { faults: 2 },
    codes: ['STATE_LOSS'],
  },
  {
    name: 'entries-off',
    about: 'the configuration has no entries any more, while one rests, fills and is sold',
    prepare: quoting,
    lanes: [lane('A', tickWithoutEntries, tickWithoutEntries)],
    bounds: { jumpsMs: [LEASE_ENDS_MS], fillShares: ['all'] },
    left: { faults: 1, fills: 1, failures: 0, jumps: 1 },
    fully: { faults: 2 },
    codes: ['STATE_LOSS'],
  },
]
