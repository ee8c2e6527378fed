import { priceWords } from '../accounting/priceWords.ts'
import type { Valuation } from '../accounting/valuation.ts'
import type { StopReason } from '../domain/control.ts'
import { counted } from '../domain/counted.ts'
import { formatMicros } from '../domain/decimal.ts'
import { type Leg, legKey } from '../domain/leg.ts'
import { type MarketPart, type Outcome, outcomeKey, partOf } from '../domain/outcome.ts'
import { RUNBOOK_OF_STOPS, runbookRow } from '../domain/runbook.ts'
import type { MachineEvent } from '../machine/event.ts'
import { eventWords } from '../machine/eventWords.ts'
import { position } from '../machine/inventory.ts'
import type { PageRow } from '../machine/pageRow.ts'
import { refusalWords } from '../machine/refusalWords.ts'
import type { MarketState } from '../machine/state.ts'
import type { TickRecord } from '../ports/telemetry.ts'
import type { Notice } from './notifier.ts'

const ROW_OF_REFUSALS: PageRow = 'refused'
const STATUS = 'npx bot status'

/**
 * What one stored tick has to report: fills that became final, the day that ended, and the end of what was paged. One writer alone stores the step
 * in which they happened: so each is reported by one tick.
 */
export function noticesOf({ events, after, outcome }: TickRecord): readonly Notice[] {
  if (outcome !== 'done') return []
  return events.flatMap((event) => {
    if (event.is === 'fill' && event.leg.status !== 'PROVISIONAL') return [fillNotice(event.leg, after)]
    if (event.is === 'waitEnded' || event.is === 'refusalsEnded') return [overNotice(event, after)]
    return event.is === 'dayEnded' ? [summaryNotice(event, after)] : []
  })
}

function fillNotice(leg: Leg, after: MarketState): Notice {
  const { sizeMicros, realisedMicros } = position(after)
  const what = `${leg.side} ${formatMicros(leg.sizeMicros)} at ${formatMicros(leg.priceMicros)}`
  return {
    kind: 'fill',
    key: `fill:${legKey(leg)}:${leg.status}`,
    title: leg.status === 'FAILED' ? `A fill failed to settle: ${what}` : `Fill: ${what}`,
    text: `market ${leg.market}, as ${leg.role}; ${heldText(sizeMicros)}, realised ${formatMicros(realisedMicros)} USDC`,
    next: `npx bot why ${leg.tradeId}`,
    ...ofPart(leg),
  }
}

function summaryNotice(
  { utc, position: held, mark, exposureMicros, refused }: Extract<MachineEvent, { is: 'dayEnded' }>,
  { market, tokenId }: Outcome,
): Notice {
  const { sizeMicros, realisedMicros, feesMicros, roundTrips } = held
  return {
    kind: 'summary',
    key: `day:${outcomeKey({ market, tokenId })}:${utc}`,
    title: `The day ${utc} (UTC)`,
    text:
      `market ${market}: ${heldText(sizeMicros)}${worthText(sizeMicros, mark)}, exposure ${formatMicros(exposureMicros)} USDC; ` +
      `since the start: realised ${formatMicros(realisedMicros)}, fees ${formatMicros(feesMicros)}, ${counted(roundTrips, 'round trip')}${refusedText(refused)}`,
    next: 'npx bot pnl',
    of: { market, tokenId },
  }
}

/** The most frequent are the day's story; the rest is in the log. */
const MAX_REFUSALS = 5

function refusedText(refused: Readonly<Record<string, number>>): string {
  const most = Object.entries(refused)
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, MAX_REFUSALS)
  const words = most.map(([code, ticks]) => `${refusalWords(code)} (${counted(ticks, 'tick')})`)
  return words.length === 0 ? '' : `; the market refused entries: ${words.join(', ')}`
}

const worthText = (sizeMicros: number, mark: Valuation): string =>
  sizeMicros === 0 || mark.valueMicros === null
    ? ''
    : `, worth ${formatMicros(mark.valueMicros)} USDC (${priceWords(mark)})`

/** The person who was paged is notified when it is over. */
function overNotice(
  event: Extract<MachineEvent, { is: 'waitEnded' | 'refusalsEnded' }>,
  { market, tokenId }: Outcome,
): Notice {
  const { text } = eventWords(event)
  return {
    kind: 'page',
    key: `over:${outcomeKey({ market, tokenId })}:${text}`,
    title: 'Resolved: no further action',
    text: `${text}, market ${market}`,
    runbook: runbookRow('page', event.is === 'waitEnded' ? event.name : ROW_OF_REFUSALS),
    next: STATUS,
    of: { market, tokenId },
  }
}

const heldText = (sizeMicros: number): string =>
  sizeMicros === 0 ? 'nothing is held' : `${formatMicros(sizeMicros)} shares are held`

/** A STOP that was just counted. */
export const latchedNotice = ({ code, text, market, tokenId, atMs }: StopReason): Notice => ({
  kind: 'stop',
  key: `stop:${code}:${atMs}`,
  title: `STOP: ${code}`,
  text: `${text}${market === undefined ? '' : `, market ${market}`}. Every order is being cancelled.`,
  runbook: runbookRow('stop', code),
  next: STATUS,
  ...ofPart({ ...(market && { market }), ...(tokenId && { tokenId }) }),
})

export const stopDoneNotice = (haltSeq: number): Notice => ({
  kind: 'stop',
  key: `stop-done:${haltSeq}`,
  title: `STOP ${haltSeq} is done`,
  text: 'All orders are confirmed dead. The position is unchanged.',
  runbook: RUNBOOK_OF_STOPS,
  next: `npx bot resume ${haltSeq}`,
})

export const pageNotice = (text: string, of: MarketPart | undefined, row: PageRow): Notice => ({
  kind: 'page',
  // One of each outcome is two pieces of news.
  key: `page:${of?.market ?? ''}${of?.tokenId === undefined ? '' : `#${of.tokenId}`}:${text}`,
  title: 'Attention needed',
  text: `${text}${of === undefined ? '' : `, market ${of.market}`}`,
  runbook: runbookRow('page', row),
  next: STATUS,
  ...ofPart(of),
})

function ofPart(of: Partial<MarketPart> | undefined): Pick<Notice, 'of'> {
  const part = partOf(of ?? {})
  return part === undefined ? {} : { of: part }
}
