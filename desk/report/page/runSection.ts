import { formatCount } from '../../verdict/format.ts'
import type { Indexed } from '../tapesOf.ts'
import { counters, refusals } from './counts.ts'
import { alarms, notDrawn } from './facts.ts'
import { type Html, html } from './html.ts'
import { partsOfPnl } from './parts.ts'

/**
 * One run: where its charts go, and its figures. Only one run of the page is shown at a time.
 * @param hasAlarms A run by itself has its alarms above.
 */
export const runSection = (
  indexed: Indexed,
  hasAlarms: boolean,
): Html => html`<section class="run" data-run="${indexed.index}" hidden>
${hasAlarms ? alarms(indexed.run) : html``}
<div class="charts card" data-charts="${indexed.index}"></div>
${notDrawn(indexed.run)}
<div class="two">${partsOfPnl(indexed)}${refusals(indexed)}</div>
${trips(indexed)}
${counters(indexed)}
</section>`

function trips({ run, index }: Indexed): Html {
  const count = run.trips.length + run.notDrawn.trips
  const title = html`<h3>Round trips <span class="muted">${formatCount(count)}</span></h3>`
  if (run.trips.length === 0) {
    return html`<section class="card">${title}<p class="note">None was completed.</p></section>`
  }
  return html`<section class="card">${title}
<div class="scroll" tabindex="0" role="region" aria-label="Round trips"><table class="figures trips" data-trips="${index}"><thead><tr>
<th scope="col">bought from</th><th scope="col">sold by</th><th scope="col" class="n">realised</th><th scope="col" class="n">shares</th><th scope="col" class="n">bought at</th><th scope="col" class="n">sold at</th>
<th scope="col" class="n">held</th><th scope="col" class="n">fees</th><th scope="col">exit</th></tr>
<tr class="units"><td>UTC</td><td>UTC</td><td class="n">USDC</td><td></td><td class="n">average</td><td class="n">average</td><td></td><td class="n">USDC</td><td></td></tr></thead><tbody></tbody></table></div>
<button type="button" class="more" data-more="${index}" hidden></button></section>`
}
