import { gainText } from '../report/gainText.ts'
import { watchedSums } from '../report/watchedSums.ts'
import type { WatchedOutcome } from '../report/watchView.ts'
import { inside } from './terminalText.ts'

/** Those with the highest exposure, how many more there are, and the sums of all. */
export function terminalTable(
  worst: readonly WatchedOutcome[],
  columns: number,
  most: number,
): readonly string[] {
  const lineOf = tableLine(columns, worst.length > 1)
  const sums = worst.length > 1 ? [lineOf(sumsOf(worst))] : []
  const isWhole = worst.length + sums.length <= most
  const shown = worst.slice(0, isWhole ? worst.length : Math.max(1, most - sums.length - 1))
  const left = worst.length - shown.length
  return [
    lineOf(({ head }) => head),
    ...shown.map((outcome) => lineOf(({ text }) => text(outcome))),
    ...(left > 0 ? [`and ${left} more`] : []),
    ...sums,
  ]
}

interface Column {
  readonly head: string
  readonly width: number
  readonly text: (outcome: WatchedOutcome) => string
}

const exposureText = ({ exposure, cap }: Pick<WatchedOutcome, 'exposure' | 'cap'>): string =>
  `${exposure.toFixed(2)}${cap === null ? '' : `/${cap}`}`

/** The first one takes what width is left. */
const COLUMNS: readonly Column[] = [
  { head: 'market', width: 0, text: ({ name }) => name },
  { head: 'phase', width: 13, text: ({ phase }) => phase },
  { head: 'mode', width: 9, text: ({ mode }) => mode },
  { head: 'mid', width: 5, text: ({ mid }) => mid?.toFixed(3) ?? '?' },
  { head: 'holds', width: 8, text: ({ shares }) => shares.toFixed(2) },
  {
    head: 'exposure',
    width: 12,
    text: exposureText,
  },
  {
    head: 'today',
    width: 7,
    text: ({ today }) => gainText(today),
  },
  { head: 'rewards', width: 7, text: ({ rewardMinutes }) => `${rewardMinutes}/60` },
]
const GAP = 2
const NARROWEST_NAME = 14
/** A narrow terminal leaves the width of these to the names, where there are several. */
const WIDE = 100
const LEFT_OUT = { several: ['mid', 'rewards'], one: ['rewards'] } as const

/** How a line is written in that many columns. */
function tableLine(columns: number, isSeveral: boolean): (cell: (column: Column) => string) => string {
  const leftOut: readonly string[] = columns >= WIDE ? [] : LEFT_OUT[isSeveral ? 'several' : 'one']
  const shown = COLUMNS.filter(({ head }) => !leftOut.includes(head))
  const others = shown.reduce((sum, { width }) => sum + width + GAP, -GAP)
  const name = Math.max(NARROWEST_NAME, columns - others)
  return (cell) =>
    shown
      .map((column) => {
        const { width } = column
        return (width === 0 ? inside(cell(column), name) : cell(column).slice(0, width)).padEnd(width || name)
      })
      .join(' '.repeat(GAP))
      .trimEnd()
}

/** Of all, those that are not shown included, in the columns that have a sum. */
function sumsOf(outcomes: readonly WatchedOutcome[]): (column: Column) => string {
  const sums = watchedSums(outcomes)
  const texts = new Map([
    ['market', `all ${outcomes.length}`],
    ['holds', `${sums.holding} hold`],
    ['exposure', exposureText(sums)],
    ['today', gainText(sums.today)],
  ])
  return ({ head }) => texts.get(head) ?? ''
}
