import type { AuditedExchange } from '../../../desk/exchange/auditedExchange.ts'
import type { ExchangeOrder } from '../../../desk/exchange/exchange.ts'
import type { OutcomeBooks } from './outcomeBooks.ts'
import type { Report } from './violation.ts'

const CENT_MICROS = 10_000

/** At most one order of a side lives of an outcome. */
export function checkCrowd(
  exchange: AuditedExchange,
  account: string,
  order: ExchangeOrder,
  report: Report,
): void {
  const alike = exchange
    .openOrders(account)
    .filter((each) => each.token === order.token && each.side === order.side)
  if (alike.length > 1) {
    report(
      'I1',
      `${alike.length} ${order.side} orders live: ${alike.map(({ id }) => id.slice(-6)).join(', ')}`,
    )
  }
}

/** Nothing is bought while shares are held, nor beyond the cap. What we own of the outcome by the venue's own trades: everything bought counts, only settled sells have left. */
export function checkEntry(
  exchange: AuditedExchange,
  order: ExchangeOrder,
  { ownedMicros }: OutcomeBooks,
  capMicros: number,
  report: Report,
): void {
  const held = ownedMicros - order.matchedMicros
  const minimum = exchange.marketOf(order.token)?.minSizeMicros ?? 0
  if (held >= minimum) report('I2', `entry ${order.id} was placed with ${held / 1e6} shares held`)
  const { bids, asks } = exchange.book(order.token)
  const mid = ((bids[0]?.priceMicros ?? 0) + (asks[0]?.priceMicros ?? 0)) / 2
  const locked = (held * mid + order.priceMicros * order.sizeMicros) / 1e6
  if (locked > capMicros + CENT_MICROS)
    report('I3', `entry ${order.id} makes ${locked / 1e6} USDC of exposure`)
}
