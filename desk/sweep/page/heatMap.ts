import { figure } from '../../report/page/figure.ts'
import { type Html, html } from '../../report/page/html.ts'
import type { SettingValue } from '../axis.ts'
import type { SweepResult, SweepVariant } from '../sweepResult.ts'

/** Shades of a gain and of a loss: more, and the eye does not distinguish them. */
const SHADES = 5

type Side = 'search' | 'heldOut'
const TITLES: Readonly<Record<Side, string>> = { search: 'Search tapes', heldOut: 'Held out' }

/** Totals over the two varied settings, on the search tapes and on those held out: nothing where another number is varied. */
export function heatMaps(sweep: SweepResult): Html {
  const [rows, columns, ...more] = sweep.axes
  if (rows === undefined || columns === undefined || more.length > 0) return html``
  const most = Math.max(
    1,
    ...sweep.variants.flatMap(({ search, heldOut }) => [
      Math.abs(search.totalMicros),
      Math.abs(heldOut.totalMicros),
    ]),
  )
  return html`<section class="card"><h2>Total by ${rows.name} (down) and ${columns.name} (across)</h2>
<div class="two">${(['search', 'heldOut'] as const).map((side) => heatMap(sweep, side, most))}</div>
<p class="note">USDC, both maps on one scale. A good setting has good neighbours in both; one bright cell among dull ones is luck. <span class="mark">●</span> the best by its lower bound on the search tapes, <span class="mark">◆</span> your current settings.</p></section>`
}

function heatMap(sweep: SweepResult, side: Side, most: number): Html {
  const [down, across] = sweep.axes.map(({ values }, axis) => valuesOf(sweep, values, axis))
  const cells = new Map(
    sweep.variants.map((variant, index) => [variant.values.join('\n'), { variant, index }]),
  )
  const cell = (row: SettingValue, column: SettingValue): Html => {
    const found = cells.get([row, column].join('\n'))
    if (found === undefined) return html`<td class="heat none">–</td>`
    return heatCell(found.variant, found.index, side, most)
  }
  return html`<div><h3>${TITLES[side]}</h3><div class="scroll" tabindex="0" role="region" aria-label="${TITLES[side]}: total in USDC"><table class="figures heatmap" data-heat="${side}">
<thead><tr><th></th>${(across ?? []).map((value) => html`<th scope="col" class="n">${String(value)}</th>`)}</tr></thead>
<tbody>${(down ?? []).map(
    (row) =>
      html`<tr><th scope="row">${String(row)}</th>${(across ?? []).map((column) => cell(row, column))}</tr>`,
  )}</tbody></table></div></div>`
}

function heatCell(variant: SweepVariant, index: number, side: Side, most: number): Html {
  const { totalMicros } = variant[side]
  const shade = Math.ceil((Math.abs(totalMicros) / most) * SHADES)
  const kind = totalMicros === 0 ? 'none' : `${totalMicros > 0 ? 'gain' : 'loss'}${shade}`
  const marks = `${index === 0 ? '●' : ''}${variant.isPresent ? '◆' : ''}`
  return html`<td class="n heat ${kind}">${marks === '' ? html`` : html`<span class="mark">${marks}</span> `}${figure(`variants.${index}.${side}.totalMicros`, 'total', totalMicros)}</td>`
}

/** The present settings may have a value that was not asked for: it has its place by its size. */
function valuesOf(
  { variants }: SweepResult,
  asked: readonly SettingValue[],
  axis: number,
): readonly SettingValue[] {
  const all = [...new Set([...asked, ...variants.flatMap(({ values }) => values[axis] ?? [])])]
  return all.toSorted((a, b) => Number(a) - Number(b))
}
