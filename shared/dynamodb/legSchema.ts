import * as z from 'zod'
import type { Leg } from '../domain/leg.ts'
import { strictRecord } from './strictRecord.ts'
import {
  epochMsSchema,
  marketIdSchema,
  orderIdSchema,
  priceSchema,
  type Same,
  sizeSchema,
  tokenIdSchema,
  tradeIdSchema,
  usdcSchema,
} from './unitSchemas.ts'

/** A leg as the market item and the ledger store it. */
export const legSchema = strictRecord({
  tradeId: tradeIdSchema,
  orderId: orderIdSchema,
  market: marketIdSchema,
  tokenId: tokenIdSchema,
  side: z.enum(['BUY', 'SELL']),
  role: z.enum(['maker', 'taker']),
  sizeMicros: sizeSchema,
  priceMicros: priceSchema,
  notionalMicros: usdcSchema,
  matchedAtMs: epochMsSchema,
  status: z.enum(['PROVISIONAL', 'CONFIRMED', 'FAILED']),
  mined: z.boolean(),
  transactionHash: z.string().max(256).exactOptional(),
  feeMicros: usdcSchema,
  seenAtMs: epochMsSchema,
})

true satisfies Same<z.output<typeof legSchema>, Leg>
