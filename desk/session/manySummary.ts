import { counted } from '../../shared/domain/counted.ts'
import { formatMicros } from '../../shared/domain/decimal.ts'
import { noForecast } from '../report/words.ts'
import { allDifferences, earnedMicros, type ManyResult } from './manyResult.ts'
import type { SessionResult } from './sessionResult.ts'
import {
  callsOf,
  isMadeUp,
  LABEL_WIDTH,
  postedOf,
  profitOf,
  sessionTime,
  signed,
  stopOf,
  ticksOf,
} from './summary.ts'

/** Those that cost most are shown by themselves. */
const WORST = 5

/** A session of several outcomes: the sums first, then the worst, then all. A function of the result alone. */
export function formatMany(result: ManyResult): string {
  const { outcomes, totals } = result
  const [first] = outcomes
  if (first === undefined) return 'no outcome was traded'
  const ranked = outcomes.toSorted((a, b) => earnedMicros(a) - earnedMicros(b))
  const postings = outcomes.flatMap((each) => each.postings)
  const differences = allDifferences(result)
  const rows: readonly (readonly [string, string])[] = [
    ['outcomes', String(outcomes.length)],
    ['time', sessionTime(first)],
    ['ticks', ticksOf(totals)],
    ['round trips', String(totals.roundTrips)],
    ['orders posted', postedOf({ postings })],
    ['bought, sold', `${formatMicros(totals.boughtMicros)}, ${formatMicros(totals.soldMicros)} shares`],
    ['profit and loss', profitOf(totals)],
    ...(isMadeUp(first) ? [['no forecast', noForecast(first.market)] as const] : []),
    ['positions', `${totals.holding} of ${counted(outcomes.length, 'outcome')} hold shares`],
    ['exposure, highest', exposureOf(outcomes)],
    ['calls per tick', callsOf({ ...first, ticks: totals.ticks })],
    ...(first.stop === null ? [] : [['STOP', stopOf(first.stop)] as const]),
    ...(first.stop?.texts ?? []).map((text) => ['  because of', text] as const),
    ...notes(outcomes, 'pages').map((text) => ['page', text] as const),
    ...notes(outcomes, 'failures').map((text) => ['failure', text] as const),
    [
      'ledger and venue',
      differences.length === 0
        ? `agree on ${counted(totals.fills, 'fill')} of ${counted(outcomes.length, 'outcome')}, to the last micro-share and micro-dollar`
        : `DISAGREE in ${counted(differences.length, 'point')}:`,
    ],
  ]
  return [
    ...rows.map(([label, text]) => `${label.padEnd(LABEL_WIDTH)}${text}`),
    ...differences.map((text) => `  ${text}`),
    'worst',
    ...ranked.slice(0, WORST).map(lineOf),
    'all',
    ...outcomes.map(lineOf),
  ].join('\n')
}

const lineOf = (of: SessionResult): string =>
  `  ${signed(earnedMicros(of)).padStart(12)} USDC  ${counted(of.roundTrips, 'round trip')}, ` +
  `${formatMicros(of.position.sizeMicros)} shares held  ${of.question}`

/** Of the outcome that came nearest to its cap. */
function exposureOf(outcomes: readonly SessionResult[]): string {
  const part = ({ exposureHighMicros, capMicros }: SessionResult): number => exposureHighMicros / capMicros
  const [highest] = outcomes.toSorted((a, b) => part(b) - part(a))
  if (highest === undefined) return '-'
  const { exposureHighMicros, capMicros, question } = highest
  return `${formatMicros(exposureHighMicros)} of ${formatMicros(capMicros)} USDC, in ${question}`
}

/** What is said of each, with what it is of. */
const notes = (outcomes: readonly SessionResult[], of: 'pages' | 'failures'): readonly string[] =>
  outcomes.flatMap((each) => each[of].map((text) => `${each.question}: ${text}`))
