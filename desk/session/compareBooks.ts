import type { Position } from '../../shared/accounting/position.ts'
import { formatMicros } from '../../shared/domain/decimal.ts'
import { type Leg, legKey } from '../../shared/domain/leg.ts'
import { type OrderId, type TokenId, tradeId } from '../../shared/domain/units.ts'
import type { Account, Exchange, ExchangeTrade, HalfOpenPeriod } from '../exchange/exchange.ts'

/** One of the account's fills by the venue's books. */
export interface VenueLeg {
  readonly key: string
  readonly orderId: OrderId
  readonly side: Leg['side']
  readonly role: Leg['role']
  readonly sizeMicros: number
  readonly priceMicros: number
  readonly usdcMicros: number
  readonly feeMicros: number
  readonly atMs: number
  readonly status: Leg['status']
}

/** Fills of the account, oldest first: all, or those of a period. */
export function venueLegs(
  exchange: Exchange,
  account: Account,
  period?: HalfOpenPeriod,
): readonly VenueLeg[] {
  return exchange
    .trades(account, period)
    .toReversed()
    .flatMap((trade) => legsOf(trade, account))
}

/**
 * What the bot believes against what the venue's books say, to the last micro-share and micro-dollar: every fill in
 * both, alike in size and money; the position what the account holds; the money what it has spent.
 * @returns a sentence for each difference.
 */
export function compareBooks(of: {
  readonly ledger: readonly Leg[]
  readonly position: Position
  readonly exchange: Exchange
  readonly account: Account
  readonly token: TokenId
  /** What the account was given before the session. */
  readonly fundedUsdcMicros: number
}): readonly string[] {
  const legs = venueLegs(of.exchange, of.account)
  return [...compareFills(of.ledger, legs), ...compareHoldings(of, legs)]
}

function* compareFills(ledger: readonly Leg[], venue: readonly VenueLeg[]): Generator<string> {
  const ours = new Map(ledger.map((leg) => [legKey(leg), leg]))
  if (ours.size !== ledger.length) yield 'the ledger holds a fill twice'
  for (const leg of venue) {
    const mine = ours.get(leg.key)
    ours.delete(leg.key)
    if (mine === undefined) {
      yield `the ledger lacks a ${leg.side} of ${formatMicros(leg.sizeMicros)} at ${formatMicros(leg.priceMicros)}`
      continue
    }
    const pairs: readonly (readonly [string, string | number, string | number])[] = [
      ['side', mine.side, leg.side],
      ['status', mine.status, leg.status],
      ['size', mine.sizeMicros, leg.sizeMicros],
      ['money', mine.notionalMicros, leg.usdcMicros],
      ['fee', mine.feeMicros, leg.feeMicros],
    ]
    for (const [what, here, there] of pairs) {
      if (here !== there) yield `a fill's ${what} is ${here} in the ledger and ${there} at the venue`
    }
  }
  for (const leg of ours.values()) {
    yield `the venue lacks a ${leg.side} of ${formatMicros(leg.sizeMicros)} that the ledger holds`
  }
}

function* compareHoldings(
  of: Parameters<typeof compareBooks>[0],
  legs: readonly VenueLeg[],
): Generator<string> {
  const { sharesMicros, usdcMicros } = of.exchange.holdings(of.account)
  const held = sharesMicros.get(of.token) ?? 0
  if (held !== of.position.sizeMicros) {
    yield `the bot holds ${formatMicros(of.position.sizeMicros)} shares by its ledger, ${formatMicros(held)} at the venue`
  }
  // What a position cost and what the sold ones brought: no micro-dollar lies anywhere else.
  const spent = of.position.costMicros - of.position.realisedMicros
  const gone = of.fundedUsdcMicros - usdcMicros
  if (spent !== gone) {
    yield `${formatMicros(spent)} USDC are spent by the ledger, ${formatMicros(gone)} at the venue`
  }
  if (legs.some((leg) => leg.status === 'PROVISIONAL')) yield 'a trade has not settled'
}

function legsOf(trade: ExchangeTrade, account: Account): VenueLeg[] {
  const common = { atMs: trade.matchedAtMs, status: statusOf(trade) }
  const key = (orderId: OrderId): string => legKey({ tradeId: tradeId(trade.id), orderId })
  const makers = trade.makers
    .filter((maker) => maker.account === account)
    .map((maker) => ({ ...common, ...maker, key: key(maker.orderId), role: 'maker' as const, feeMicros: 0 }))
  if (trade.taker.account !== account) return makers
  return [...makers, { ...common, ...trade.taker, key: key(trade.taker.orderId), role: 'taker' as const }]
}

function statusOf({ status }: ExchangeTrade): Leg['status'] {
  return status === 'CONFIRMED' || status === 'FAILED' ? status : 'PROVISIONAL'
}
