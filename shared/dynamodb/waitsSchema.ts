import * as z from 'zod'
import { MAX_WHY, type Waits } from '../machine/wait.ts'
import { strictRecord } from './strictRecord.ts'
import { countSchema, epochMsSchema, type Same } from './unitSchemas.ts'

/** What is waited for: an order, a fill, or a word of ours. */
const MAX_OF = 700

const waitSchema = strictRecord({
  sinceMs: epochMsSchema,
  lastedMs: countSchema,
  atMs: epochMsSchema,
  soAtMs: epochMsSchema,
  told: z.boolean(),
  why: z.string().max(MAX_WHY),
  of: z.string().min(1).max(MAX_OF).exactOptional(),
}).exactOptional()

/** Of a market's state. */
export const waitsSchema = strictRecord({
  exitNotResting: waitSchema,
  priceNotBelieved: waitSchema,
  bookContradicted: waitSchema,
  entriesRefused: waitSchema,
  orderUndecided: waitSchema,
  cancelUnconfirmed: waitSchema,
  legUnsettled: waitSchema,
  catchingUp: waitSchema,
  surplus: waitSchema,
  balanceNotRefreshed: waitSchema,
  flattenWaiting: waitSchema,
})

true satisfies Same<z.output<typeof waitsSchema>, Waits>
