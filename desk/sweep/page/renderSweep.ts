import type { PlainAssets } from '../../report/page/assets.ts'
import { type Html, html } from '../../report/page/html.ts'
import { pageOf } from '../../report/page/pageOf.ts'
import { themeSwitch } from '../../report/page/themeSwitch.ts'
import { MODEL_NAMES } from '../../report/words.ts'
import { formatCount, formatDuration, formatFixed, formatInstant } from '../../verdict/format.ts'
import { feeSentence, luckSentence, recommendationSentence } from '../sentences.ts'
import type { SweepResult, SweepTape } from '../sweepResult.ts'
import { heatMaps } from './heatMap.ts'
import { variantTable } from './variantTable.ts'

/** The page of a sweep: one file that needs nothing else, in the style of a report, its figures from the document. */
export function renderSweep(sweep: SweepResult, assets: PlainAssets): string {
  const title = titleOf(sweep)
  const body = html`<header><div class="bar"><p class="kind">Sweep</p>${themeSwitch()}</div></header>
<main><h1>${title}</h1>
<p class="verdict" data-verdict="sweep">${recommendationSentence(sweep)}</p>
${failed(sweep)}${facts(sweep)}
<section class="card"><h2>What luck alone would show</h2><p class="plain-text" data-luck>${luckSentence(sweep)}</p></section>
${heatMaps(sweep)}${variantTable(sweep)}${tapeTable(sweep)}${glossary(sweep)}</main>`
  return pageOf(assets, { title: `Sweep: ${title}`, body }).text
}

const titleOf = ({ tapes }: SweepResult): string =>
  tapes.length === 1 ? (tapes[0]?.question ?? '') : `${formatCount(tapes.length)} tapes`

function failed({ variants }: SweepResult): Html {
  const texts = [...new Set(variants.flatMap(({ failures }) => failures))].slice(0, 10)
  if (texts.length === 0) return html``
  return html`<ul class="alarms">${texts.map((text) => html`<li><b>failure</b> ${text}</li>`)}</ul>`
}

function facts(sweep: SweepResult): Html {
  const { settings, axes, sample, fillModel, variants } = sweep
  const { latencyMs } = settings
  const items: readonly (readonly [string, string])[] = [
    ['searched', spanOf(sweep, 'search')],
    ['held out', spanOf(sweep, 'heldOut')],
    ['variants', variantsOf(variants.length, sample)],
    ...axes.map(({ name, values }) => [name, values.map(String).join(', ')] as const),
    ['fills by', MODEL_NAMES[fillModel]],
    ['cap', `${formatFixed(settings.capMicros, { decimals: 2 })} USDC`],
    ['entry', `${formatFixed(settings.entryMicros, { decimals: 2 })} USDC`],
    ['a tick every', settings.cadenceMs === null ? 'minute' : formatDuration(settings.cadenceMs)],
    ['latency: book, cancel', `${latencyMs.book}, ${latencyMs.cancel} ms`],
  ]
  return html`<dl class="facts">${items.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
${sweep.overlaps ? html`<p class="note caution">Some held-out tapes cover the same hours as search tapes: they are different markets, but not a different time.</p>` : html``}${feeCaution(sweep)}`
}

function feeCaution(sweep: SweepResult): Html {
  const text = feeSentence(sweep)
  return text === null ? html`` : html`<p class="note caution">${text}</p>`
}

const variantsOf = (count: number, sample: SweepResult['sample']): string =>
  sample === null
    ? formatCount(count)
    : `${formatCount(count)}, drawn from ${formatCount(sample.of)} by seed ${sample.seed}`

function spanOf({ tapes }: SweepResult, part: 'search' | 'heldOut'): string {
  const all = tapes.flatMap((tape) => spansOf(tape, part))
  const wholeMs = all.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0)
  const tapesText =
    tapes.length === 1 ? '' : `, ${formatCount(all.length)} ${all.length === 1 ? 'tape' : 'tapes'}`
  return `${formatDuration(wholeMs)}${tapesText}`
}

function spansOf({ startMs, endMs, part, cutMs }: SweepTape, wanted: 'search' | 'heldOut') {
  if (cutMs !== null && part === 'cut') {
    return [wanted === 'search' ? { fromMs: startMs, toMs: cutMs } : { fromMs: cutMs, toMs: endMs }]
  }
  return part === wanted ? [{ fromMs: startMs, toMs: endMs }] : []
}

const PARTS: Readonly<Record<SweepTape['part'], string>> = {
  search: 'searched',
  heldOut: 'held out',
  cut: 'cut',
}

const tapeTable = ({
  tapes,
}: SweepResult): Html => html`<details class="card"><summary><h3>Tapes</h3></summary>
<div class="scroll" tabindex="0" role="region" aria-label="Tapes"><table class="figures"><thead><tr><th scope="col">market</th><th scope="col">part</th><th scope="col">from, UTC</th><th scope="col">to, UTC</th><th scope="col" class="n">events</th><th scope="col">file</th></tr></thead>
<tbody>${tapes.map(
  ({ question, part, cutMs, startMs, endMs, events, file }) =>
    html`<tr><th scope="row">${question}</th><td>${PARTS[part]}${cutMs === null ? '' : ` at ${formatInstant(cutMs)}`}</td><td>${formatInstant(startMs)}</td><td>${formatInstant(endMs)}</td><td class="n">${formatCount(events)}</td><td class="muted">${file}</td></tr>`,
)}</tbody></table></div></details>`

const glossary = ({
  settings,
}: SweepResult): Html => html`<details class="card"><summary><h3>What the figures mean</h3></summary>
<dl class="glossary">
<dt>search and held out</dt><dd>Settings are selected on the earlier part of the time and validated on the later ${settings.heldOutPercent} %, which played no part in the selection: whole tapes if there are several, otherwise one tape cut in time. The held-out part begins with nothing held.</dd>
<dt>total</dt><dd>Realised profit, and the value of what is still held at the end; after fees, with rebates, without liquidity rewards.</dd>
<dt>ranking</dt><dd>By the lower bound of the total’s 95 % interval on the search tapes. Variants with too few round trips for an interval rank behind, by their total, which proves nothing.</dd>
<dt>luck</dt><dd>White’s Reality Check (Econometrica 2000): each variant’s gains in blocks of time are shifted to a mean of zero, blocks are resampled with a fixed seed, the same ones for all variants, and the best total is taken each time.</dd>
<dt>recommendation</dt><dd>The first of the ranking, if its interval lies above zero on the search tapes, if luck does as well in at most one case of twenty, if its interval lies above zero on the held-out tapes too, and if it made more there than your current settings. Only the first is considered: going down the list until one passes would be a search there as well.</dd>
</dl></details>`
