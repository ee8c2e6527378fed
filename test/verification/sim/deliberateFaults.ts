import type { DeliberateFault } from './deliberateFault.ts'
import { TWENTY_FAULTS } from './twenty/twentyFaults.ts'

const positionOpen = 'shared/machine/rows/positionOpen.ts'
const limits = 'shared/machine/limits.ts'
const EXPOSED = 'confirmedMicros > boundMicros\n'
const LOSS = 'lostMicros > settings.risk.maxDailyLossMicros\n'

/** One for each property of a position's life that the long runs check. */
const LIFE_FAULTS: readonly DeliberateFault[] = [
  {
    name: 'never-sold',
    what: 'what is held is never offered, and no watchdog says so',
    edits: [
      {
        file: positionOpen,
        from: 'refusals.length > 0 ? { refusals } : planOf(context)',
        to: 'refusals.length >= 0 ? { refusals } : planOf(context)',
      },
      {
        file: 'shared/machine/keepWaits.ts',
        from: 'const isDue = isPageable &&',
        to: 'const isDue = counted.lastedMs < 0 && isPageable &&',
      },
    ],
    seed: 2,
    size: { entryUsdc: 20, isFaultless: true },
    breaks: 'L1',
  },
  {
    name: 'loss-unseen',
    what: 'no loss is a STOP',
    edits: [{ file: limits, from: LOSS, to: 'lostMicros > 9e15\n' }],
    seed: 2,
    size: { entryUsdc: 20, isFaultless: true, lossPercent: 5 },
    breaks: 'L2',
  },
  {
    name: 'loss-too-soon',
    what: 'a hundredth of the loss that a day may have is a STOP',
    edits: [{ file: limits, from: LOSS, to: 'lostMicros > settings.risk.maxDailyLossMicros / 100\n' }],
    seed: 2,
    size: { entryUsdc: 20, isFaultless: true },
    breaks: 'L4',
  },
  {
    name: 'sale-counts-twice',
    what: 'shares that are sold and not settled count twice towards the exposure',
    edits: [
      {
        file: limits,
        from: EXPOSED,
        to: "confirmedMicros + state.legs.reduce((sum, leg) => sum + (leg.side === 'SELL' && leg.status === 'PROVISIONAL' ? leg.notionalMicros : 0), 0) > boundMicros\n",
      },
    ],
    seed: 2,
    size: { entryUsdc: 20, isFaultless: true },
    breaks: 'L4',
  },
]

/** Without them these runs break nothing. */
export const DELIBERATE_FAULTS: readonly DeliberateFault[] = [...LIFE_FAULTS, ...TWENTY_FAULTS]
