import { legKey, type SeenLeg } from '../domain/leg.ts'

/** Sets of up to this many legs are tried in every combination (4,096); of more, those that begin with the oldest. */
const MAX_COMBINED = 12

/**
 * Which of the unsettled legs have arrived on the chain, by the balance: the set by which the confirmed shares
 * come closest to it, within the tolerance; none where no set does. All else alike, more have arrived than fewer.
 * @returns every leg as final.
 */
export function settleByBalance(of: {
  readonly unsettled: readonly SeenLeg[]
  readonly confirmedMicros: number
  readonly balanceMicros: number
  readonly toleranceMicros: number
}): readonly SeenLeg[] {
  const { balanceMicros, confirmedMicros, toleranceMicros } = of
  const unsettled = of.unsettled.toSorted((a, b) => a.matchedAtMs - b.matchedAtMs)
  let best: { readonly arrived: readonly SeenLeg[]; readonly offMicros: number } | null = null
  for (const arrived of candidates(unsettled)) {
    const offMicros = Math.abs(
      balanceMicros - confirmedMicros - arrived.reduce((sum, leg) => sum + moved(leg), 0),
    )
    if (offMicros <= toleranceMicros && (best === null || offMicros < best.offMicros))
      best = { arrived, offMicros }
  }
  const arrived = new Set((best?.arrived ?? []).map(legKey))
  return unsettled.map((leg) => ({ ...leg, status: arrived.has(legKey(leg)) ? 'CONFIRMED' : 'FAILED' }))
}

/** All of them first, none last. */
function* candidates(legs: readonly SeenLeg[]): Generator<readonly SeenLeg[]> {
  if (legs.length > MAX_COMBINED) {
    for (let count = legs.length; count >= 0; count -= 1) yield legs.slice(0, count)
    return
  }
  for (let set = 2 ** legs.length - 1; set >= 0; set -= 1) yield legs.filter((_, i) => ((set >> i) & 1) === 1)
}

const moved = (leg: SeenLeg): number => (leg.side === 'BUY' ? leg.sizeMicros : -leg.sizeMicros)
