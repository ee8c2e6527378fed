import type { StopReason } from '../domain/control.ts'
import { formatMicros } from '../domain/decimal.ts'
import { type Leg, legKey } from '../domain/leg.ts'
import type { MarketId } from '../domain/units.ts'
import type { TickRecord } from '../engine/telemetry.ts'
import { exposure } from '../machine/exposure.ts'
import { position } from '../machine/inventory.ts'
import type { MarketState } from '../machine/state.ts'
import type { Notice } from './notifier.ts'

const STATUS = 'npm run bot -- status'

/**
 * What one stored tick has to tell: fills that became final, and the day that ended. Both follow from the two states,
 * and one writer alone stores the step between them: so each is told by one tick.
 */
export function noticesOf({ before, after, outcome, market }: TickRecord): readonly Notice[] {
  if (outcome !== 'done') return []
  const was = new Map(before.legs.map((leg) => [legKey(leg), leg.status]))
  const final = after.legs.filter(
    (leg) => leg.status !== 'PROVISIONAL' && was.get(legKey(leg)) !== leg.status,
  )
  return [
    ...final.map((leg) => fillNotice(leg, after)),
    ...(before.day.utc !== after.day.utc ? [summaryNotice(before, market)] : []),
  ]
}

function fillNotice(leg: Leg, after: MarketState): Notice {
  const { sizeMicros, realisedMicros } = position(after)
  const what = `${leg.side} ${formatMicros(leg.sizeMicros)} at ${formatMicros(leg.priceMicros)}`
  return {
    kind: 'fill',
    key: `fill:${legKey(leg)}:${leg.status}`,
    title: leg.status === 'FAILED' ? `A fill failed to settle: ${what}` : `Fill: ${what}`,
    text: `market ${leg.market}, as ${leg.role}; ${held(sizeMicros)}, realised ${formatMicros(realisedMicros)} USDC`,
    next: `npm run bot -- why ${leg.tradeId}`,
  }
}

function summaryNotice(before: MarketState, market: MarketId): Notice {
  const { sizeMicros, realisedMicros, feesMicros, roundTrips } = position(before)
  const mid = before.lastGoodMid?.priceMicros ?? null
  return {
    kind: 'summary',
    key: `day:${market}:${before.day.utc}`,
    title: `The day ${before.day.utc} (UTC)`,
    text:
      `market ${market}: ${held(sizeMicros)}, exposure ${formatMicros(exposure(before, mid).totalMicros)} USDC; ` +
      `since the start: realised ${formatMicros(realisedMicros)}, fees ${formatMicros(feesMicros)}, ${roundTrips} round trips`,
    next: 'npm run bot -- pnl',
  }
}

const held = (sizeMicros: number): string =>
  sizeMicros === 0 ? 'nothing is held' : `${formatMicros(sizeMicros)} shares are held`

/** A STOP that was just counted. */
export const latchedNotice = ({ code, text, market, atMs }: StopReason): Notice => ({
  kind: 'stop',
  key: `stop:${code}:${atMs}`,
  title: `STOP: ${code}`,
  text: `${text}${market === undefined ? '' : `, market ${market}`}. Every order is being cancelled.`,
  next: STATUS,
})

export const stopDoneNotice = (haltSeq: number): Notice => ({
  kind: 'stop',
  key: `stop-done:${haltSeq}`,
  title: `STOP ${haltSeq} is done`,
  text: 'No order lives. What is held stays until you decide.',
  next: `npm run bot -- resume ${haltSeq}`,
})

export const pageNotice = (text: string, market?: MarketId): Notice => ({
  kind: 'page',
  key: `page:${market ?? ''}:${text}`,
  title: 'A person must look',
  text: `${text}${market === undefined ? '' : `, market ${market}`}`,
  next: STATUS,
})
