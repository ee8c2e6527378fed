import { MICROS } from '../../../shared/domain/units.ts'
import {
  formatCount,
  formatDuration,
  formatFixed,
  formatInstant,
  formatPrice,
  formatShares,
} from '../../verdict/format.ts'
import { paperTradesWords } from '../paperTrades.ts'
import type { ReplayRun } from '../result.ts'
import { type Html, html } from './html.ts'

/** What was played, and how: a line or two of facts under the question. */
export function facts({ tape, time, settings, paperTrades, ofDay }: ReplayRun): Html {
  const { latencyMs } = settings
  const items: readonly (readonly [string, string])[] = [
    ['from, UTC', formatInstant(tape.startMs)],
    ['to, UTC', formatInstant(tape.endMs)],
    ['covered', coverage(time)],
    ...(tape.gameStartMs === null ? [] : [['game start, UTC', formatInstant(tape.gameStartMs)] as const]),
    ['tick', formatPrice(tape.tickMicros)],
    ['smallest order', `${formatShares(tape.minSizeMicros)} shares`],
    ['taker fee a share', feeWords(tape)],
    ...(tape.rebatePpm === 0 ? [] : [['rebate to makers', `${tape.rebatePpm / 10_000} % of it`] as const]),
    // On the live market nobody counts them.
    ...(paperTrades === null && ofDay === null ? marketCounts(tape) : []),
    ['cap', `${formatFixed(settings.capMicros, { decimals: 2 })} USDC`],
    ['entry', `${formatFixed(settings.entryMicros, { decimals: 2 })} USDC`],
    ['a tick every', settings.cadenceMs === null ? 'minute' : formatDuration(settings.cadenceMs)],
    ...(latencyMs === null
      ? []
      : [['latency: book, cancel', `${latencyMs.book}, ${latencyMs.cancel} ms`] as const]),
    ...(paperTrades === null ? [] : [['trades that fill orders', paperTradesWords(paperTrades)] as const]),
  ]
  return html`<dl class="facts">${items.map(item)}</dl>`
}

/** By the venue's formula: a percentage would be read as one of the price. */
function feeWords({ feeRatePpm, feeExponent }: ReplayRun['tape']): string {
  if (feeRatePpm === 0) return 'none'
  const rate = feeRatePpm / MICROS
  if (feeExponent === 0) return `${rate} USDC`
  return feeExponent === 1 ? `${rate} x p (1 − p)` : `${rate} x (p (1 − p))^${feeExponent}`
}

/** A value of this many characters or more takes two columns. */
const LONG = 40

const item = ([name, value]: readonly [string, string]): Html =>
  html`<div${value.length > LONG ? html` class="long"` : html``}><dt>${name}</dt><dd>${value}</dd></div>`

const marketCounts = ({ events, trades, unknownTrades }: ReplayRun['tape']) => [
  ['market events', formatCount(events)] as const,
  [
    'trades',
    `${formatCount(trades)}${unknownTrades === 0 ? '' : `, ${formatCount(unknownTrades)} unknown`}`,
  ] as const,
]

function coverage({ spanMs, coveredMs, gaps }: ReplayRun['time']): string {
  if (gaps.length === 0) return `${formatDuration(spanMs)}, no gap`
  const lost = formatDuration(spanMs - coveredMs)
  return `${formatDuration(coveredMs)}; ${lost} in ${formatCount(gaps.length)} ${gaps.length === 1 ? 'gap' : 'gaps'} left out`
}

/** What a person has to know first: a STOP, failures, pages. */
export function alarms({ stop, pages, failures, fills }: ReplayRun): Html {
  const lines: readonly (readonly [string, string])[] = [
    ...(stop === null
      ? []
      : [
          [
            'STOP',
            `(${stop.codes.join(', ')}) at ${formatInstant(stop.atMs)} UTC; ${fillsAfter(fills, stop.atMs)}`,
          ] as const,
          ...stop.texts.map((text) => ['cause', text] as const),
        ]),
    ...failures.map((text) => ['failure', text] as const),
    ...pages.map((text) => ['page', text] as const),
  ]
  if (lines.length === 0) return html``
  return html`<ul class="alarms">${lines.map(([name, text]) => html`<li><b>${name}</b> ${text}</li>`)}</ul>`
}

function fillsAfter(fills: ReplayRun['fills'], atMs: number): string {
  const after = fills.filter((fill) => fill.atMs > atMs).length
  if (after === 0) return 'no fill came afterwards'
  return `${formatCount(after)} ${after === 1 ? 'fill' : 'fills'} came afterwards`
}

/** Whatever the document counts and does not hold, and what was thinned. */
export function notDrawn({ notDrawn: left, series }: ReplayRun): Html {
  const parts = [
    ...(['quotes', 'fills', 'trips', 'bands'] as const)
      .filter((name) => left[name] > 0)
      .map((name) => `${formatCount(left[name])} ${name}`),
    ...(series.stride > 1 ? [`${series.stride - 1} of every ${series.stride} ticks`] : []),
  ]
  return parts.length === 0
    ? html``
    : html`<p class="note">Counted but not drawn, for there are too many: ${parts.join(', ')}.</p>`
}
