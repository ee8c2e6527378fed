import { gainText } from '../gainText.ts'
import { watchedSums } from '../watchedSums.ts'
import type { WatchedOutcome, WatchView } from '../watchView.ts'
import { element } from './element.ts'

interface Column {
  readonly head: string
  readonly text: (outcome: WatchedOutcome, nowMs: number) => string
  /** What it is sorted by. */
  readonly value: (outcome: WatchedOutcome) => number | string
  readonly isNumber: boolean
}

const number = (head: string, of: (outcome: WatchedOutcome) => number | null, digits: number): Column => ({
  head,
  text: (outcome) => of(outcome)?.toFixed(digits) ?? '?',
  value: (outcome) => of(outcome) ?? Number.NEGATIVE_INFINITY,
  isNumber: true,
})
const words = (head: string, of: (outcome: WatchedOutcome) => string): Column => ({
  head,
  text: of,
  value: of,
  isNumber: false,
})

const exposureText = ({ exposure, cap }: Pick<WatchedOutcome, 'exposure' | 'cap'>): string =>
  `${exposure.toFixed(2)}${cap === null ? '' : ` of ${cap}`}`

const COLUMNS: readonly Column[] = [
  words('market', ({ name }) => name),
  words('phase', ({ phase }) => phase),
  words('mode', ({ mode }) => mode),
  number('mid', ({ mid }) => mid, 3),
  number('holds', ({ shares }) => shares, 2),
  {
    ...number('exposure', ({ exposure }) => exposure, 2),
    text: exposureText,
  },
  {
    ...number('today', ({ today }) => today, 2),
    text: ({ today, maxLoss }) => `${gainText(today)}${maxLoss === null ? '' : `, STOP at -${maxLoss}`}`,
  },
  {
    ...number('rewards', ({ rewardMinutes }) => rewardMinutes, 0),
    text: (of) => `${of.rewardMinutes} of 60 min`,
  },
  {
    ...number('last tick', ({ tickedAtMs }) => tickedAtMs, 0),
    text: ({ tickedAtMs }, nowMs) =>
      tickedAtMs === null ? 'never' : `${Math.max(0, Math.round((nowMs - tickedAtMs) / 1_000))} s ago`,
  },
]

export interface OutcomeTable {
  show(view: WatchView, chosen: string): void
}

/** Every outcome, sorted by the column that a person chose; a click on its name shows its charts. */
export function createOutcomeTable(node: HTMLTableElement, choose: (key: string) => void): OutcomeTable {
  let by = 5
  let down = true
  let last: { readonly view: WatchView; readonly chosen: string } | null = null
  const draw = (): void => {
    if (last === null) return
    const column = COLUMNS[by]
    const sign = down ? -1 : 1
    const rows = last.view.outcomes.toSorted(
      (a, b) => sign * compared(column?.value(a) ?? 0, column?.value(b) ?? 0),
    )
    const focused =
      document.activeElement instanceof HTMLElement ? document.activeElement.dataset['at'] : undefined
    node.replaceChildren(
      element('thead', '', element('tr', '', ...COLUMNS.map(head))),
      element('tbody', '', ...rows.map((outcome) => row(outcome, outcome.key === last?.chosen))),
      ...(rows.length > 1 ? [element('tfoot', '', sumsRow(rows))] : []),
    )
    if (focused !== undefined) node.querySelector<HTMLElement>(`[data-at="${CSS.escape(focused)}"]`)?.focus()
  }
  const head = ({ head: name, isNumber }: Column, at: number): HTMLElement => {
    const button = element('button', 'link', name)
    button.type = 'button'
    button.dataset['at'] = `column ${at}`
    button.addEventListener('click', () => {
      down = by === at ? !down : isNumber
      by = at
      draw()
    })
    const cell = element('th', isNumber ? 'n' : '', button)
    cell.scope = 'col'
    if (at === by) cell.ariaSort = down ? 'descending' : 'ascending'
    return cell
  }
  const row = (outcome: WatchedOutcome, isChosen: boolean): HTMLElement => {
    const [name, ...others] = COLUMNS
    const nowMs = last?.view.clockMs ?? Date.now()
    const button = element('button', 'link', name?.text(outcome, nowMs) ?? '')
    button.type = 'button'
    button.dataset['at'] = outcome.key
    button.ariaCurrent = isChosen ? 'true' : 'false'
    button.addEventListener('click', () => choose(outcome.key))
    const heading = element('th', 'words', button)
    heading.scope = 'row'
    return element(
      'tr',
      '',
      heading,
      ...others.map((each) => element('td', each.isNumber ? 'n' : '', each.text(outcome, nowMs))),
    )
  }
  return {
    show: (view, chosen) => {
      last = { view, chosen }
      draw()
    },
  }
}

/** In the columns that have a sum. */
function sumsRow(outcomes: readonly WatchedOutcome[]): HTMLElement {
  const sums = watchedSums(outcomes)
  const texts = new Map([
    ['holds', `${sums.holding} hold`],
    ['exposure', exposureText(sums)],
    ['today', gainText(sums.today)],
  ])
  const [, ...others] = COLUMNS
  const heading = element('th', 'words', `all ${outcomes.length}`)
  heading.scope = 'row'
  return element(
    'tr',
    '',
    heading,
    ...others.map(({ head, isNumber }) => element('td', isNumber ? 'n' : '', texts.get(head) ?? '')),
  )
}

const compared = (a: number | string, b: number | string): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b))
