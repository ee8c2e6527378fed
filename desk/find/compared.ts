import type { MarketSettings } from '../../shared/domain/settings.ts'
import type { MarketId } from '../../shared/domain/units.ts'
import type { FindRow } from './findRow.ts'

/** What a configuration and a ranking say of each other. */
export interface Compared {
  readonly stays: readonly FindRow[]
  /** In the configuration, and not among the best: with its row where the venue still pays for it. */
  readonly leaves: readonly {
    readonly market: MarketId
    readonly row: FindRow | null
    readonly why: string
  }[]
  readonly comes: readonly FindRow[]
}

/** @param best as many as the configuration should have. @param all every row, refused or not. */
export function compared(
  markets: readonly Pick<MarketSettings, 'market'>[],
  best: readonly FindRow[],
  all: readonly FindRow[],
): Compared {
  const configured = new Set<string>(markets.map(({ market }) => market))
  const wanted = new Set<string>(best.map(({ market }) => market))
  const rows = new Map<string, FindRow>(all.map((row) => [row.market, row]))
  return {
    stays: best.filter(({ market }) => configured.has(market)),
    comes: best.filter(({ market }) => !configured.has(market)),
    // A market is one row of the ranking, whichever of its outcomes are configured.
    leaves: [...new Set(markets.map(({ market }) => market))]
      .filter((market) => !wanted.has(market))
      .map((market) => {
        const row = rows.get(market) ?? null
        return { market, row, why: whyOf(row, best.length) }
      }),
  }
}

function whyOf(row: FindRow | null, count: number): string {
  if (row === null) return 'it has no reward programme now, or none that was read'
  if (row.refusals.length > 0) return `the bot would not enter it now: ${row.refusals.join(', ')}`
  return `it is not among the best ${count}`
}
