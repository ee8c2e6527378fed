import { refusalWords } from '../../../shared/machine/refusalWords.ts'
import { formatPercent } from '../../verdict/format.ts'
import type { ReplayRun } from '../result.ts'
import type { Indexed } from '../tapesOf.ts'
import { countBar } from './bar.ts'
import { figure } from './figure.ts'
import { type Html, html } from './html.ts'

/** Why entries were skipped: each filter of the regime with the ticks in which it refused. */
export function refusals({ run, index }: Indexed): Html {
  const most = Math.max(0, ...run.refusals.map(({ count }) => count))
  const { done } = run.ticks
  return html`<section class="card"><h3>Why entries were skipped</h3>
${
  run.refusals.length === 0
    ? html`<p class="note">The regime refused nothing.</p>`
    : html`<table class="figures"><thead><tr><th scope="col">filter</th><th scope="col" class="n">ticks</th><th scope="col" class="n">of all</th><th></th></tr></thead>
<tbody>${run.refusals.map(
        (
          { name, count },
          at,
        ) => html`<tr><th scope="row" class="words">${refusalWords(name)}</th><td class="n">${figure(`runs.${index}.refusals.${at}.count`, 'count', count)}</td>
<td class="n muted">${formatPercent(count, done)}</td><td class="bar">${countBar(count, most)}</td></tr>`,
      )}</tbody></table><p class="note">A tick may be refused by several filters at once.</p>`
}</section>`
}

/** Everything that is only counted. */
export function counters({ run, index }: Indexed): Html {
  const at = (path: string): string => `runs.${index}.${path}`
  const { ticks, orders, postings } = run
  const pairs: readonly (readonly [string, Html])[] = [
    ['ticks done', figure(at('ticks.done'), 'count', ticks.done)],
    ['lease was taken', figure(at('ticks.busy'), 'count', ticks.busy)],
    ['not persisted', figure(at('ticks.failed'), 'count', ticks.failed)],
    ['orders sent', figure(at('postings.sent'), 'count', postings.sent)],
    ['accepted', figure(at('postings.accepted'), 'count', postings.accepted)],
    ['never left', figure(at('postings.unsent'), 'count', postings.unsent)],
    ['exits', figure(at('orders.exits'), 'count', orders.exits)],
    ['exits filled', figure(at('orders.exitsFilled'), 'count', orders.exitsFilled)],
    ['highest exposure, USDC', figure(at('exposureHighMicros'), 'usdc', run.exposureHighMicros)],
    ['cap, USDC', figure(at('settings.capMicros'), 'usdc', run.settings.capMicros)],
    ['held at the end, shares', figure(at('position.sizeMicros'), 'shares', run.position.sizeMicros)],
    ['at cost, USDC', figure(at('position.costMicros'), 'usdc', run.position.costMicros)],
  ]
  return html`<details class="card"><summary><h3>Ticks, orders and rows of the state machine</h3></summary>
<dl class="counters">${pairs.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
<div class="two">${counted('refused by the venue', 'postings.rejected', run.postings.rejected, index)}${counted('row taken', 'rows', run.rows, index)}</div></details>`
}

function counted(title: string, path: string, rows: ReplayRun['rows'], index: number): Html {
  if (rows.length === 0) return html``
  return html`<table class="figures"><thead><tr><th scope="col">${title}</th><th scope="col" class="n">count</th></tr></thead>
<tbody>${rows.map(
    ({ name, count }, at) =>
      html`<tr><th scope="row">${name}</th><td class="n">${figure(`runs.${index}.${path}.${at}.count`, 'count', count)}</td></tr>`,
  )}</tbody></table>`
}
