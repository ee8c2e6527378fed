import type { EpochMs } from '../../shared/domain/units.ts'
import { epochMs } from '../../shared/domain/units.ts'
import type { LifeStep } from '../../shared/simulator/tradeLife.ts'
import type { ExchangeTrade, HalfOpenPeriod } from './exchange.ts'
import type { Movements } from './movements.ts'

/** A trade while it lives: what it is, what it moves, and how far it has settled. */
export interface TradeRecord {
  readonly facts: Omit<ExchangeTrade, 'status' | 'updatedAtMs' | 'transactionHash'>
  readonly movements: Movements
  /** What it has been since it was matched, which is the first step. */
  readonly history: LifeStep[]
  /** Before this instant nobody is informed of it: the venue's replicas lag, or a fault wants it so. */
  visibleAtMs: EpochMs
}

/** As it was at a moment; undefined: nobody knew of it then. */
export function tradeView(record: TradeRecord, atMs: number): ExchangeTrade | undefined {
  const step = record.history.findLast((each) => each.atMs <= atMs)
  if (step === undefined || record.visibleAtMs > atMs) return undefined
  const { status, transactionHash } = step
  return { ...record.facts, status, updatedAtMs: epochMs(step.atMs), transactionHash }
}

/** Those of a period; all without one. Records are in the order of their matches, and an account may have very many. */
export const matchedIn = (
  records: readonly TradeRecord[],
  period: HalfOpenPeriod | undefined,
): TradeRecord[] =>
  period === undefined
    ? [...records]
    : records.slice(firstFrom(records, period.fromMs), firstFrom(records, period.untilMs))

/** The place of the first that was matched at the instant or later. */
function firstFrom(records: readonly TradeRecord[], atMs: number): number {
  let [low, high] = [0, records.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((records[middle]?.facts.matchedAtMs ?? atMs) < atMs) low = middle + 1
    else high = middle
  }
  return low
}
