import type { Read } from '../domain/read.ts'
import type { Positions, Venue } from '../ports/venue.ts'

/** The positions of the account in one round: the first market that wants them asks, and all take its answer. */
export type AskPositions = (venue: Pick<Venue, 'positions'>) => Promise<Read<Positions>>

/** They are one read of the whole account. What cannot be read is unknown to those that want it, in this round alone. */
export function positionsOnce(): AskPositions {
  let answer: Promise<Read<Positions>> | null = null
  return (venue) => {
    answer ??= venue.positions()
    return answer
  }
}
