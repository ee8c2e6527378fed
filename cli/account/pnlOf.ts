import { emptyPosition } from '../../shared/accounting/position.ts'
import { counted } from '../../shared/domain/counted.ts'
import { formatMicros } from '../../shared/domain/decimal.ts'
import type { MarketId, TokenId } from '../../shared/domain/units.ts'
import { position } from '../../shared/machine/inventory.ts'
import type { OutcomeLedger } from './readLedgers.ts'
import { OVERSOLD, type StatementLine, statementOf } from './statement.ts'

/** One market in one period; micro-dollars and millionths of a share. */
export interface MarketPnl {
  readonly market: MarketId
  readonly tokenId: TokenId
  readonly fills: number
  readonly boughtMicros: number
  readonly soldMicros: number
  /** After fees, payouts included. */
  readonly realisedMicros: number
  readonly feeMicros: number
  readonly payoutMicros: number
  /** Held at the end of the whole ledger. */
  readonly heldMicros: number
  readonly problems: readonly string[]
}

export function pnlOf(ledger: OutcomeLedger, inPeriod: (atMs: number) => boolean): MarketPnl {
  const all = statementOf(ledger)
  const lines = all.filter(({ atMs }) => inPeriod(atMs))
  const sum = (of: (line: (typeof lines)[number]) => number): number =>
    lines.reduce((total, line) => total + of(line), 0)
  const shares = (side: 'BUY' | 'SELL') =>
    sum(({ entry, problem }) =>
      entry.is === 'fill' && entry.leg.side === side && problem === null ? entry.leg.sizeMicros : 0,
    )
  const heldMicros = all.at(-1)?.position.sizeMicros ?? 0
  return {
    market: ledger.market,
    tokenId: ledger.tokenId,
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
      ...lines.flatMap((line) =>
        line.problem === OVERSOLD && line.entry.is === 'fill' && !isSettled(line, all)
          ? [
              `trade ${line.entry.leg.tradeId} ${line.problem}: shares were acquired elsewhere: run "npx bot adopt"`,
            ]
          : [],
      ),
      ...disagreements(ledger, all),
    ],
  }
}

/** What the fills do not show is in the record of the next adoption. */
const isSettled = (line: StatementLine, all: readonly StatementLine[]): boolean =>
  all.slice(all.indexOf(line)).some(({ entry }) => entry.is === 'adoption')

/** The item folds for itself: both ways must come to the same money and shares. */
function disagreements({ market, state }: OutcomeLedger, all: readonly StatementLine[]): string[] {
  if (state === null) return []
  const held = position(state)
  const { sizeMicros: heldMicros, realisedMicros, feesMicros } = all.at(-1)?.position ?? emptyPosition
  const pairs = [
    ['shares', held.sizeMicros, heldMicros],
    ['realised', held.realisedMicros, realisedMicros],
    ['fees', held.feesMicros, feesMicros],
  ] as const
  return pairs
    .filter(([, item, ledger]) => item !== ledger)
    .map(
      ([name, item, ledger]) =>
        `${market}: the item says ${name} ${formatMicros(item)}, the ledger ${formatMicros(ledger)}` +
        ' (the item was rebuilt in between, or one of them is wrong: "npx bot halt", then "npx bot adopt")',
    )
}

/** @param label the market in words, where there are any. */
export const pnlText = (of: MarketPnl, label: string): string =>
  `  ${label}  ${counted(of.fills, 'fill')}, bought ${formatMicros(of.boughtMicros)}, ` +
  `sold ${formatMicros(of.soldMicros)}, held now ${formatMicros(of.heldMicros)}, ` +
  `realised ${formatMicros(of.realisedMicros)}, fees ${formatMicros(of.feeMicros)}`
