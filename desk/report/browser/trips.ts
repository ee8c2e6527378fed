import {
  formatClock,
  formatDuration,
  formatInstant,
  formatPrice,
  formatShares,
  formatUsdc,
} from '../../verdict/format.ts'
import type { ReplayRun } from '../result.ts'
import { element } from './element.ts'

/** Rows put in at first: nobody finds what is below a long table. Then as many at a time. */
const FIRST = 20
const PAGE = 100

const EXITS: Readonly<Record<string, string>> = {
  exit: 'exit',
  takerExit: 'taker exit',
  flatten: 'flatten',
  entry: 'entry',
  canary: 'canary',
}

/** Fills the table of round trips, newest last, a part at a time. */
export function fillTrips(section: HTMLElement, run: ReplayRun): void {
  const body = section.querySelector('table.trips tbody')
  const more = section.querySelector<HTMLButtonElement>('button.more')
  if (body === null || more === null) return
  let shown = 0
  const show = (count: number): void => {
    body.append(...run.trips.slice(shown, shown + count).map((trip, at) => row(trip, shown + at)))
    shown = Math.min(run.trips.length, shown + count)
    const left = run.trips.length - shown
    more.hidden = left === 0
    more.textContent = `Show ${Math.min(PAGE, left)} more of ${left}`
  }
  more.addEventListener('click', () => show(PAGE))
  show(FIRST)
}

function row(trip: ReplayRun['trips'][number], index: number): HTMLElement {
  const { fromMs, toMs, sizeMicros, buyMicros, sellMicros, feesMicros, realisedMicros, exitBy } = trip
  const isSameDay = formatInstant(fromMs).slice(0, 10) === formatInstant(toMs).slice(0, 10)
  const cells: readonly (readonly [string, string, string])[] = [
    [withoutYear(fromMs), '', ''],
    [isSameDay ? formatClock(toMs) : withoutYear(toMs), '', ''],
    [formatUsdc(realisedMicros, true), 'n strong', 'realisedMicros'],
    [formatShares(sizeMicros), 'n', 'sizeMicros'],
    [formatPrice(buyMicros), 'n', 'buyMicros'],
    [formatPrice(sellMicros), 'n', 'sellMicros'],
    [formatDuration(toMs - fromMs), 'n', ''],
    [formatUsdc(feesMicros), 'n', 'feesMicros'],
    [EXITS[exitBy] ?? exitBy, '', ''],
  ]
  const node = element('tr', '')
  node.dataset['trip'] = String(index)
  node.append(
    ...cells.map(([text, kind, name]) => {
      const cell = element('td', kind, text)
      if (name !== '') cell.dataset['trip'] = name
      return cell
    }),
  )
  return node
}

/** The record's head shows the year. */
const withoutYear = (ms: number): string => formatInstant(ms).slice(5)
