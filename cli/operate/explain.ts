import { marketLabel } from '../../shared/config/marketLabel.ts'
import { formatMicros } from '../../shared/domain/decimal.ts'
import { type Leg, legKey } from '../../shared/domain/leg.ts'
import { isSameOutcome } from '../../shared/domain/outcome.ts'
import { eventWords } from '../../shared/machine/eventWords.ts'
import { REASONS } from '../../shared/machine/reason.ts'
import { refusalWords } from '../../shared/machine/refusalWords.ts'
import type { Connection } from '../aws/connection.ts'
import type { TickLine } from '../aws/tickLines.ts'
import { formatAction } from './actionWords.ts'

type Tick = TickLine['tick']

const MARKOUT_MINUTES = [1, 5, 30] as const
/** A mid so much later than asked for says nothing about that moment. */
const MARKOUT_SLACK_MS = 90_000

/** Mid of the touch as that tick saw it; null where it saw no book, or half of one. */
export function shownMid({ seen }: Tick): number | null {
  if (!seen.book.ok) return null
  const [bid, ask] = [seen.book.value.bids[0], seen.book.value.asks[0]]
  return bid === undefined || ask === undefined ? null : Math.round((bid.priceMicros + ask.priceMicros) / 2)
}

/** One decision in words: the market it saw, the row it took, why, and what came of it. */
export function explainTick(tick: Tick, config: Connection['config']): readonly string[] {
  const { seen, audit, actions, results, events = [] } = tick
  const book = seen.book.ok ? seen.book.value : null
  const [bid, ask, mid] = [book?.bids[0], book?.asks[0], shownMid(tick)]
  const market =
    bid === undefined || ask === undefined || mid === null
      ? `no full book (${seen.book.ok ? 'a side was empty' : seen.book.unknown})`
      : `${formatMicros(bid.priceMicros)} bid for ${formatMicros(bid.sizeMicros)}, ` +
        `${formatMicros(ask.priceMicros)} asked for ${formatMicros(ask.sizeMicros)}, mid ${formatMicros(mid)}, ` +
        `spread ${formatMicros(ask.priceMicros - bid.priceMicros)}`
  return [
    `${new Date(seen.nowMs).toISOString()}, market ${marketLabel(config, tick.before)}`,
    `  the market: ${market}`,
    `  the bot was ${audit.from} and took the row "${audit.row}" to ${audit.to}: ${audit.reason}`,
    ...codeWords(audit),
    ...audit.refusals.map((refusal) => `  refused: ${refusal}: ${refusalWords(refusal)}`),
    ...actions.map((action) => `  it wanted: ${formatAction(action)}`),
    ...results.map((result) => `  ${resultWords(result)}`),
    ...events.map((event) => `  it saw: ${eventWords(event).text}`),
    ...(actions.length === 0 ? ['  it did nothing'] : []),
  ]
}

function resultWords(result: Tick['results'][number]): string {
  switch (result.of) {
    case 'post': {
      const { order, outcome } = result
      const said = 'text' in outcome ? `, ${outcome.text}` : 'why' in outcome ? `, ${outcome.why}` : ''
      return `posted ${order.id}: ${outcome.is}${said}`
    }
    case 'cancel':
      return `cancelled ${result.id}: ${result.outcome.is}`
    case 'sign':
      return `could not sign a ${result.side}: ${result.why}`
  }
}

/** Lines from before there were codes have none. */
const codeWords = ({ code }: Partial<Tick['audit']>): readonly string[] =>
  code === undefined
    ? []
    : [`  the rule: ${code}: ${Object.hasOwn(REASONS, code) ? REASONS[code] : 'of another version'}`]

/** A fill in words, with what the market did afterwards, counted in our favour. */
export function explainFill(leg: Leg, ticks: readonly Tick[]): readonly string[] {
  return [
    `${new Date(leg.matchedAtMs).toISOString()}: ${leg.side} ${formatMicros(leg.sizeMicros)} at ` +
      `${formatMicros(leg.priceMicros)} as ${leg.role}, fee ${formatMicros(leg.feeMicros)}, ${leg.status}, ` +
      `trade ${leg.tradeId}${leg.transactionHash === undefined ? '' : `, transaction ${leg.transactionHash}`}`,
    ...MARKOUT_MINUTES.map((minutes) => `  ${minutes} min later: ${markoutText(leg, ticks, minutes)}`),
  ]
}

export function markoutMicros(leg: Leg, ticks: readonly Tick[], minutes: number): number | null {
  const atMs = leg.matchedAtMs + minutes * 60_000
  const later = ticks.find(
    (tick) =>
      isSameOutcome(tick.before, leg) &&
      tick.seen.nowMs >= atMs &&
      tick.seen.nowMs <= atMs + MARKOUT_SLACK_MS &&
      shownMid(tick) !== null,
  )
  const mid = later === undefined ? null : shownMid(later)
  if (mid === null) return null
  return leg.side === 'BUY' ? mid - leg.priceMicros : leg.priceMicros - mid
}

function markoutText(leg: Leg, ticks: readonly Tick[], minutes: number): string {
  const micros = markoutMicros(leg, ticks, minutes)
  if (micros === null) return 'no tick saw the market then'
  return `the mid had moved ${formatMicros(Math.abs(micros))} ${micros >= 0 ? 'for' : 'against'} us`
}

/** The tick that decided to post the order of this fill. */
export const decisionOf = (leg: Leg, ticks: readonly Tick[]): Tick | null =>
  ticks.find(({ results }) =>
    results.some(
      (result) =>
        result.of === 'post' &&
        (result.order.id === leg.orderId || isAcceptedAs(result.outcome, leg.orderId)),
    ),
  ) ?? null

const isAcceptedAs = (outcome: { readonly is: string; readonly id?: string }, id: string): boolean =>
  outcome.is === 'accepted' && outcome.id === id

/** Legs of a trade among what the ticks held, where the ledger is not at hand. */
export function legsIn(ticks: readonly Tick[], tradeId: string): readonly Leg[] {
  const found = new Map<string, Leg>()
  for (const { after } of ticks) {
    for (const leg of after?.legs ?? []) if (leg.tradeId === tradeId) found.set(legKey(leg), leg)
  }
  return [...found.values()]
}
