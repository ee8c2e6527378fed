import { priceWords } from '../../shared/accounting/priceWords.ts'
import { counted } from '../../shared/domain/counted.ts'
import { formatMicros } from '../../shared/domain/decimal.ts'
import { refusalWords } from '../../shared/machine/refusalWords.ts'
import { paperTradesWords } from '../report/paperTrades.ts'
import { noForecast } from '../report/words.ts'
import { SYNTHETIC_KINDS } from '../tape/feed/syntheticKinds.ts'
import type { Verdict } from '../verdict/verdictSchema.ts'
import { verdictSentence } from '../verdict/verdictSentence.ts'
import type { SessionResult, StopSummary } from './sessionResult.ts'

const HOUR_MS = 3_600_000
export const LABEL_WIDTH = 22

/** The session in a screenful, with what it proves where that is known: a function of the result alone, so that two equal sessions print equal bytes. */
export function formatSummary(result: SessionResult, verdict?: Verdict): string {
  const rows: readonly (readonly [string, string])[] = [
    ['market', result.question],
    ['time', sessionTime(result)],
    ['ticks', ticksOf(result)],
    ['round trips', String(result.roundTrips)],
    ['orders posted', postedOf(result)],
    ['fill rate', fillRateOf(result)],
    ['bought, sold', `${formatMicros(result.boughtMicros)}, ${formatMicros(result.soldMicros)} shares`],
    ['profit and loss', profitOf(result)],
    ...(isMadeUp(result) ? [['no forecast', noForecast(result.market)] as const] : []),
    ['position', positionOf(result)],
    ...(verdict === undefined ? [] : [['verdict', verdictSentence(verdict)] as const]),
    ['exposure, highest', `${usdc(result.exposureHighMicros)} of ${usdc(result.capMicros)} USDC`],
    ...(result.paperTrades == null ? [] : [['trades from', paperTradesWords(result.paperTrades)] as const]),
    ['calls per tick', callsOf(result)],
    ...skippedOf(result),
    ...(result.stop === null ? [] : [['STOP', stopOf(result.stop)] as const]),
    ...(result.stop?.texts ?? []).map((text) => ['  because of', text] as const),
    ...result.pages.map((text) => ['page', text] as const),
    ...result.failures.map((text) => ['failure', text] as const),
    ['ledger and venue', agreementOf(result)],
  ]
  const lines = rows.map(([label, text]) => `${label.padEnd(LABEL_WIDTH)}${text}`)
  return [...lines, ...result.differences.map((text) => `  ${text}`)].join('\n')
}

export const isMadeUp = ({ market }: Pick<SessionResult, 'market'>): boolean =>
  SYNTHETIC_KINDS.some((kind) => kind === market)

export const sessionTime = ({ startMs, endMs, cadenceSeconds, gameStartMs }: SessionResult): string => {
  const cadence = cadenceSeconds === 'once' ? 'a tick a minute' : `a tick every ${cadenceSeconds} s`
  const game = gameStartMs === null ? '' : `, game starts ${iso(gameStartMs)}`
  return `${iso(startMs)}, ${((endMs - startMs) / HOUR_MS).toFixed(2)} h, ${cadence}${game}`
}

export const ticksOf = ({ ticks }: Pick<SessionResult, 'ticks'>): string =>
  `${ticks.done} done, ${ticks.busy} found the lease taken, ${ticks.failed} not persisted`

export function postedOf({ postings }: Pick<SessionResult, 'postings'>): string {
  const count = (of: (each: SessionResult['postings'][number]) => boolean): number =>
    postings.filter(of).length
  const entries = count((each) => each.purpose === 'entry')
  const refused = count((each) => each.outcome === 'rejected')
  const open = count((each) => each.outcome === 'unknown')
  return `${postings.length} (${entries} to enter, ${postings.length - entries} to exit), ${refused} rejected, ${open} with unknown outcome`
}

function fillRateOf({ postings, entriesFilled, exitsFilled }: SessionResult): string {
  const accepted = postings.filter((each) => each.outcome === 'accepted')
  const entries = accepted.filter((each) => each.purpose === 'entry').length
  const exits = accepted.length - entries
  return `${share(entriesFilled, entries)} of entries (${entriesFilled}/${entries}), ${share(exitsFilled, exits)} of exits (${exitsFilled}/${exits})`
}

const share = (part: number, whole: number): string =>
  whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`

export const profitOf = ({
  realisedMicros,
  unrealisedMicros,
  feesMicros,
}: Pick<SessionResult, 'realisedMicros' | 'unrealisedMicros' | 'feesMicros'>): string =>
  `${signed(realisedMicros)} USDC realised, ${signed(unrealisedMicros)} unrealised, ${usdc(feesMicros)} fees`

function positionOf({ position, phase }: SessionResult): string {
  if (position.sizeMicros === 0) return `flat (${phase ?? 'no item'})`
  return `${formatMicros(position.sizeMicros)} shares that cost ${usdc(position.costMicros)} USDC, ${priceWords(position)} (${phase ?? 'no item'})`
}

export function callsOf({
  ticks,
  venueCalls,
  dynamoCalls,
}: Pick<SessionResult, 'ticks' | 'venueCalls' | 'dynamoCalls'>): string {
  const each = (calls: number): string => (ticks.done === 0 ? '-' : (calls / ticks.done).toFixed(2))
  return `${each(venueCalls)} to the venue, ${each(dynamoCalls)} to DynamoDB`
}

const skippedOf = ({ refusals }: SessionResult): readonly (readonly [string, string])[] =>
  refusals.map(([code, count], index) => [
    index === 0 ? 'entries skipped' : '',
    `${counted(count, 'time')}: ${refusalWords(code)}`,
  ])

export const stopOf = (stop: StopSummary): string =>
  `${stop.codes.join(', ')} at ${iso(stop.atMs)}, number ${stop.haltSeq}, ${stop.done ? 'done' : 'NOT DONE'}: ` +
  `${counted(stop.openOrders, 'order')} at the venue, ${stop.postedAfter} posted afterwards`

const agreementOf = ({ differences, fills }: SessionResult): string =>
  differences.length === 0
    ? `agree on ${counted(fills.length, 'fill')}, to the last micro-share and micro-dollar`
    : `DISAGREE in ${counted(differences.length, 'point')}:`

const iso = (atMs: number): string => new Date(atMs).toISOString().replace('.000Z', 'Z')
const usdc = (micros: number): string => formatMicros(micros)
export const signed = (micros: number): string => (micros > 0 ? `+${usdc(micros)}` : usdc(micros))
