import { verdictSentence } from '../../verdict/verdictSentence.ts'
import type { ReplayRun } from '../result.ts'
import type { Indexed } from '../tapesOf.ts'
import { MODEL_MEANINGS, MODEL_NAMES } from '../words.ts'
import { figure } from './figure.ts'
import { type Html, html } from './html.ts'
import { intervalPlot } from './intervalPlot.ts'

/** The fill models of one tape side by side, with what each comes to. */
export const modelTable = (
  runs: readonly Indexed[],
): Html => html`<div class="scroll" tabindex="0" role="region" aria-label="Fill models side by side"><table class="figures models">
<thead><tr>
<th scope="col">fills by</th><th scope="col" class="n">total</th><th scope="col" class="n">95 % interval</th><th scope="col" class="n">total</th>
<th scope="col" class="n">trips</th>
<th scope="col" class="n" title="What a share was worth 60 s after its fill, against our price, less fees, plus rebates">60-s edge</th>
<th scope="col" class="n" title="The same before fees and rebates">gross</th>
<th scope="col" class="n">fees</th><th scope="col" class="n">rebates</th>
<th scope="col" class="n">fills</th><th scope="col" class="n">shares</th><th scope="col" class="n">entries</th><th scope="col" class="n">filled</th></tr>
<tr class="units"><td></td><td class="n">USDC</td><td class="n">USDC</td><td class="n">c/share</td><td></td><td class="n">c/share</td><td class="n">c/share</td><td class="n">c/share</td><td class="n">c/share</td><td></td><td></td><td class="n">orders</td><td class="n">orders</td></tr></thead>
<tbody>${runs.map(modelRow)}</tbody></table></div>
${intervalPlot(runs.map(({ run }) => ({ name: MODEL_NAMES[run.fillModel], verdict: run.verdict })))}
${runs.length === 1 ? html`` : sentences(runs)}`

const sentences = (runs: readonly Indexed[]): Html =>
  html`<ul class="plain">${runs.map(
    ({ run }) =>
      html`<li><b>${MODEL_NAMES[run.fillModel]}</b> (${MODEL_MEANINGS[run.fillModel]}): <span data-sentence="${run.fillModel}">${verdictSentence(run.verdict)}</span></li>`,
  )}</ul>`

const modelRow = ({ run, index }: Indexed): Html => {
  const { edge, orders, verdict } = run
  const at = (path: string): string => `runs.${index}.${path}`
  const cents = (name: 'grossMicros' | 'feesMicros' | 'rebatesMicros' | 'netMicros'): Html =>
    figure(at(`edge.${name}`), 'cents', edge[name])
  return html`<tr><th scope="row">${MODEL_NAMES[run.fillModel]}${run.stop === null ? html`` : html` <b class="tag">STOP</b>`}</th>
<td class="n ${verdict.interval === null ? 'unproven' : 'strong'}">${figure(at('verdict.totalMicros'), 'gain', verdict.totalMicros)}</td>
<td class="n">${totalInterval(verdict, at('verdict'))}</td>
<td class="n">${figure(at('verdict.eachMicros'), 'cents', verdict.eachMicros)}</td>
<td class="n">${figure(at('verdict.trips'), 'count', verdict.trips)}</td>
<td class="n">${cents('netMicros')}</td><td class="n">${cents('grossMicros')}</td><td class="n">${cents('feesMicros')}</td><td class="n">${cents('rebatesMicros')}</td>
<td class="n">${figure(at('edge.fills'), 'count', edge.fills)}</td><td class="n">${figure(at('edge.sharesMicros'), 'shares', edge.sharesMicros)}</td>
<td class="n">${figure(at('orders.entries'), 'count', orders.entries)}</td><td class="n">${figure(at('orders.entriesFilled'), 'count', orders.entriesFilled)}</td></tr>`
}

/** @param path Of the verdict in the document. */
export const totalInterval = ({ interval, says }: ReplayRun['verdict'], path: string): Html =>
  interval === null
    ? html`<span class="muted">${says === 'nothing' ? '–' : 'cannot say'}</span>`
    : html`${figure(`${path}.interval.lowMicros`, 'gain', interval.lowMicros)} … ${figure(`${path}.interval.highMicros`, 'gain', interval.highMicros)}`
