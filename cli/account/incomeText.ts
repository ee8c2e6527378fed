import { formatMicros } from '../../shared/domain/decimal.ts'
import type { Income, IncomeDay } from './readIncome.ts'

/** Totals as decimal strings in USDC; null: a day of them is not known. */
export interface IncomeTotals {
  readonly rewards: string | null
  readonly rebates: string | null
  readonly rewardsPaid: string
  readonly rebatesPaid: string
}

export function incomeTotals({ days, payments }: Income): IncomeTotals {
  const earned = (of: (day: IncomeDay) => number | null): string | null => {
    const all = days.map(of)
    return all.some((micros) => micros === null) ? null : total(all.map((micros) => micros ?? 0))
  }
  const paid = (kind: 'reward' | 'rebate'): string =>
    total(payments.filter((each) => each.kind === kind).map(({ micros }) => micros))
  return {
    rewards: earned(({ rewardMicros }) => rewardMicros),
    rebates: earned(({ rebateMicros }) => rebateMicros),
    rewardsPaid: paid('reward'),
    rebatesPaid: paid('rebate'),
  }
}

const total = (all: readonly number[]): string => formatMicros(all.reduce((sum, micros) => sum + micros, 0))

/** A line of totals, and one for each day with a reward or an estimate: what the ticks expected, and what came. */
export function incomeText(income: Income): readonly string[] {
  const { rewards, rebates, rewardsPaid, rebatesPaid } = incomeTotals(income)
  return [
    `maker rebates on top: ${rebates ?? 'not known'}, of which ${rebatesPaid} have been paid`,
    `liquidity rewards on top: ${rewards ?? 'not known'}, of which ${rewardsPaid} have been paid`,
    ...income.days
      .filter(({ rewardMicros, estimate }) => rewardMicros !== 0 || estimate !== null)
      .map(
        (day) =>
          `  ${day.day}  earned ${formatted(day.rewardMicros)}, paid ${paidFor(income, day)}, ` +
          `the ticks' estimate ${day.estimate === null ? 'not known' : `${formatted(day.estimate.likelyMicros)} (${formatted(day.estimate.lowMicros)} to ${formatted(day.estimate.highMicros)})`}`,
      ),
    ...income.notes,
  ]
}

const formatted = (micros: number | null): string =>
  micros === null ? 'not known' : formatMicros(Math.round(micros))

/** Paid after the day's end, and nothing for a day below 1 USDC. */
function paidFor({ payments }: Income, { day }: IncomeDay): string {
  const own = payments.filter((each) => each.kind === 'reward' && each.day === day)
  return own.length === 0 ? 'nothing' : total(own.map(({ micros }) => micros))
}
