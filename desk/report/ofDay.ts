import { z } from 'zod'

const micros = z.number().int()
const count = micros.nonnegative()

/**
 * One UTC day of a bot that trades, in one market: income other than fills, in micro-dollars, and what paper would
 * have made of the very orders. null: not known, or there is none.
 */
export const ofDay = z.object({
  day: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  /** As the venue's account says; of both outcomes together, with the first of them. */
  rewardMicros: micros.nullable(),
  rebateMicros: micros.nullable(),
  /** By the ticks' own samples of our score. */
  estimate: z.object({ lowMicros: micros, likelyMicros: micros, highMicros: micros }).nullable(),
  /** The orders that rested, filled by paper's rules from the public trades; null: those are not known. */
  paper: z
    .object({
      orders: count,
      filled: count,
      /** Those filled shares whose mid 60 s later is known. */
      sharesMicros: count,
      /** Edge after 60 s a share, as `edge` has it: gross, over those shares. null: no such fill. */
      grossMicros: micros.nullable(),
    })
    .nullable(),
})

export type ReplayOfDay = z.output<typeof ofDay>
