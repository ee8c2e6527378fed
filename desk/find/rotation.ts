import { formatMicros } from '../../shared/domain/decimal.ts'
import type { MarketSettings } from '../../shared/domain/settings.ts'
import type { MarketId } from '../../shared/domain/units.ts'
import type { Candidate } from './candidateOf.ts'
import type { Compared } from './compared.ts'
import { type PlannedMarket, type PlanTerms, plan } from './plan.ts'

/** How a configuration goes towards a ranking, one careful step. */
export interface Rotation {
  /** Leave: from the next deployment on without entries. */
  readonly off: readonly MarketId[]
  /** Without entries already, and empty. */
  readonly removed: readonly MarketId[]
  /** Without entries already, and not to be removed yet. */
  readonly kept: readonly { readonly market: MarketId; readonly why: string }[]
  readonly added: readonly PlannedMarket[]
  /** Among the best, and not added. */
  readonly waiting: readonly { readonly candidate: Candidate; readonly why: string }[]
}

type Traded = Pick<MarketSettings, 'market' | 'entries' | 'risk'>

export interface RotationTerms extends PlanTerms {
  /** Of outcomes: a market with both has two. */
  readonly mostMarkets: number
  /** Why a market may not be removed yet; null: it is empty. */
  readonly heldBy: (market: MarketId) => string | null
}

/**
 * Leaving markets first lose their entries, and leave once they are empty; only what is free of the budget then goes to
 * those that come, an equal part each. No limit of a market that stays is touched, and no entries are switched on.
 */
export function rotation(markets: readonly Traded[], change: Compared, terms: RotationTerms): Rotation {
  const leaving = [...new Set(change.leaves.map(({ market }) => market))]
  const of = (market: MarketId) => markets.filter((each) => each.market === market)
  const isOff = (market: MarketId): boolean => of(market).every(({ entries }) => !entries)
  const barred = leaving.filter(isOff).map((market) => ({ market, why: terms.heldBy(market) }))
  const removed = barred.filter(({ why }) => why === null).map(({ market }) => market)
  const left = markets.filter(({ market }) => !removed.includes(market))
  return {
    off: leaving.filter((market) => !isOff(market)),
    removed,
    kept: barred.flatMap(({ market, why }) => (why === null ? [] : [{ market, why }])),
    ...comers(left, change.comes, terms),
  }
}

function comers(
  left: readonly Traded[],
  comes: readonly Candidate[],
  { top, mostMarkets, budgetMicros, usdcMicros, quoting }: RotationTerms,
): Pick<Rotation, 'added' | 'waiting'> {
  const usedMicros = left.reduce((sum, { risk }) => sum + risk.maxUsdcLockedMicros, 0)
  const freeMicros = Math.max(0, budgetMicros - usedMicros)
  const partMicros = Math.floor(budgetMicros / top)
  const room = Math.floor((mostMarkets - left.length) / (quoting === 'two' ? 2 : 1))
  const places = Math.min(Math.floor(freeMicros / partMicros), room)
  const planned =
    places <= 0
      ? { markets: [], left: [] }
      : plan(comes, { top: places, budgetMicros: places * partMicros, usdcMicros, quoting })
  const taken = new Set<string>(
    [...planned.markets, ...planned.left].map(({ candidate }) => candidate.market),
  )
  const full = `${formatMicros(freeMicros)} USDC of the budget are free, a market takes ${formatMicros(partMicros)}`
  return {
    added: planned.markets,
    waiting: [
      ...planned.left,
      ...comes.filter(({ market }) => !taken.has(market)).map((candidate) => ({ candidate, why: full })),
    ],
  }
}
