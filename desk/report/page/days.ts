import { formatPercent, formatUsdc } from '../../verdict/format.ts'
import { type DayRow, dayRows } from '../dayRows.ts'
import type { ReplayResult } from '../result.ts'
import { type Indexed, tapesOf } from '../tapesOf.ts'
import { figure } from './figure.ts'
import { type Html, html } from './html.ts'

/** What each day of each market came to, its sums, and which one is shown below. */
export function days(result: ReplayResult): Html {
  const tapes = tapesOf(result)
  return html`<nav class="card overview" aria-label="Days"><h2>By day and market</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Days and markets"><table class="figures"><thead>
<tr><th scope="col">day</th><th scope="col" class="words">market</th>${HEADS.map(([name, , meaning]) => html`<th scope="col" class="n" title="${meaning}">${name}</th>`)}</tr>
<tr class="units"><td></td><td></td>${HEADS.map(([, unit]) => html`<td class="n">${unit}</td>`)}</tr></thead>
<tbody>${dayRows(result).map((row) => line(row, tapes))}</tbody></table></div>
<p class="note">The edge is what the fills were worth 60 s later against their prices, before fees. On paper: the same orders, queued behind the displayed size and filled by the public trades. Rewards are not part of the P&amp;L.</p></nav>`
}

const HEADS: readonly (readonly [name: string, unit: string, meaning: string])[] = [
  ['P&L', 'USDC', 'realised, unrealised and rebates known to the fills'],
  ['spread', 'USDC', 'the mid at the fill against our price'],
  ['markout', 'USDC', 'how the mid moved in the minute after the fill'],
  ['later', 'USDC', 'all later moves of the shares held'],
  ['fees', 'USDC', 'paid as a taker'],
  ['rewards', 'USDC', 'by the venue’s account; both outcomes together, shown with the first'],
  ['estimate', 'USDC', 'of the rewards, by the ticks’ own samples'],
  ['rebates', 'USDC', 'by the venue’s account'],
  ['entries', 'filled', 'share of entries filled at least in part'],
  ['edge', 'USDC', 'value of the fills after 60 s against their prices'],
  ['on paper', 'USDC', 'the same, for the fills that the paper rules give these orders'],
  ['its fills', 'orders', 'orders that paper would have filled at least in part'],
  ['quoting', 'of the time', 'an entry rested'],
  ['holding', 'of the time', 'shares were held'],
]

function line(row: DayRow, tapes: readonly (readonly Indexed[])[]): Html {
  const at = row.index === null ? null : `runs.${row.index}`
  const tape = tapes.findIndex((runs) => runs.some(({ index }) => index === row.index))
  const name =
    at === null
      ? html`${row.label}`
      : html`<button type="button" class="link" data-show-tape="${tape}">${row.label}</button>`
  // A sum is nowhere in the document.
  const of = (path: string | null, micros: number | null): Html =>
    at === null || path === null
      ? html`${micros === null ? '–' : formatUsdc(micros, true)}`
      : figure(`${at}.${path}`, 'gain', micros)
  const cells: readonly Html[] = [
    of('pnl.totalMicros', row.totalMicros),
    of('pnl.spreadMicros', row.spreadMicros),
    of('pnl.markoutMicros', row.markoutMicros),
    of(null, row.laterMicros),
    of(null, -row.feesMicros),
    of('ofDay.rewardMicros', row.rewardMicros),
    of(row.estimateMicros === null ? null : 'ofDay.estimate.likelyMicros', row.estimateMicros),
    of('ofDay.rebateMicros', row.rebateMicros),
    html`${row.entriesFilled} of ${row.entries}`,
    of(null, row.edgeMicros),
    of(null, row.paperEdgeMicros),
    html`${row.paperFilled === null ? '–' : `${row.paperFilled} (in fact ${row.filled})`}`,
    html`${formatPercent(row.waitingMs, row.coveredMs)}`,
    html`${formatPercent(row.holdingMs, row.coveredMs)}`,
  ]
  return html`<tr${at === null ? html` class="sum"` : html``}><th scope="row">${row.day}</th><td class="words">${name}</td>${cells.map((cell) => html`<td class="n">${cell}</td>`)}</tr>`
}
