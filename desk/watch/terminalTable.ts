import { gainText } from '../report/gainText.ts'
import { type WatchedSums, watchedSums } from '../report/watchedSums.ts'
import type { WatchedOutcome } from '../report/watchView.ts'
import { distinctNames } from './distinctNames.ts'

/** The sums of all, then those with the highest exposure, and how many more there are. */
export function terminalTable(
  worst: readonly WatchedOutcome[],
  columns: number,
  most: number,
): readonly string[] {
  const shown = worst.slice(0, worst.length + 1 <= most ? worst.length : Math.max(1, most - 2))
  const left = worst.length - shown.length
  const fitting = columnsIn(worst, columns)
  const nameWidth = Math.max(1, columns - fitting.reduce((sum, { width }) => sum + GAP + width, 0))
  const nameOf = distinctNames(
    shown.map(({ name }) => name),
    nameWidth,
  )
  const line = (name: string, cell: (column: Fitted) => string): string =>
    [name.padEnd(nameWidth), ...fitting.map((column) => padded(cell(column), column))]
      .join(' '.repeat(GAP))
      .trimEnd()
  return [
    line('market', ({ head }) => head),
    line(`all ${worst.length}`, ({ total }) => total),
    ...shown.map((outcome) => line(nameOf(outcome.name), ({ text }) => text(outcome))),
    ...(left > 0 ? [`and ${left} more, none with a higher exposure`] : []),
  ]
}

interface Column {
  readonly head: string
  readonly isNumber: boolean
  readonly text: (outcome: WatchedOutcome) => string
  /** Of all outcomes; absent: it has no sum. */
  readonly sum?: (sums: WatchedSums) => string
}

interface Fitted extends Column {
  readonly total: string
  readonly width: number
}

const exposureText = ({ exposure, cap }: Pick<WatchedOutcome, 'exposure' | 'cap'>): string =>
  `${exposure.toFixed(2)}${cap === null ? '' : `/${cap}`}`

/** Next to the name, which takes what width is left; the first ones matter most. */
const COLUMNS: readonly Column[] = [
  { head: 'exposure', isNumber: true, text: exposureText, sum: exposureText },
  {
    head: 'today',
    isNumber: true,
    text: ({ today }) => gainText(today),
    sum: ({ today }) => gainText(today),
  },
  {
    head: 'shares',
    isNumber: true,
    text: ({ shares }) => shares.toFixed(2),
    sum: ({ holding }) => `${holding} hold`,
  },
  { head: 'phase', isNumber: false, text: ({ phase }) => phase },
  { head: 'mode', isNumber: false, text: ({ mode }) => mode },
  { head: 'mid', isNumber: true, text: ({ mid }) => mid?.toFixed(3) ?? '?' },
  { head: 'rewards', isNumber: true, text: ({ rewardMinutes }) => `${rewardMinutes}/60` },
]
const GAP = 2
const NARROWEST_NAME = 16
/** Exposure and what today came to are in the narrowest terminal. */
const ALWAYS = 2

/** Each as wide as its widest figure, for half a figure is a wrong one; what has no room next to the names is left out. */
function columnsIn(outcomes: readonly WatchedOutcome[], columns: number): readonly Fitted[] {
  const sums = watchedSums(outcomes)
  let left = columns - NARROWEST_NAME
  const fitted: Fitted[] = []
  for (const column of COLUMNS) {
    const total = column.sum?.(sums) ?? ''
    const width = Math.max(...[column.head, total, ...outcomes.map(column.text)].map(({ length }) => length))
    left -= GAP + width
    if (left < 0 && fitted.length >= ALWAYS) break
    fitted.push({ ...column, total, width })
  }
  return fitted
}

const padded = (text: string, { isNumber, width }: Fitted): string =>
  isNumber ? text.padStart(width) : text.padEnd(width)
