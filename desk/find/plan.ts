import { MICROS } from '../../shared/domain/units.ts'
import { USUAL_MIN_SIZE_MICROS } from '../../shared/domain/venueRules.ts'
import type { Candidate } from './candidateOf.ts'
import type { QuotingSides } from './chosen.ts'

/** Limits for one market, in USDC as a configuration has them. */
export interface PlannedMarket {
  readonly candidate: Candidate
  readonly maxUsdcLocked: number
  readonly entryUsdc: number
  readonly maxDailyLossUsdc: number
}

export interface Plan {
  readonly markets: readonly PlannedMarket[]
  /** Better candidates that did not fit, with the reason. */
  readonly left: readonly { readonly candidate: Candidate; readonly why: string }[]
}

/** A cap must bear a rise in price: an entry is at most half of it. */
const CAPS_AN_ENTRY = 2
/** As in the configuration that comes with the project: a fifth of the cap may be lost in a day. */
const LOSS_PART = 5
/** The smallest order must cost at most half of the cap at the dearest price that is entered, 0.9. */
const LEAST_CAP_CENTS = 900
const CENT_MICROS = MICROS / 100

export interface PlanTerms {
  /** How many markets the configuration should have. */
  readonly top: number
  /** What all caps may add up to, those of markets that are still being sold out included. */
  readonly budgetMicros: number
  readonly usdcMicros: number
  readonly quoting: QuotingSides
}

/**
 * The best candidates with equal limits that add up to no more than the budget. An entry costs what was requested or half of
 * the cap, whichever is less; a market whose programme asks for more than that is left out, and the next one comes.
 */
export function plan(candidates: readonly Candidate[], of: PlanTerms): Plan {
  // Each outcome has a cap of its own.
  const caps = of.quoting === 'two' ? 2 * of.top : of.top
  const capCents = Math.floor(of.budgetMicros / caps / CENT_MICROS)
  const entryCents = Math.min(Math.floor(capCents / CAPS_AN_ENTRY), Math.floor(of.usdcMicros / CENT_MICROS))
  const markets: PlannedMarket[] = []
  const left: Plan['left'][number][] = []
  for (const candidate of candidates) {
    if (markets.length === of.top) break
    const needCents = Math.ceil(needMicros(candidate, of.quoting) / CENT_MICROS)
    if (capCents < LEAST_CAP_CENTS) {
      left.push({
        candidate,
        why: `${usd(capCents)} USDC ${of.quoting === 'two' ? 'an outcome' : 'a market'} is below ${usd(LEAST_CAP_CENTS)}: choose fewer markets`,
      })
    } else if (needCents > entryCents) {
      const why = `an order that earns rewards costs ${usd(needCents)} USDC, and only ${usd(entryCents)} is allowed`
      left.push({ candidate, why })
    } else {
      markets.push({
        candidate,
        maxUsdcLocked: capCents / 100,
        entryUsdc: entryCents / 100,
        maxDailyLossUsdc: Math.max(10, Math.floor(capCents / LOSS_PART)) / 100,
      })
    }
  }
  return { markets, left }
}

/** What the smallest order that the market takes and the programme pays costs at the best bid for the outcome, the dearer of two. */
function needMicros(candidate: Candidate, quoting: QuotingSides): number {
  const { midMicros: mid, spreadMicros: spread } = candidate
  if (mid === null || spread === null) return Number.MAX_SAFE_INTEGER
  const bids = [mid - spread / 2, MICROS - mid - spread / 2] as const
  const bidMicros = quoting === 'two' ? Math.max(...bids) : bids[candidate.outcome]
  return (Math.max(candidate.minSizeMicros, USUAL_MIN_SIZE_MICROS) * bidMicros) / MICROS
}

const usd = (cents: number): string => (cents / 100).toFixed(2)
