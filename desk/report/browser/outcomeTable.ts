import { watchedSums } from '../watchedSums.ts'
import type { WatchedOutcome, WatchView } from '../watchView.ts'
import { element } from './element.ts'
import { EXPOSURE, OUTCOME_COLUMNS, type OutcomeColumn } from './outcomeColumns.ts'
import { setText } from './setText.ts'

export interface OutcomeTable {
  show(view: WatchView, chosen: string): void
}

interface Row {
  readonly node: HTMLElement
  readonly button: HTMLButtonElement
  readonly cells: readonly HTMLElement[]
}

/**
 * Every outcome, sorted by the column that a person chose, the sums first; a click on its name shows its charts. What
 * has not changed stays as it is: a click, a focus or a selection must survive the next push.
 */
export function createOutcomeTable(node: HTMLTableElement, choose: (key: string) => void): OutcomeTable {
  let by = EXPOSURE
  let down = true
  let last: { readonly view: WatchView; readonly chosen: string } | null = null
  const rows = new Map<string, Row>()
  const body = element('tbody', '')
  const draw = (): void => {
    if (last === null) return
    const { view, chosen } = last
    const nowMs = view.clockMs ?? Date.now()
    head.show(by, down, view.outcomes)
    const sorted = view.outcomes.toSorted((a, b) => (down ? -1 : 1) * compared(by.value(a), by.value(b)))
    const shown = sorted.map((outcome) => {
      const row = rows.get(outcome.key) ?? createRow(outcome.key, choose)
      rows.set(outcome.key, row)
      fill(row, outcome, { nowMs, isChosen: outcome.key === chosen })
      return row.node
    })
    if (shown.length === body.children.length && shown.every((each, at) => each === body.children[at])) return
    const focused = document.activeElement
    body.replaceChildren(...shown)
    if (focused instanceof HTMLElement && node.contains(focused)) focused.focus()
  }
  const head = createHead((column) => {
    down = by === column ? !down : column.isNumber
    by = column
    draw()
  })
  node.replaceChildren(head.node, body)
  return {
    show: (view, chosen) => {
      last = { view, chosen }
      draw()
    },
  }
}

/** The columns, and what all outcomes together come to where there are several. */
function createHead(sortBy: (column: OutcomeColumn) => void) {
  const heads = OUTCOME_COLUMNS.map((column) => {
    const button = element('button', 'link', column.head)
    button.type = 'button'
    button.title = `${column.means}. Click to sort`
    button.addEventListener('click', () => sortBy(column))
    const cell = element('th', column.isNumber ? 'n' : '', button)
    if (column.unit !== '') cell.append(element('span', 'unit', column.unit))
    cell.scope = 'col'
    return { column, cell }
  })
  const [, ...others] = OUTCOME_COLUMNS
  const all = element('th', 'words')
  all.scope = 'row'
  const cells = others.map((column) => ({ column, cell: element('td', column.isNumber ? 'n' : '') }))
  const sums = element('tr', 'sum', all, ...cells.map(({ cell }) => cell))
  sums.dataset['sums'] = ''
  return {
    node: element('thead', '', element('tr', '', ...heads.map(({ cell }) => cell)), sums),
    show: (by: OutcomeColumn, down: boolean, outcomes: readonly WatchedOutcome[]): void => {
      for (const { column, cell } of heads) {
        cell.ariaSort = column !== by ? null : down ? 'descending' : 'ascending'
      }
      sums.hidden = outcomes.length < 2
      setText(all, `all ${outcomes.length}`)
      const totals = watchedSums(outcomes)
      for (const { column, cell } of cells) setText(cell, column.sum?.(totals) ?? '')
    },
  }
}

function createRow(key: string, choose: (key: string) => void): Row {
  const [, ...others] = OUTCOME_COLUMNS
  const button = element('button', 'link')
  button.type = 'button'
  button.addEventListener('click', () => choose(key))
  const heading = element('th', 'words', button)
  heading.scope = 'row'
  const cells = others.map(({ isNumber }) => element('td', isNumber ? 'n' : ''))
  return { node: element('tr', '', heading, ...cells), button, cells }
}

function fill(
  { button, cells }: Row,
  outcome: WatchedOutcome,
  { nowMs, isChosen }: { readonly nowMs: number; readonly isChosen: boolean },
): void {
  const [name, ...others] = OUTCOME_COLUMNS
  setText(button, name?.text(outcome, nowMs) ?? '')
  button.ariaCurrent = isChosen ? 'true' : 'false'
  others.forEach((column, at) => {
    const cell = cells[at]
    if (cell === undefined) return
    setText(cell, column.text(outcome, nowMs))
    cell.classList.toggle('odd', column.isOdd(outcome, nowMs))
  })
}

const compared = (a: number | string, b: number | string): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b))
