import * as z from 'zod'
import type { Adoption } from '../accounting/adoption.ts'
import type { LedgerRecord, Payout, RoundTrip } from '../ports/store.ts'
import { legSchema } from './legSchema.ts'
import { positionSchema } from './marketStateSchema.ts'
import { orderSchema } from './orderSchema.ts'
import type { Attributes } from './requests.ts'
import { storedRecord } from './storedRecord.ts'
import { strictRecord } from './strictRecord.ts'
import {
  countSchema,
  epochMsSchema,
  marketIdSchema,
  priceSchema,
  type Same,
  sizeSchema,
  tokenIdSchema,
} from './unitSchemas.ts'

const tripSchema = strictRecord({
  market: marketIdSchema,
  tokenId: tokenIdSchema.exactOptional(),
  number: countSchema,
  closedAtMs: epochMsSchema,
  realisedMicros: z.int(),
})

true satisfies Same<z.output<typeof tripSchema>, RoundTrip>

const payoutSchema = strictRecord({
  market: marketIdSchema,
  tokenId: tokenIdSchema.exactOptional(),
  atMs: epochMsSchema,
  sizeMicros: sizeSchema,
  payoutMicros: priceSchema,
  realisedMicros: z.int(),
})

true satisfies Same<z.output<typeof payoutSchema>, Payout>

const adoptionSchema = strictRecord({
  market: marketIdSchema,
  tokenId: tokenIdSchema.exactOptional(),
  atMs: epochMsSchema,
  fromMs: epochMsSchema,
  sizeMicros: z.int(),
  costMicros: z.int(),
  realisedMicros: z.int(),
  priceMicros: priceSchema.nullable(),
  position: positionSchema,
})

true satisfies Same<z.output<typeof adoptionSchema>, Adoption>

export const ledgerRecordSchema = z.discriminatedUnion('kind', [
  strictRecord({
    kind: z.literal('fill'),
    market: marketIdSchema,
    leg: legSchema,
    // Where it is kept says it too: no stored record has it, and no older code would read one that had.
    orderLeft: z.literal(true).exactOptional(),
  }),
  strictRecord({ kind: z.literal('order'), market: marketIdSchema, order: orderSchema }),
  strictRecord({ kind: z.literal('trip'), market: marketIdSchema, trip: tripSchema }),
  strictRecord({ kind: z.literal('payout'), market: marketIdSchema, payout: payoutSchema }),
  strictRecord({ kind: z.literal('adoption'), market: marketIdSchema, adoption: adoptionSchema }),
])

true satisfies Same<z.output<typeof ledgerRecordSchema>, LedgerRecord>

/** The record, or why it cannot be read. */
export const ledgerRecordIn = (item: Attributes): LedgerRecord | string =>
  storedRecord({ what: 'ledger record', schema: ledgerRecordSchema, contentOf: (all) => all }, item)
