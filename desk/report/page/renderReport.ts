import { counted } from '../../../shared/domain/counted.ts'
import { formatInstant, formatUsdc } from '../../verdict/format.ts'
import { madeUpKind } from '../madeUpFile.ts'
import { pairsHeld } from '../pairsHeld.ts'
import type { ReplayResult } from '../result.ts'
import { pooledSentences, tapeSentence } from '../tapeSentence.ts'
import { hasBothOutcomes, type Indexed, tapesOf } from '../tapesOf.ts'
import { MODEL_NAMES, mostConservative, noFeeWords, noForecastWithNext } from '../words.ts'
import type { Assets } from './assets.ts'
import { days } from './days.ts'
import { alarms, facts } from './facts.ts'
import { figure } from './figure.ts'
import { glossary } from './glossary.ts'
import { type Html, html, jsonText, raw } from './html.ts'
import { modelTable, totalInterval } from './models.ts'
import { pageOf } from './pageOf.ts'
import { runSection } from './runSection.ts'
import { themeSwitch } from './themeSwitch.ts'

const TITLES: Readonly<Record<ReplayResult['kind'], string>> = {
  replay: 'Replay',
  session: 'Simulated session',
  paper: 'Paper on the live market',
  live: 'The running bot',
}

/** What the figures cannot say, however many fills there are. */
const CAUTIONS: Readonly<Record<ReplayResult['kind'], string>> = {
  replay: '',
  session: 'The venue is simulated: this shows how the bot works, not what it would earn in a real market.',
  paper: 'No order of this run ever reached the venue: nobody traded against it, and nobody reacted to it.',
  live: '',
}

/**
 * The report: one file that needs nothing else. Its figures are written here, from the document; its charts are
 * drawn in the browser from the same document, which it carries.
 */
export function renderReport(result: ReplayResult, assets: Assets): string {
  const tapes = tapesOf(result)
  const isStopped = result.runs.some(({ stop }) => stop !== null)
  const title = `${isStopped ? 'STOP, ' : ''}${TITLES[result.kind]}: ${tapes[0]?.[0]?.run.tape.question ?? ''}`
  const body = html`<header><div class="bar"><p class="kind">${TITLES[result.kind]}</p>${themeSwitch()}</div>
${result.notes.length === 0 ? html`` : html`<ul class="alarms">${result.notes.map((text) => html`<li>${text}</li>`)}</ul>`}
${headOf(tapes, result)}</header>
<main>${tapes.map((runs, tape) => tapeSection(runs, tape, cautionOf(result.kind, runs)))}${glossary()}</main>
<noscript><p class="note">Without JavaScript this page shows the figures, but no charts.</p></noscript>
${result.runs.map((run, index) => html`<script type="application/json" id="run-${index}">${raw(jsonText(run))}</script>`)}`
  return pageOf(assets, { title, body }).text
}

/** Days have a table of their own. */
function headOf(tapes: readonly (readonly Indexed[])[], result: ReplayResult): Html {
  if (result.kind === 'live') return days(result)
  return tapes.length > 1 ? overview(tapes, result) : html``
}

/** Several tapes: what all came to, then what each did, the worst first, and which one is shown below. */
function overview(tapes: readonly (readonly Indexed[])[], result: ReplayResult): Html {
  const models = [...new Set(tapes.flatMap((runs) => runs.map(({ run }) => run.fillModel)))]
  const [verdict, ...notes] = pooledSentences(result)
  const kind = result.kind === 'replay' && !hasBothOutcomes(result.runs) ? 'tape' : 'outcome'
  // Of one tape's market, or its fee, the caution is with the tape.
  const caution = result.kind === 'replay' ? '' : cautionOf(result.kind, tapes[0] ?? [])
  return html`<nav class="card overview" aria-label="Tapes"><h1>${counted(tapes.length, kind)}, worst first</h1>
${stopsOf(tapes, result.kind)}
${verdict === undefined ? html`` : html`<p class="verdict" data-pooled>${verdict}</p>`}
${[...notes, ...pairsHeld(result.runs)].map((sentence) => html`<p class="note">${sentence}</p>`)}
${caution === '' ? html`` : html`<p class="note">${caution}</p>`}
<div class="scroll" tabindex="0" role="region" aria-label="All tapes"><table class="figures"><thead>
<tr><th scope="col">${kind}</th>${models.map((model) => html`<th scope="col" class="n" colspan="2">${MODEL_NAMES[model]}</th>`)}</tr>
<tr class="units"><td></td>${models.map(() => html`<td class="n">c/share</td><td class="n">USDC</td>`)}</tr></thead>
<tbody>${together(result, models)}${worstFirst(tapes).map(
    ({
      runs,
      tape,
    }) => html`<tr><th scope="row" class="words"><button type="button" class="link" data-show-tape="${tape}">${runs[0]?.run.tape.question ?? ''}</button>${whenOf(runs, tapes)}</th>
${models.map((model) => figuresOf(runs, model))}</tr>`,
  )}</tbody></table></div></nav>`
}

/** A STOP halts a whole bot, whichever market found it; each tape of a replay has a bot of its own. */
function stopsOf(tapes: readonly (readonly Indexed[])[], kind: ReplayResult['kind']): Html {
  const stops = tapes.flatMap((runs) => runs.flatMap(({ run: { stop } }) => (stop === null ? [] : [stop])))
  const [first] = stops.toSorted((a, b) => a.atMs - b.atMs)
  if (first === undefined) return html``
  const stopped = tapes.filter((runs) => runs.some(({ run }) => run.stop !== null)).length
  const said =
    kind === 'replay'
      ? `in ${stopped} of ${tapes.length}; the cause is shown below with each`
      : `(${first.codes.join(', ')}) at ${formatInstant(first.atMs)} UTC, of all: ${first.texts.join('; ')}`
  return html`<ul class="alarms"><li><b>STOP</b> ${said}</li></ul>`
}

/** By the most pessimistic model of each. */
function worstFirst(tapes: readonly (readonly Indexed[])[]) {
  const totalOf = (runs: readonly Indexed[]): number =>
    mostConservative(runs.map(({ run }) => run))?.pnl.totalMicros ?? 0
  return tapes.map((runs, tape) => ({ runs, tape })).toSorted((a, b) => totalOf(a.runs) - totalOf(b.runs))
}

function figuresOf(runs: readonly Indexed[], model: string): Html {
  const found = runs.find(({ run }) => run.fillModel === model)
  if (found === undefined) return html`<td class="n">–</td><td class="n">–</td>`
  const { run, index } = found
  return html`<td class="n">${figure(`runs.${index}.verdict.eachMicros`, 'cents', run.verdict.eachMicros)}</td><td class="n">${figure(`runs.${index}.pnl.totalMicros`, 'gain', run.pnl.totalMicros)}</td>`
}

/** Which one it is, where another tape has the same question. */
function whenOf([first]: readonly Indexed[], tapes: readonly (readonly Indexed[])[]): Html {
  if (first === undefined) return html``
  const { question, file, startMs } = first.run.tape
  const isOnly = tapes.filter(([each]) => each?.run.tape.question === question).length === 1
  return isOnly ? html`` : html` <span class="muted">${file}, from ${formatInstant(startMs)}</span>`
}

/** All tapes together, by model, and the interval of their total. */
function together({ pooled }: ReplayResult, models: readonly string[]): Html {
  const cells = models.map((model) => {
    const at = pooled.findIndex(({ fillModel }) => fillModel === model)
    const verdict = pooled[at]?.verdict
    if (verdict === undefined) return html`<td class="n">–</td><td class="n">–</td>`
    const path = `pooled.${at}.verdict`
    return html`<td class="n">${figure(`${path}.eachMicros`, 'cents', verdict.eachMicros)}</td><td class="n">${figure(`${path}.totalMicros`, 'gain', verdict.totalMicros)}</td>`
  })
  const intervals = models.map((model) => {
    const at = pooled.findIndex(({ fillModel }) => fillModel === model)
    const verdict = pooled[at]?.verdict
    return html`<td class="n" colspan="2">${verdict === undefined ? '–' : totalInterval(verdict, `pooled.${at}.verdict`)}</td>`
  })
  return html`<tr class="sum"><th scope="row">together</th>${cells}</tr><tr class="sum"><th scope="row">95 %, USDC</th>${intervals}</tr>`
}

function cautionOf(kind: ReplayResult['kind'], [first]: readonly Indexed[]): string {
  if (first === undefined) return CAUTIONS[kind]
  const madeUp = kind === 'session' ? madeUpKind(first.run.tape.file) : null
  if (madeUp !== null) return `${CAUTIONS[kind]} ${noForecastWithNext(madeUp)}`
  return CAUTIONS[kind] || (noFeeWords(first.run) ?? '')
}

function tapeSection(runs: readonly Indexed[], tape: number, caution: string): Html {
  const first = runs[0]?.run
  const conservative = mostConservative(runs.map(({ run }) => run))
  if (first === undefined || conservative === undefined) return html``
  const total = `${formatUsdc(conservative.pnl.totalMicros, true)} USDC`
  return html`<article data-tape="${tape}"${raw(tape === 0 ? '' : ' hidden')}>
<h1>${first.tape.question}</h1><p class="file">${first.tape.file}</p>
${runs.length === 1 ? alarms(first) : html``}
<p class="verdict" data-verdict="${tape}">${tapeSentence(runs.map(({ run }) => run))}</p>
${caution === '' ? html`` : html`<p class="note caution">${caution}</p>`}
${facts(first)}
<section class="card"><h2>${runs.length > 1 ? 'Fill models side by side' : `Result: ${total}`}</h2>${modelTable(runs)}</section>
${runs.length > 1 ? modelSwitch(runs, conservative.fillModel, tape) : html``}
${runs.map((each) => runSection(each, runs.length > 1))}</article>`
}

const modelSwitch = (runs: readonly Indexed[], chosen: string, tape: number): Html =>
  html`<fieldset class="switch"><legend>Shown below, filled by</legend>${runs.map(
    ({ run, index }) =>
      html`<label><input type="radio" name="run-of-${tape}" value="${index}"${raw(run.fillModel === chosen ? ' checked' : '')}><span>${MODEL_NAMES[run.fillModel]}</span></label>`,
  )}</fieldset>`
