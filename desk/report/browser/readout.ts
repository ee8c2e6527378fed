import { formatCents, formatClock, formatFixed, formatPrice, formatShares } from '../../verdict/format.ts'
import type { ReplayRun } from '../result.ts'
import type { Columns } from './columns.ts'
import { element } from './element.ts'

const HINT = 'Point at a chart to see what the bot saw and held at that time.'
/** A fill is shown while the cursor is this part of the view's time away from it, or nearer. */
const NEAR_MS = 60_000

export interface Readout {
  readonly node: HTMLElement
  show(index: number | null, ms: number | null): void
}

/** The figures of one instant of all charts, in one place. */
export function createReadout(run: ReplayRun, columns: Columns): Readout {
  const node = element('div', 'readout', HINT)
  return {
    node,
    show: (index, ms) => {
      if (index === null || ms === null) node.replaceChildren(HINT)
      else node.replaceChildren(...figuresAt(run, columns, { index, ms }))
    },
  }
}

function figuresAt(
  run: ReplayRun,
  columns: Columns,
  { index, ms }: { readonly index: number; readonly ms: number },
): readonly Node[] {
  const micros = (value: number | null | undefined): number | null =>
    value === null || value === undefined ? null : Math.round(value * 1e6)
  const money = (value: number | null | undefined, sign: boolean): string => {
    const of = micros(value)
    return of === null ? '–' : formatFixed(of, { decimals: 2, sign })
  }
  const atMs = columns.atMs[index] ?? ms
  const gap = run.time.gaps.find(({ fromMs, toMs }) => ms > fromMs && ms < toMs)
  if (gap !== undefined) return [pair('', formatClock(ms)), element('span', '', 'no data for this time')]
  const band = run.bands.find(({ fromMs, toMs }) => atMs >= fromMs && atMs <= toMs)
  const inventory = micros(columns.inventory[index])
  return [
    pair('', formatClock(atMs)),
    pair('bid', formatPrice(micros(columns.bid[index]))),
    pair('ask', formatPrice(micros(columns.ask[index]))),
    pair('mid', formatPrice(micros(columns.mid[index]))),
    pair('holds', inventory === null ? '–' : formatShares(inventory)),
    pair('exposure', money(columns.exposure[index], false)),
    pair('P&L', money(columns.equity[index], true)),
    ...(band === undefined
      ? []
      : [element('span', '', `${band.phase}${band.mode === 'NORMAL' ? '' : `, ${band.mode}`}`)]),
    ...quotesAt(run, atMs),
    ...fillsNear(run, ms),
  ]
}

const quotesAt = ({ quotes }: ReplayRun, ms: number): readonly Node[] =>
  quotes
    .filter(({ fromMs, toMs }) => fromMs <= ms && toMs >= ms)
    .slice(0, 2)
    .map(({ side, priceMicros, sizeMicros, purpose, end }) =>
      pair(`${purpose} (${end})`, `${side} ${formatShares(sizeMicros)} at ${formatPrice(priceMicros)}`),
    )

function fillsNear({ fills }: ReplayRun, ms: number): readonly Node[] {
  let near: ReplayRun['fills'][number] | undefined
  for (const fill of fills) {
    const distance = Math.abs(fill.atMs - ms)
    if (distance <= NEAR_MS && distance < Math.abs((near?.atMs ?? Number.NEGATIVE_INFINITY) - ms)) near = fill
  }
  if (near === undefined) return []
  const { side, sizeMicros, priceMicros, role, mid60Micros, mid60Belief, atMs } = near
  const verb = side === 'BUY' ? 'bought' : 'sold'
  const edge =
    mid60Micros === null
      ? 'no known price a minute later'
      : `${formatCents((mid60Micros - priceMicros) * (side === 'BUY' ? 1 : -1))} c a share after 60 s${mid60Belief === 'believed' ? '' : ', by valuation'}`
  return [
    pair(
      `${role} at ${formatClock(atMs)}`,
      `${verb} ${formatShares(sizeMicros)} at ${formatPrice(priceMicros)}, ${edge}`,
    ),
  ]
}

const pair = (key: string, value: string): HTMLElement =>
  key === ''
    ? element('span', '', element('b', '', value))
    : element('span', '', element('span', 'key', key), element('b', '', value))
