import { formatDuration } from '../../verdict/format.ts'
import { gainText } from '../gainText.ts'
import type { WatchedSums } from '../watchedSums.ts'
import type { WatchedOutcome } from '../watchView.ts'

export interface OutcomeColumn {
  readonly head: string
  readonly unit: string
  /** What it is, for who points at its head. */
  readonly means: string
  readonly text: (outcome: WatchedOutcome, nowMs: number) => string
  /** What it is sorted by. */
  readonly value: (outcome: WatchedOutcome) => number | string
  readonly isNumber: boolean
  /** Of all outcomes; absent: it has no sum. */
  readonly sum?: (sums: WatchedSums) => string
  /** Whether a person ought to look. */
  readonly isOdd: (outcome: WatchedOutcome, nowMs: number) => boolean
}

const LATE_MS = 180_000
const never = (): boolean => false

const number = (
  head: string,
  unit: string,
  of: (outcome: WatchedOutcome) => number | null,
  means: string,
): OutcomeColumn => ({
  head,
  unit,
  means,
  text: (outcome) => of(outcome)?.toFixed(2) ?? '?',
  value: (outcome) => of(outcome) ?? Number.NEGATIVE_INFINITY,
  isNumber: true,
  isOdd: never,
})
const words = (head: string, of: (outcome: WatchedOutcome) => string, means: string): OutcomeColumn => ({
  head,
  unit: '',
  means,
  text: of,
  value: of,
  isNumber: false,
  isOdd: never,
})

const exposureText = ({ exposure, cap }: Pick<WatchedOutcome, 'exposure' | 'cap'>): string =>
  `${exposure.toFixed(2)}${cap === null ? '' : ` of ${cap}`}`

export const EXPOSURE: OutcomeColumn = {
  ...number('exposure', 'USDC', ({ exposure }) => exposure, 'Shares held and buys that may fill, of the cap'),
  text: exposureText,
  sum: exposureText,
}
/** What matters most comes first: a telephone shows two or three of them next to the name. */
export const OUTCOME_COLUMNS: readonly OutcomeColumn[] = [
  words('market', ({ name }) => name, 'Choose one to see its charts'),
  EXPOSURE,
  {
    ...number(
      'today',
      'USDC',
      ({ today }) => today,
      'Profit or loss since 00:00 UTC, realised and unrealised',
    ),
    text: ({ today }) => gainText(today),
    sum: ({ today }) => gainText(today),
  },
  {
    ...number('holds', 'shares', ({ shares }) => shares, 'Shares held, by confirmed fills'),
    sum: ({ holding }) => `${holding} hold`,
  },
  words('phase', ({ phase }) => phase, 'What the bot is doing in this market'),
  {
    ...words('mode', ({ mode }) => mode, 'NORMAL: it may buy and sell. EXIT_ONLY: it only sells'),
    // That all are halted is the heading.
    isOdd: ({ mode }) => mode === 'EXIT_ONLY',
  },
  {
    ...number('mid', 'USDC', ({ mid }) => mid, 'Halfway between the best bid and ask, as last believed'),
    text: ({ mid }) => mid?.toFixed(3) ?? '?',
  },
  {
    ...number('STOP at', 'USDC', ({ maxLoss }) => maxLoss, 'The daily loss that stops the bot'),
    text: ({ maxLoss }) => (maxLoss === null ? '?' : `-${maxLoss}`),
  },
  {
    ...number(
      'rewards',
      'of 60 min',
      ({ rewardMinutes }) => rewardMinutes,
      'Minutes of the last hour in which its orders scored',
    ),
    text: ({ rewardMinutes }) => String(rewardMinutes),
  },
  {
    ...number('last tick', 'ago', ({ tickedAtMs }) => tickedAtMs, 'When the bot last looked at this market'),
    text: ({ tickedAtMs }, nowMs) =>
      tickedAtMs === null ? 'never' : formatDuration(Math.max(0, nowMs - tickedAtMs)),
    isOdd: ({ tickedAtMs }, nowMs) => tickedAtMs === null || nowMs - tickedAtMs > LATE_MS,
  },
]
