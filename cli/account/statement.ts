import type { Adoption } from '../../shared/accounting/adoption.ts'
import { applyLeg, canApply } from '../../shared/accounting/applyLeg.ts'
import { foldOrder } from '../../shared/accounting/foldLegs.ts'
import { emptyPosition, type Position } from '../../shared/accounting/position.ts'
import { type Leg, legKey } from '../../shared/domain/leg.ts'
import { toleranceOf } from '../../shared/domain/tolerance.ts'
import type { MarketId } from '../../shared/domain/units.ts'
import { size, usdc } from '../../shared/domain/units.ts'
import type { Payout } from '../../shared/ports/store.ts'

/** All that was ever booked of one market. */
export interface MarketLedger {
  readonly market: MarketId
  readonly legs: readonly Leg[]
  readonly payouts: readonly Payout[]
  readonly adoptions: readonly Adoption[]
}

export interface StatementLine {
  readonly atMs: number
  readonly market: MarketId
  readonly entry:
    | { readonly is: 'fill'; readonly leg: Leg }
    | { readonly is: 'payout'; readonly payout: Payout }
    | { readonly is: 'adoption'; readonly adoption: Adoption }
  readonly realisedMicros: number
  readonly feeMicros: number
  /** After the entry. */
  readonly position: Position
  /** Why it could not be folded; it is listed anyway. */
  readonly problem: string | null
}

/**
 * Folds everything from the beginning, at average cost: what a year realised depends on the years before. An adoption
 * says what is held from then on: what it changes apart from its adjustment is realised in its line.
 */
export function statementOf({ market, legs, payouts, adoptions }: MarketLedger): readonly StatementLine[] {
  let position = emptyPosition
  const slackMicros = toleranceOf(legs)
  return entriesOf(legs, payouts, adoptions).map((entry): StatementLine => {
    const before = position
    const applied = apply(position, entry, slackMicros)
    position = applied.position
    return {
      atMs: atMsOf(entry),
      market,
      entry,
      position,
      problem: applied.problem,
      realisedMicros: position.realisedMicros - before.realisedMicros,
      feeMicros: position.feesMicros - before.feesMicros,
    }
  })
}

function apply(
  position: Position,
  entry: StatementLine['entry'],
  slackMicros: number,
): { readonly position: Position; readonly problem: string | null } {
  if (entry.is === 'adoption') return { position: entry.adoption.position, problem: null }
  if (entry.is === 'payout') {
    const realisedMicros = usdc(position.realisedMicros + entry.payout.realisedMicros)
    return {
      position: { ...position, sizeMicros: size(0), costMicros: usdc(0), realisedMicros },
      problem: null,
    }
  }
  const { leg } = entry
  if (canApply(position, leg, slackMicros))
    return { position: applyLeg(position, leg).position, problem: null }
  return { position, problem: leg.status === 'CONFIRMED' ? OVERSOLD : leg.status }
}

/** The problem of a line that an adoption settles. */
export const OVERSOLD = 'sells more than the fills bought'

/** In the order they are folded: an adoption has the fills matched before its `fromMs` in it, its payout too. */
function entriesOf(
  legs: readonly Leg[],
  payouts: readonly Payout[],
  adoptions: readonly Adoption[],
): readonly StatementLine['entry'][] {
  const fills = legs.toSorted(foldOrder)
  const entries: StatementLine['entry'][] = []
  const paid = new Set<Payout>()
  let next = 0
  const fillUntil = (untilMs: number): void => {
    for (let leg = fills[next]; leg !== undefined && leg.matchedAtMs < untilMs; leg = fills[++next]) {
      entries.push({ is: 'fill', leg })
    }
  }
  const pay = (untilMs: number): void => {
    for (const payout of payouts.filter((each) => !paid.has(each) && each.atMs <= untilMs)) {
      paid.add(payout)
      entries.push({ is: 'payout', payout })
    }
  }
  for (const adoption of adoptions.toSorted((a, b) => a.atMs - b.atMs)) {
    fillUntil(adoption.fromMs)
    pay(adoption.atMs)
    entries.push({ is: 'adoption', adoption })
  }
  fillUntil(Number.POSITIVE_INFINITY)
  pay(Number.POSITIVE_INFINITY)
  return entries
}

const atMsOf = (entry: StatementLine['entry']): number => {
  switch (entry.is) {
    case 'fill':
      return entry.leg.matchedAtMs
    case 'payout':
      return entry.payout.atMs
    case 'adoption':
      return entry.adoption.atMs
  }
}

/** One leg once: an item may still hold what the ledger has already. The ledger's is final. */
export function mergeLegs(ledger: readonly Leg[], held: readonly Leg[]): readonly Leg[] {
  const byKey = new Map(held.map((leg) => [legKey(leg), leg]))
  for (const leg of ledger) byKey.set(legKey(leg), leg)
  return [...byKey.values()]
}
