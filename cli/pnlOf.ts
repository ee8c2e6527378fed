import { formatMicros } from '../shared/domain/decimal.ts'
import { position } from '../shared/machine/inventory.ts'
import type { MarketBooks } from './readBooks.ts'
import { statementOf } from './statement.ts'

/** One market in one period; micro-dollars and millionths of a share. */
export interface MarketPnl {
  readonly market: string
  readonly fills: number
  readonly boughtMicros: number
  readonly soldMicros: number
  /** After fees, payouts included. */
  readonly realisedMicros: number
  readonly feeMicros: number
  readonly payoutMicros: number
  /** Held at the end of all books. */
  readonly heldMicros: number
  readonly problems: readonly string[]
}

export function pnlOf(books: MarketBooks, inPeriod: (atMs: number) => boolean): MarketPnl {
  const all = statementOf(books)
  const lines = all.filter(({ atMs }) => inPeriod(atMs))
  const sum = (of: (line: (typeof lines)[number]) => number): number =>
    lines.reduce((total, line) => total + of(line), 0)
  const shares = (side: 'BUY' | 'SELL') =>
    sum(({ entry, problem }) =>
      entry.is === 'fill' && entry.leg.side === side && problem === null ? entry.leg.sizeMicros : 0,
    )
  const realisedMicros = all.reduce((total, line) => total + line.realisedMicros, 0)
  const heldMicros = all.at(-1)?.position.sizeMicros ?? 0
  return {
    market: books.market,
    fills: lines.filter(({ entry }) => entry.is === 'fill').length,
    boughtMicros: shares('BUY'),
    soldMicros: shares('SELL'),
    realisedMicros: sum((line) => line.realisedMicros),
    feeMicros: sum((line) => line.feeMicros),
    payoutMicros: sum(({ entry }) =>
      entry.is === 'payout'
        ? Math.floor((entry.payout.sizeMicros * entry.payout.payoutMicros) / 1_000_000)
        : 0,
    ),
    heldMicros,
    problems: [
      ...lines.flatMap(({ problem, entry }) =>
        problem === 'sells more than the fills bought' && entry.is === 'fill'
          ? [`trade ${entry.leg.tradeId} ${problem}: shares came from elsewhere, or were adopted`]
          : [],
      ),
      ...disagreements(books, realisedMicros, heldMicros),
    ],
  }
}

/** The item folds for itself: both ways must come to the same money and shares. */
function disagreements({ market, state }: MarketBooks, realisedMicros: number, heldMicros: number): string[] {
  if (state === null) return []
  const held = position(state)
  const pairs = [
    ['shares', held.sizeMicros, heldMicros],
    ['realised', held.realisedMicros, realisedMicros],
  ] as const
  return pairs
    .filter(([, item, ledger]) => item !== ledger)
    .map(
      ([name, item, ledger]) =>
        `${market}: the item says ${name} ${formatMicros(item)}, the ledger ${formatMicros(ledger)}` +
        ' (an adoption or a rebuild stands between them, or one is wrong)',
    )
}

export const pnlText = (of: MarketPnl): string =>
  `  ${of.market.slice(0, 12)}…  ${of.fills} fills, bought ${formatMicros(of.boughtMicros)}, ` +
  `sold ${formatMicros(of.soldMicros)}, held now ${formatMicros(of.heldMicros)}, ` +
  `realised ${formatMicros(of.realisedMicros)}, fees ${formatMicros(of.feeMicros)}`
