import type { WatchedOutcome, WatchView } from '../report/watchView.ts'
import { terminalTable } from './terminalTable.ts'
import { cut, inside, wrapped } from './terminalText.ts'

/** Lines of the table below its head: 25 markets, how many more there are, and the sums. */
const MAX_TABLE = 27
const MAX_EVENTS = 12
/** However low a terminal is. */
const MIN_TABLE = 3
const MIN_EVENTS = 3
const CLOCK = { from: 11, to: 19 }

/**
 * The same view for a terminal: as wide as it is, and no higher, for what scrolls away at the top is what matters most.
 * @param rows Infinity: what is written stays, as in a file.
 */
export function terminalView(view: WatchView, columns: number, rows = Number.POSITIVE_INFINITY): string {
  const { outcomes, next } = view
  const worst = outcomes.toSorted((a, b) => b.exposure - a.exposure || a.name.localeCompare(b.name))
  const top = [...headOf(view, columns), '']
  const bottom = next === null ? [] : ['', ...wrapped(`next: ${next}`, columns)]
  const details = worst.length === 1 ? detail(worst[0], columns) : []
  // The cursor's line, the head of the table, and the empty line below it.
  const leftRows = rows - top.length - details.length - bottom.length - 3
  const eventRows = within(Math.floor(leftRows / 3), MIN_EVENTS, MAX_EVENTS)
  const table = terminalTable(worst, columns, within(leftRows - eventRows, MIN_TABLE, MAX_TABLE))
  const events = eventLines(view, columns).slice(0, eventRows)
  return [...top, ...table, '', ...details, ...events, ...bottom].join('\n')
}

const within = (value: number, from: number, to: number): number => Math.min(to, Math.max(from, value))

function headOf({ title, atMs, control, problem, outcomes }: WatchView, columns: number): readonly string[] {
  const [first, ...more] = outcomes
  // One alone has its whole name here: its row may be too narrow for it.
  const name = first === undefined || more.length > 0 || first.name === title ? [] : [first.name]
  const said = [...name, control, ...(problem === null ? [] : [`NOT CURRENT: ${problem}`])]
  return [`${title}, ${clock(atMs)} UTC`, ...said].flatMap((text) => wrapped(text, columns))
}

/** Of one market its name stands above; of many each line leaves half of itself to what happened. */
const eventLines = ({ events, outcomes }: WatchView, columns: number): readonly string[] =>
  events.map(({ atMs, name, text }) => {
    const of = outcomes.length === 1 ? '' : `${inside(name, Math.floor(columns / 3))}: `
    return cut(`${clock(atMs)} ${of}${text}`, columns)
  })

const detail = (outcome: WatchedOutcome | undefined, columns: number): readonly string[] =>
  outcome === undefined
    ? []
    : [
        ...outcome.orders.map((order) => cut(`order     ${order}`, columns)),
        ...(outcome.refusals === '' ? [] : wrapped(`no entry  ${outcome.refusals}`, columns)),
        '',
      ]

const clock = (ms: number): string => new Date(ms).toISOString().slice(CLOCK.from, CLOCK.to)
