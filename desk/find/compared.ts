import type { MarketSettings } from '../../shared/domain/settings.ts'
import type { MarketId } from '../../shared/domain/units.ts'
import type { Candidate } from './candidateOf.ts'

/** What a configuration and a ranking say of each other. */
export interface Compared {
  readonly stays: readonly Candidate[]
  /** In the configuration, and not among the best: with its candidate where the venue still pays for it. */
  readonly leaves: readonly {
    readonly market: MarketId
    readonly candidate: Candidate | null
    readonly why: string
  }[]
  readonly comes: readonly Candidate[]
}

/** @param best as many as the configuration should have. @param all every candidate, refused or not. */
export function compared(
  markets: readonly Pick<MarketSettings, 'market'>[],
  best: readonly Candidate[],
  all: readonly Candidate[],
): Compared {
  const configured = new Set<string>(markets.map(({ market }) => market))
  const wanted = new Set<string>(best.map(({ market }) => market))
  const candidates = new Map<string, Candidate>(all.map((candidate) => [candidate.market, candidate]))
  return {
    stays: best.filter(({ market }) => configured.has(market)),
    comes: best.filter(({ market }) => !configured.has(market)),
    // A market is one candidate of the ranking, whichever of its outcomes are configured.
    leaves: [...new Set(markets.map(({ market }) => market))]
      .filter((market) => !wanted.has(market))
      .map((market) => {
        const candidate = candidates.get(market) ?? null
        return { market, candidate, why: whyOf(candidate, best.length) }
      }),
  }
}

function whyOf(candidate: Candidate | null, count: number): string {
  if (candidate === null) return 'it has no reward programme now, or none that was read'
  if (candidate.refusals.length > 0) return `the bot would not enter it now: ${candidate.refusals.join(', ')}`
  return `it is not among the best ${count}`
}
