import { gainText } from '../report/gainText.ts'
import { STAGE_WORDS } from '../report/stageWords.ts'
import type { WatchedOutcome, WatchView } from '../report/watchView.ts'
import { distinctNames } from './distinctNames.ts'
import { terminalTable } from './terminalTable.ts'
import { cut, wrapped } from './terminalText.ts'

/** Lines of the table below its head: the sums, 25 markets, and how many more there are. */
const MAX_TABLE = 27
const MAX_EVENTS = 12
/** However low a terminal is. */
const MIN_TABLE = 3
const MIN_EVENTS = 3
const NARROW = 60
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
  const [only] = worst
  const details = worst.length === 1 && only !== undefined ? detail(only, columns) : []
  // The cursor's line, the head of the table, and the empty line below it.
  const leftRows = rows - top.length - details.length - bottom.length - 3
  const eventRows = within(Math.floor(leftRows / (worst.length === 1 ? 1 : 3)), MIN_EVENTS, MAX_EVENTS)
  const table =
    worst.length > 1 ? terminalTable(worst, columns, within(leftRows - eventRows, MIN_TABLE, MAX_TABLE)) : []
  const middle = [...details, ...table]
  const events = eventLines(view, columns).slice(0, eventRows)
  return [...top, ...middle, ...(middle.length > 0 ? [''] : []), ...events, ...bottom].join('\n')
}

const within = (value: number, from: number, to: number): number => Math.min(to, Math.max(from, value))

function headOf(view: WatchView, columns: number): readonly string[] {
  const { title, stage, atMs, control, problem, outcomes } = view
  const [first, ...more] = outcomes
  // One alone has its whole name here, and no table.
  const name = first === undefined || more.length > 0 || first.name === title ? [] : [first.name]
  const said = [...name, control, ...(problem === null ? [] : [`NOT CURRENT: ${problem}`])]
  const head = `${title}, ${STAGE_WORDS[stage]}, ${clock(atMs)} UTC${more.length === 0 ? '' : ', money in USDC'}`
  return [head, ...said].flatMap((text) => wrapped(text, columns))
}

/** The name of a single market is above; of many each line leaves half of itself to what happened. */
function eventLines({ events, outcomes }: WatchView, columns: number): readonly string[] {
  const nameOf = distinctNames(
    outcomes.map(({ name }) => name),
    Math.floor(columns / 3),
  )
  return events.flatMap(({ atMs, name, text }) => {
    const of = outcomes.length === 1 ? '' : `${nameOf(name)}: `
    const line = `${clock(atMs)} ${of}${text}`
    // A telephone is too narrow for what happened to fit into one line.
    return columns < NARROW ? wrapped(line, columns) : [cut(line, columns)]
  })
}

/** One alone, with what each figure is. */
function detail(outcome: WatchedOutcome, columns: number): readonly string[] {
  const { phase, mode, shares, mid, exposure, cap, today, maxLoss, rewardMinutes, tickedAtMs } = outcome
  return [
    ['phase', `${phase}, ${mode}`],
    ['holds', `${shares.toFixed(2)} shares; mid ${mid?.toFixed(3) ?? 'not known'}`],
    ['exposure', `${exposure.toFixed(2)}${cap === null ? '' : ` of ${cap}`} USDC`],
    ['today', `${gainText(today)} USDC${maxLoss === null ? '' : `; STOP at -${maxLoss}`}`],
    ['rewards', `scored in ${rewardMinutes} of the last 60 min`],
    ['last tick', tickedAtMs === null ? 'never' : `${clock(tickedAtMs)} UTC`],
    ...outcome.orders.map((order) => ['order', order] as const),
    ...(outcome.refusals === '' ? [] : [['no entry', outcome.refusals] as const]),
  ].flatMap(([key = '', text = '']) =>
    key === 'order'
      ? [cut(`${key.padEnd(KEY)}${text}`, columns)]
      : wrapped(`${key.padEnd(KEY)}${text}`, columns),
  )
}
const KEY = 'last tick'.length + 1

const clock = (ms: number): string => new Date(ms).toISOString().slice(CLOCK.from, CLOCK.to)
