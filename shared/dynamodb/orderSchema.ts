import * as z from 'zod'
import type { Order } from '../domain/order.ts'
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
  z.strictObject({ at: z.literal('INTENDED') }).readonly(),
  z.strictObject({ at: z.literal('UNKNOWN'), sinceMs: epochMsSchema }).readonly(),
  z.strictObject({ at: z.literal('LIVE') }).readonly(),
  z
    .strictObject({
      at: z.literal('DEAD'),
      sinceMs: epochMsSchema,
      how: z.enum(['unsent', 'rejected', 'terminal', 'canceled', 'expired']),
    })
    .readonly(),
])

/** An order as the market item and the ledger store it. */
export const orderSchema = z
  .strictObject({
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
    cancelAsked: z.strictObject({ atMs: epochMsSchema, why: z.string() }).readonly().exactOptional(),
    life: lifeSchema,
    matchedMicros: sizeSchema.nullable(),
    absences: countSchema,
    foldedLegs: z
      .strictObject({ countedMicros: sizeSchema, matchedMicros: sizeSchema, flooredMicros: sizeSchema })
      .readonly()
      .exactOptional(),
    outlived: z
      .strictObject({
        sinceMs: epochMsSchema,
        cancelAnsweredAtMs: epochMsSchema.exactOptional(),
        absentAtMs: epochMsSchema.exactOptional(),
      })
      .readonly()
      .exactOptional(),
    closedAtMs: epochMsSchema.exactOptional(),
    stuck: z.literal(true).exactOptional(),

    haltSeq: countSchema.exactOptional(),
  })
  .readonly()

true satisfies Same<z.output<typeof orderSchema>, Order>
