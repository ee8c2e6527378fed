import { z } from 'zod'

const micros = z.number().int()
const count = micros.nonnegative()

/** What is left at the end, which counts at this value. */
const held = z.object({
  sizeMicros: micros,
  costMicros: micros,
  /** null: there never was a price, it counts at cost. */
  valueMicros: micros.nullable(),
  /** By which price, for people. */
  by: z.string().max(2_000),
})

/**
 * What the results prove of the total. The unit is the round trip, what is still held one more; over tapes the block
 * is the tape. A unit's stake is what its shares cost, all that it could lose. Micro-dollars, micro-shares.
 */
export const verdictSchema = z.object({
  /** What is taken for independent: round trips of one tape, or tapes. */
  by: z.enum(['trips', 'tapes']),
  /** Completed round trips. */
  trips: count,
  /** Round trips, and what is still held as one more. */
  units: count,
  /** How many there are of what is taken for independent. */
  blocks: count,
  totalMicros: micros,
  /** Bought, or held from before. */
  sharesMicros: count,
  /** The total over the shares; null without a share. */
  eachMicros: micros.nullable(),
  /** 95 % of the total; null where nothing can be said of it. */
  interval: z.object({ lowMicros: micros, highMicros: micros }).nullable(),
  says: z.enum(['nothing', 'tooFew', 'unclear', 'gain', 'loss']),
  /** What is too little, where there is no interval. rare: the units that differ from the rest. */
  lacks: z.enum(['trips', 'tapes', 'rare']).nullable(),
  /** How much more time would decide, at this rate; null where that is unknown, or nothing is lacking. */
  moreMs: z.number().nonnegative().nullable(),
  coveredMs: count,
  largestStakeMicros: micros.nullable(),
  wholeLosses: count,
  /** Tapes that show hours of another, of the same outcome: they are not counted. */
  repeats: count,
  held: held.nullable(),
})

export type Verdict = Readonly<z.output<typeof verdictSchema>>
export type LeftOver = NonNullable<Verdict['held']>
/** What a record, or several, came to. */
export type RecordOutcome = Pick<
  Verdict,
  | 'trips'
  | 'units'
  | 'totalMicros'
  | 'sharesMicros'
  | 'coveredMs'
  | 'largestStakeMicros'
  | 'wholeLosses'
  | 'held'
>
