import * as z from 'zod'
import type { Order } from '../domain/order.ts'
import { strictRecord } from './strictRecord.ts'
import {
  countSchema,
  epochMsSchema,
  orderIdSchema,
  priceSchema,
  type Same,
  sizeSchema,
  tokenIdSchema,
} from './unitSchemas.ts'

const lifeSchema = z.discriminatedUnion('at', [
  strictRecord({ at: z.literal('INTENDED') }),
  strictRecord({ at: z.literal('UNKNOWN'), sinceMs: epochMsSchema }),
  strictRecord({ at: z.literal('LIVE') }),
  strictRecord({
    at: z.literal('DEAD'),
    sinceMs: epochMsSchema,
    how: z.enum(['unsent', 'rejected', 'terminal', 'canceled', 'expired']),
  }),
])

/** An order as the market item and the ledger store it. */
export const orderSchema = strictRecord({
  id: orderIdSchema,
  otherId: orderIdSchema.exactOptional(),
  purpose: z.enum(['entry', 'exit', 'takerExit', 'flatten', 'canary']),
  side: z.enum(['BUY', 'SELL']),
  tokenId: tokenIdSchema,
  priceMicros: priceSchema,
  sizeMicros: sizeSchema,
  postOnly: z.boolean(),
  salt: z.string().max(128),
  timestamp: z.string().max(128),
  intendedAtMs: epochMsSchema,
  postedBy: z.string().min(1).max(128).exactOptional(),
  expiresAtMs: epochMsSchema,
  cancelAsked: strictRecord({ atMs: epochMsSchema, why: z.string() }).exactOptional(),
  life: lifeSchema,
  matchedMicros: sizeSchema.nullable(),
  absences: countSchema,
  foldedLegs: strictRecord({
    countedMicros: sizeSchema,
    matchedMicros: sizeSchema,
    flooredMicros: sizeSchema,
  }).exactOptional(),
  outlived: strictRecord({
    sinceMs: epochMsSchema,
    cancelAnsweredAtMs: epochMsSchema.exactOptional(),
    absentAtMs: epochMsSchema.exactOptional(),
  }).exactOptional(),
  closedAtMs: epochMsSchema.exactOptional(),
  stuck: z.literal(true).exactOptional(),

  haltSeq: countSchema.exactOptional(),
})

true satisfies Same<z.output<typeof orderSchema>, Order>
