import { figure } from '../../report/page/figure.ts'
import { type Html, html, raw } from '../../report/page/html.ts'
import { formatCount } from '../../verdict/format.ts'
import type { SweepFigures, SweepResult, SweepVariant } from '../sweepResult.ts'

/** Each variant on both parts of the tapes, in the order of the ranking. */
export const variantTable = (
  sweep: SweepResult,
): Html => html`<section class="card"><h2>Variants <span class="muted">${formatCount(sweep.variants.length)}, best first by the lower bound on the search tapes</span></h2>
<div class="scroll" tabindex="0" role="region" aria-label="All variants"><table class="figures variants"><thead>
<tr><th scope="col" class="n">rank</th>${sweep.axes.map(({ name }) => html`<th scope="col" class="n">${breakable(name)}</th>`)}
${['search', 'held out'].map(
  (part) =>
    html`<th scope="col" class="n begins">${part}</th><th scope="col" class="n">95 % interval</th><th scope="col" class="n">a share</th><th scope="col" class="n">trips</th>`,
)}<th scope="col">remarks</th></tr>
<tr class="units"><td></td>${sweep.axes.map(() => html`<td></td>`)}${[0, 1].map(
  () => html`<td class="n begins">USDC</td><td class="n">USDC</td><td class="n">c</td><td></td>`,
)}<td></td></tr></thead>
<tbody>${sweep.variants.map(variantRow)}</tbody></table></div></section>`

/** A long name may break after its group. */
const breakable = (name: string): Html => {
  const [group = '', key = ''] = name.split('.')
  return html`${group}.${raw('<wbr>')}${key}`
}

const variantRow = (variant: SweepVariant, index: number): Html =>
  html`<tr data-variant="${index}"><td class="n muted">${index + 1}</td>${variant.values.map((value) => html`<td class="n">${String(value)}</td>`)}
${cells(variant.search, `variants.${index}.search`)}${cells(variant.heldOut, `variants.${index}.heldOut`)}<td>${remarks(variant)}</td></tr>`

const cells = ({ totalMicros, interval, eachMicros, trips }: SweepFigures, at: string): Html =>
  html`<td class="n begins ${interval === null ? 'unproven' : ''}">${figure(`${at}.totalMicros`, 'total', totalMicros)}</td>
<td class="n">${
    interval === null
      ? html`<span class="muted">${trips === 0 ? '–' : 'too few'}</span>`
      : html`${figure(`${at}.interval.lowMicros`, 'total', interval.lowMicros)} … ${figure(`${at}.interval.highMicros`, 'total', interval.highMicros)}`
  }</td>
<td class="n">${figure(`${at}.eachMicros`, 'cents', eachMicros)}</td><td class="n">${figure(`${at}.trips`, 'count', trips)}</td>`

function remarks({ isPresent, search, heldOut, failures }: SweepVariant): Html {
  const stops = search.stops + heldOut.stops
  return html`${isPresent ? html`<span class="mark">◆</span> current settings ` : html``}${
    stops === 0 ? html`` : html`<b class="tag">STOP${stops > 1 ? ` × ${stops}` : ''}</b> `
  }${failures.length === 0 ? html`` : html`<b class="tag">failed</b> ${failures[0] ?? ''}`}`
}
