import { watchedSums } from '../report/watchedSums.ts'
import type { WatchedOutcome, WatchView } from '../report/watchView.ts'

const MAX_OUTCOMES = 25
const MAX_EVENTS = 12
const CLOCK = { from: 11, to: 19 }

/** The same view for a terminal, as wide as it is. */
export function terminalView(view: WatchView, columns: number): string {
  const { outcomes, events } = view
  const worst = outcomes.toSorted((a, b) => b.exposure - a.exposure || a.name.localeCompare(b.name))
  const left = worst.length - MAX_OUTCOMES
  const lines = [
    `${view.title}, ${clock(view.atMs)} UTC`,
    view.control,
    ...(view.problem === null ? [] : [`NOT CURRENT: ${view.problem}`]),
    '',
    row(
      COLUMNS.map(({ head }) => head),
      columns,
    ),
    ...worst.slice(0, MAX_OUTCOMES).map((outcome) =>
      row(
        COLUMNS.map(({ text }) => text(outcome)),
        columns,
      ),
    ),
    ...(left > 0 ? [`and ${left} more`] : []),
    ...(worst.length > 1 ? [sumsRow(worst, columns)] : []),
    '',
    ...(worst.length === 1 ? detail(worst[0]) : []),
    // Of one market its name stands above.
    ...events
      .slice(0, MAX_EVENTS)
      .map(({ atMs, name, text }) => `${clock(atMs)} ${worst.length === 1 ? '' : `${name}: `}${text}`),
    ...(view.next === null ? [] : ['', `next: ${view.next}`]),
  ]
  return lines
    .map((line) =>
      line
        .split('\n')
        .map((part) => part.slice(0, columns))
        .join('\n'),
    )
    .join('\n')
}

const detail = (outcome: WatchedOutcome | undefined): readonly string[] =>
  outcome === undefined
    ? []
    : [
        ...outcome.orders.map((order) => `order     ${order}`),
        ...(outcome.refusals === '' ? [] : [`no entry  ${outcome.refusals}`]),
        '',
      ]

interface Column {
  readonly head: string
  readonly width: number
  readonly text: (outcome: WatchedOutcome) => string
}

const exposureText = ({ exposure, cap }: Pick<WatchedOutcome, 'exposure' | 'cap'>): string =>
  `${exposure.toFixed(2)}${cap === null ? '' : `/${cap}`}`
const gainText = (usdc: number | null): string =>
  usdc === null ? '?' : `${usdc > 0 ? '+' : ''}${usdc.toFixed(2)}`

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
/** A narrow terminal goes without the last column. */
const WIDE = 100

function row(cells: readonly string[], columns: number): string {
  const shown = columns < WIDE ? COLUMNS.slice(0, -1) : COLUMNS
  const others = shown.reduce((sum, { width }) => sum + width + GAP, -GAP)
  const name = Math.max(NARROWEST_NAME, columns - others)
  return shown
    .map(({ width }, at) => (cells[at] ?? '').slice(0, width || name).padEnd(width || name))
    .join(' '.repeat(GAP))
    .trimEnd()
}

/** Of all, those that are not shown included, in the columns that have a sum. */
function sumsRow(outcomes: readonly WatchedOutcome[], columns: number): string {
  const sums = watchedSums(outcomes)
  const texts = new Map([
    ['market', `all ${outcomes.length}`],
    ['holds', `${sums.holding} hold`],
    ['exposure', exposureText(sums)],
    ['today', gainText(sums.today)],
  ])
  return row(
    COLUMNS.map(({ head }) => texts.get(head) ?? ''),
    columns,
  )
}

const clock = (ms: number): string => new Date(ms).toISOString().slice(CLOCK.from, CLOCK.to)
