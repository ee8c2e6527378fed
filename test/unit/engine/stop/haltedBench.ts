import { halted, holding, order, state } from '../../../support/build.ts'
import { type Bench, bench, place } from '../../../support/engineBench.ts'

export const resting = state({ folded: holding(20), orders: [order()] })

/** A stack halted with one entry in its item; the order rests at the venue unless said otherwise. */
export function haltedBench(
  over: { readonly isPlaced?: boolean; readonly state?: typeof resting } = {},
): Bench {
  const of = bench({ state: over.state ?? resting, control: halted() })
  if (over.isPlaced !== false) for (const each of of.stored().orders) place(of, each)
  return of
}

/** Such a call fails before or after it is done, or not, by how many there have been. */
export function failAt(of: Bench, call: string, how: (nth: number) => 'before' | 'after' | null): void {
  let asked = 0
  of.store.fault = (which) => {
    if (which !== call) return null
    asked += 1
    return how(asked)
  }
}

export const live = (of: Bench) => [...of.venue.orders.values()].filter((each) => each.status === 'LIVE')
