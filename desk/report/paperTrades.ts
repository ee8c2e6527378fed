import { z } from 'zod'

const count = z.number().int().nonnegative()

/** The looks at one source of trades: how late it was at most, where that could be read, and the longest wait. */
const looks = z.object({ looks: count, lagMs: count.nullable(), waitMs: count })

/** Where a run on paper had the trades from that filled its orders; null: never from there. */
export const paperTrades = z.object({ channel: looks.nullable(), index: looks.nullable() })

export type PaperTrades = z.output<typeof paperTrades>

const NAMES = { channel: 'market channel, exact', index: 'index of the chain' } as const

/** For a page and a terminal. */
export function paperTradesWords(trades: PaperTrades): string {
  const all = (trades.channel?.looks ?? 0) + (trades.index?.looks ?? 0)
  return (['channel', 'index'] as const)
    .flatMap((source) => {
      const of = trades[source]
      if (of === null) return []
      const lag = of.lagMs === null ? 'lag unknown' : `at most ${seconds(of.lagMs)} late`
      const part = Math.round((100 * of.looks) / all)
      return [`${NAMES[source]}: ${part} % of the checks, ${lag}, waited up to ${seconds(of.waitMs)}`]
    })
    .join('; ')
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`
