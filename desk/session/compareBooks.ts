import type { Position } from '../../shared/accounting/position.ts'
import { formatMicros } from '../../shared/domain/decimal.ts'
import { type Leg, legKey } from '../../shared/domain/leg.ts'
import { type OrderId, type TokenId, tradeId } from '../../shared/domain/units.ts'
import type { Account, Exchange, ExchangeTrade, HalfOpenPeriod } from '../exchange/exchange.ts'

/** One of the account's fills by the venue's records. */
export interface VenueLeg {
  readonly key: string
  readonly orderId: OrderId
  readonly token: TokenId
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

interface Compared {
  readonly ledger: readonly Leg[]
  readonly position: Position
  readonly exchange: Exchange
  readonly account: Account
  readonly token: TokenId
}

/**
 * What the bot believes of an outcome against what the venue's records say, to the last micro-share and micro-dollar:
 * every fill in both, alike in size and money; the position what the account holds. All but the money left, which is
 * the account's.
 * @returns a sentence for each difference.
 */
export function compareOutcome(of: Compared): readonly string[] {
  const legs = venueLegs(of.exchange, of.account).filter(({ token }) => token === of.token)
  return [...compareFills(of.ledger, legs), ...compareShares(of), ...unsettled(legs)]
}

/** What all positions cost and the sold ones brought: no micro-dollar lies anywhere else. */
export function* compareMoney(of: {
  readonly positions: readonly Position[]
  readonly exchange: Exchange
  readonly account: Account
  readonly fundedUsdcMicros: number
}): Generator<string> {
  const spent = of.positions.reduce(
    (sum, { costMicros, realisedMicros }) => sum + costMicros - realisedMicros,
    0,
  )
  const gone = of.fundedUsdcMicros - of.exchange.holdings(of.account).usdcMicros
  if (spent !== gone) {
    yield `${formatMicros(spent)} USDC are spent by the ledger, ${formatMicros(gone)} at the venue`
  }
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

function* compareShares({ exchange, account, token, position }: Compared): Generator<string> {
  const held = exchange.holdings(account).sharesMicros.get(token) ?? 0
  if (held !== position.sizeMicros) {
    yield `the bot holds ${formatMicros(position.sizeMicros)} shares by its ledger, ${formatMicros(held)} at the venue`
  }
}

const unsettled = (legs: readonly VenueLeg[]): readonly string[] =>
  legs.some((leg) => leg.status === 'PROVISIONAL') ? ['a trade has not settled'] : []

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
