import { averageCostMicros } from '../../shared/accounting/valuation.ts'
import { formatMicros } from '../../shared/domain/decimal.ts'
import { MICROS } from '../../shared/domain/units.ts'
import type { Paid } from '../../shared/ports/income.ts'
import type { StatementLine } from './statement.ts'
import type { ZonedTime } from './zonedTime.ts'

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

/** A line of the statement as its columns have it. */
export function statementFields(line: StatementLine, local: ZonedTime): readonly string[] {
  const { position } = line
  const average = averageCostMicros(position)
  const own = columnsOf(line)
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

/** A reward or rebate as it arrived: income other than fills, which changes no position. */
export const paymentFields = (
  { kind, market, micros, atMs, transactionHash }: Paid,
  local: ZonedTime,
): readonly string[] => [
  local(atMs),
  new Date(atMs).toISOString(),
  market ?? '',
  kind === 'reward' ? 'REWARD' : 'MAKER_REBATE',
  '',
  '0',
  '0',
  formatMicros(micros),
  '0',
  formatMicros(micros),
  '',
  '',
  'PAID',
  '',
  '',
  transactionHash,
]

/** What is informed of an entry itself. */
function columnsOf({ entry, problem }: StatementLine): {
  readonly name: string
  readonly role: string
  readonly shares: number
  readonly price: number
  readonly amount: number
  readonly ids: readonly string[]
} {
  if (entry.is === 'fill') {
    const { side, role, sizeMicros, priceMicros, notionalMicros, ...leg } = entry.leg
    return {
      name: side,
      role,
      shares: sizeMicros,
      price: priceMicros,
      amount: side === 'BUY' ? -notionalMicros : notionalMicros,
      ids: [problem ?? leg.status, leg.tradeId, leg.orderId, leg.transactionHash ?? ''],
    }
  }
  if (entry.is === 'payout') {
    const { sizeMicros, payoutMicros } = entry.payout
    return {
      name: 'PAYOUT',
      role: '',
      shares: sizeMicros,
      price: payoutMicros,
      amount: Math.floor((sizeMicros * payoutMicros) / MICROS),
      ids: ['RESOLVED', '', '', ''],
    }
  }
  const { adoption } = entry
  // A payout of the same act has its own line, with what it took.
  const isLot = adoption.realisedMicros === 0 || adoption.priceMicros !== null
  const isSold = isLot && adoption.sizeMicros < 0 && adoption.priceMicros !== null
  return {
    name: 'ADOPTION',
    role: '',
    shares: isLot ? adoption.sizeMicros : 0,
    price: adoption.priceMicros ?? 0,
    // What shares did cost is their owner's word, and no money moved here; what was merged or sold by hand brought some.
    amount: isSold ? adoption.realisedMicros - adoption.costMicros : 0,
    ids: ['ADOPTED', '', '', ''],
  }
}
