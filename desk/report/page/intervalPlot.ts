import { formatFixed } from '../../verdict/format.ts'
import type { Verdict } from '../../verdict/verdictSchema.ts'
import { type Html, html } from './html.ts'

const ROW = 26
const LEFT = 152
const WIDTH = 420
const RIGHT = 20
const AXIS = 24
/** Steps an axis may count in, in micro-dollars: from a cent to a million dollars. */
const STEPS = Array.from({ length: 9 }, (_, power) =>
  [1, 2.5, 5].map((each) => each * 10 ** (4 + power)),
).flat()
const MOST_TICKS = 6

interface Named {
  readonly name: string
  readonly verdict: Pick<Verdict, 'totalMicros' | 'interval' | 'says'>
}

/** Totals as dots, their intervals as lines, zero as what they have to differ from. */
export function intervalPlot(rows: readonly Named[]): Html {
  const values = rows.flatMap(({ verdict: { says, totalMicros, interval } }) => [
    ...(says === 'nothing' ? [] : [totalMicros]),
    ...(interval === null ? [] : [interval.lowMicros, interval.highMicros]),
  ])
  // A single dot without an interval shows nothing that the table does not.
  const isOneDot = rows.length === 1 && rows[0]?.verdict.interval === null
  if (values.length === 0 || isOneDot) return html``
  const low = Math.min(0, ...values)
  const high = Math.max(0, ...values)
  const step = STEPS.find((each) => (high - low) / each <= MOST_TICKS - 2) ?? (STEPS.at(-1) as number)
  const from = Math.floor(low / step) * step
  const to = Math.max(from + step, Math.ceil(high / step) * step)
  const x = (micros: number): number =>
    Math.round((LEFT + ((micros - from) / (to - from)) * (WIDTH - LEFT - RIGHT)) * 10) / 10
  const height = rows.length * ROW + AXIS
  const ticks = Array.from({ length: Math.round((to - from) / step) + 1 }, (_, i) => from + i * step)
  return html`<svg class="interval" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Totals in USDC with 95 % intervals">
${ticks.map(
  (tick) =>
    html`<line class="${tick === 0 ? 'zero' : 'grid'}" x1="${x(tick)}" x2="${x(tick)}" y1="4" y2="${height - AXIS + 2}"/><text class="tick" x="${x(tick)}" y="${height - 8}" text-anchor="middle">${tick === 0 ? '0' : formatFixed(tick, { decimals: step < 100_000 ? 2 : step < 1_000_000 ? 1 : 0, sign: true })}</text>`,
)}
${rows.map(({ name, verdict }, index) => plotRow(name, verdict, { y: index * ROW + ROW / 2 + 2, x }))}
</svg>`
}

function plotRow(
  name: string,
  { says, totalMicros, interval }: Named['verdict'],
  at: { readonly y: number; readonly x: (micros: number) => number },
): Html {
  const { x, y } = at
  const line =
    interval === null
      ? html``
      : html`<line class="range" x1="${x(interval.lowMicros)}" x2="${x(interval.highMicros)}" y1="${y}" y2="${y}"/>`
  const dot =
    says === 'nothing'
      ? html`<text class="none" x="${x(0) + 8}" y="${y + 4}">no fill</text>`
      : html`<circle class="${interval === null ? 'weak' : 'dot'}" cx="${x(totalMicros)}" cy="${y}" r="5"/>`
  return html`<text class="name" x="${LEFT - 14}" y="${y + 4}" text-anchor="end">${name}</text>${line}${dot}`
}
