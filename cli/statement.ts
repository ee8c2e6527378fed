import { applyLeg, canApply } from '../shared/accounting/applyLeg.ts'
import { foldOrder } from '../shared/accounting/foldLegs.ts'
import { emptyPosition, type Position } from '../shared/accounting/position.ts'
import { averageCostMicros } from '../shared/accounting/valuation.ts'
import { formatMicros } from '../shared/domain/decimal.ts'
import { type Leg, legKey } from '../shared/domain/leg.ts'
import { toleranceOf } from '../shared/domain/tolerance.ts'
import type { MarketId } from '../shared/domain/units.ts'
import { size, usdc } from '../shared/domain/units.ts'
import type { Payout } from '../shared/engine/store.ts'
import type { ZonedTime } from './zonedTime.ts'

/** All that was ever booked of one market. */
export interface Books {
  readonly market: MarketId
  readonly legs: readonly Leg[]
  readonly payouts: readonly Payout[]
}

export interface Line {
  readonly atMs: number
  readonly market: MarketId
  readonly entry:
    | { readonly is: 'fill'; readonly leg: Leg }
    | { readonly is: 'payout'; readonly payout: Payout }
  readonly realisedMicros: number
  readonly feeMicros: number
  /** After the entry. */
  readonly position: Position
  /** Why it could not be folded; it is listed all the same. */
  readonly problem: string | null
}

/** Folds everything from the beginning, at average cost: what a year realised depends on the years before. */
export function statementOf({ market, legs, payouts }: Books): readonly Line[] {
  let position = emptyPosition
  const slackMicros = toleranceOf(legs)
  const fills = legs.toSorted(foldOrder).map((leg): Line => {
    const line = { atMs: leg.matchedAtMs, market, entry: { is: 'fill' as const, leg } }
    if (!canApply(position, leg, slackMicros)) {
      const problem = leg.status === 'CONFIRMED' ? 'sells more than the fills bought' : leg.status
      return { ...line, realisedMicros: 0, feeMicros: 0, position, problem }
    }
    const applied = applyLeg(position, leg)
    position = applied.position
    return {
      ...line,
      realisedMicros: applied.realisedMicros,
      feeMicros: leg.feeMicros,
      position,
      problem: null,
    }
  })
  const paid = payouts.map((payout): Line => {
    position = { ...position, sizeMicros: size(0), costMicros: usdc(0) }
    return {
      atMs: payout.atMs,
      market,
      entry: { is: 'payout', payout },
      realisedMicros: payout.realisedMicros,
      feeMicros: 0,
      position,
      problem: null,
    }
  })
  return [...fills, ...paid]
}

export const STATEMENT_COLUMNS = [
  'local_time',
  'utc_time',
  'market',
  'entry',
  'role',
  'shares',
  'price',
  'amount_usdc',
  'fee_usdc',
  'realised_usdc',
  'shares_after',
  'average_cost_after',
  'status',
  'trade_id',
  'order_id',
  'transaction_hash',
] as const

export function statementRow(line: Line, local: ZonedTime): readonly string[] {
  const { entry, position } = line
  const average = averageCostMicros(position)
  const own =
    entry.is === 'fill'
      ? {
          name: entry.leg.side,
          role: entry.leg.role,
          shares: entry.leg.sizeMicros,
          price: entry.leg.priceMicros,
          amount: entry.leg.side === 'BUY' ? -entry.leg.notionalMicros : entry.leg.notionalMicros,
          ids: [
            line.problem ?? entry.leg.status,
            entry.leg.tradeId,
            entry.leg.orderId,
            entry.leg.transactionHash ?? '',
          ],
        }
      : {
          name: 'PAYOUT',
          role: '',
          shares: entry.payout.sizeMicros,
          price: entry.payout.payoutMicros,
          amount: Math.floor((entry.payout.sizeMicros * entry.payout.payoutMicros) / 1_000_000),
          ids: ['RESOLVED', '', '', ''],
        }
  return [
    local(line.atMs),
    new Date(line.atMs).toISOString(),
    line.market,
    own.name,
    own.role,
    ...[own.shares, own.price, own.amount, line.feeMicros, line.realisedMicros, position.sizeMicros].map(
      formatMicros,
    ),
    average === null ? '' : formatMicros(average),
    ...own.ids,
  ]
}

/** One leg once: an item may still hold what the ledger has already. The ledger's is final. */
export function mergeLegs(ledger: readonly Leg[], held: readonly Leg[]): readonly Leg[] {
  const byKey = new Map(held.map((leg) => [legKey(leg), leg]))
  for (const leg of ledger) byKey.set(legKey(leg), leg)
  return [...byKey.values()]
}
