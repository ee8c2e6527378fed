import * as z from 'zod'
import type { Position } from '../accounting/position.ts'
import type { DoubtedBids } from '../accounting/valuation.ts'
import { legKey } from '../domain/leg.ts'
import { MAX_COVERING_LEVELS, type MarketRules } from '../domain/market.ts'
import { MAX_IN_ROW, MAX_REFUSAL_TEXT } from '../machine/brake.ts'
import {
  type CatchUp,
  MAX_INVENTORY_HISTORY,
  MAX_LEGS,
  MAX_ORDERS,
  MAX_SET_ASIDE,
  MAX_UNREADABLE_PAGED,
  type ManuallySettled,
  type MarketState,
  type Surplus,
  type Tally,
} from '../machine/state.ts'
import { MAX_MIDS, type MidMemory } from '../strategy/midMemory.ts'
import type { Contradiction } from '../strategy/witness.ts'
import { legSchema } from './legSchema.ts'
import { orderSchema } from './orderSchema.ts'
import { strictRecord } from './strictRecord.ts'
import { tradedUnderSchema } from './tradedUnderSchema.ts'
import {
  countSchema,
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
import { waitsSchema } from './waitsSchema.ts'

/** Times kept for a rule that looks back: far above any sane setting, low enough to keep the item small. */
const MAX_TIMES = 256

const times = z.array(epochMsSchema).max(MAX_TIMES).readonly()

/** A position, as the item and a half-read history keep it. */
export const positionSchema = strictRecord({
  sizeMicros: sizeSchema,
  costMicros: usdcSchema,
  realisedMicros: usdcSchema,
  feesMicros: usdcSchema,
  boughtMicros: sizeSchema,
  soldMicros: sizeSchema,
  roundTrips: countSchema,
})

true satisfies Same<z.output<typeof positionSchema>, Position>

const sideRefusalsSchema = strictRecord({
  inRow: countSchema.max(MAX_IN_ROW),
  told: z.boolean(),
  text: z.string().max(MAX_REFUSAL_TEXT),
})

const refusalsSchema = strictRecord({
  BUY: sideRefusalsSchema.exactOptional(),
  SELL: sideRefusalsSchema.exactOptional(),
})

const balanceRefreshSchema = strictRecord({ atMs: epochMsSchema, answered: z.boolean() })

const suspicionSchema = strictRecord({
  flaps: times,
  restPositionMicros: sizeSchema.nullable(),
  openOrdersSinceMs: epochMsSchema.nullable(),
  balanceShortSinceMs: epochMsSchema.nullable(),
  balanceRefresh: balanceRefreshSchema.exactOptional(),
  balanceRetryUsed: z.boolean(),
  failedLegs: times,
  entryBackoffUntilMs: epochMsSchema,
  exitBackoffUntilMs: epochMsSchema.exactOptional(),
  refusals: refusalsSchema.exactOptional(),
  unlisted: z.array(orderIdSchema).max(MAX_TIMES).readonly(),
})

true satisfies Same<z.output<typeof suspicionSchema>, MarketState['suspicion']>

const inventoryPointSchema = strictRecord({
  atMs: epochMsSchema,
  confirmedMicros: sizeSchema,
  withProvisionalMicros: sizeSchema,
  boughtMicros: sizeSchema.exactOptional(),
  soldMicros: sizeSchema.exactOptional(),
})

const handSettledSchema = strictRecord({
  tradeId: tradeIdSchema,
  orderId: orderIdSchema,
  status: z.enum(['CONFIRMED', 'FAILED']),
})

true satisfies Same<z.output<typeof handSettledSchema>, ManuallySettled>

const tallySchema = strictRecord({
  boughtMicros: sizeSchema,
  soldMicros: sizeSchema,
  flooredMicros: sizeSchema,
  evenAtMicros: sizeSchema,
})

true satisfies Same<z.output<typeof tallySchema>, Tally>

const doubtedBidsSchema = strictRecord({
  levels: z
    .array(strictRecord({ priceMicros: priceSchema, sizeMicros: sizeSchema }))
    .max(MAX_COVERING_LEVELS)
    .readonly(),
  atMs: epochMsSchema,
})

true satisfies Same<z.output<typeof doubtedBidsSchema>, DoubtedBids>

const midMemorySchema = strictRecord({
  slotMs: countSchema,
  lastSlot: countSchema,
  micros: z.array(priceSchema.nullable()).max(MAX_MIDS).readonly(),
})

true satisfies Same<z.output<typeof midMemorySchema>, MidMemory>

const rulesSchema = strictRecord({
  tokens: z.tuple([tokenIdSchema, tokenIdSchema]).readonly(),
  version: z.enum(['v1', 'v2']),
  negRisk: z.boolean(),
  tickMicros: priceSchema,
  minSizeMicros: sizeSchema,
  feeRatePpm: countSchema,
  feeExponent: z.number().min(0),
  gameStartMs: epochMsSchema.nullable(),
  endMs: epochMsSchema.nullable(),
  readAtMs: epochMsSchema,
})

true satisfies Same<z.output<typeof rulesSchema>, MarketRules>

const contradictionSchema = strictRecord({
  sinceMs: epochMsSchema,
  atMs: epochMsSchema,
  says: strictRecord({ againstMicros: priceSchema, stampedAtMs: epochMsSchema }).exactOptional(),
})

true satisfies Same<z.output<typeof contradictionSchema>, Contradiction>

/** A trade and an order id, or a hash; both ids are bounded where they are read. */
const recordKeySchema = z.string().min(1).max(700)

const unreadableSchema = strictRecord({
  told: z.array(recordKeySchema).max(MAX_UNREADABLE_PAGED).readonly(),
  tradesReadAtMs: epochMsSchema.exactOptional(),
})

const catchUpSchema = strictRecord({
  fromMs: epochMsSchema,
  windowMs: z.int().min(1),
  readAtMs: epochMsSchema,
})

true satisfies Same<z.output<typeof catchUpSchema>, CatchUp>

const surplusSchema = strictRecord({
  sinceMs: epochMsSchema,
  sizeMicros: sizeSchema,
  refresh: balanceRefreshSchema.exactOptional(),
})

true satisfies Same<z.output<typeof surplusSchema>, Surplus>

/**
 * The `state` attribute of a market item. Strict: a key that this code does not know is refused, because the next
 * commit would lose it. Used both ways, before each write and after each read.
 */
export const marketStateSchema = strictRecord({
  schema: z.literal(1),
  market: marketIdSchema,
  tokenId: tokenIdSchema,
  wallet: z.string().min(1).max(128),
  phase: z.enum(['IDLE', 'ENTRY_PENDING', 'POSITION_OPEN', 'EXIT_PENDING']),
  exitOnly: z
    .array(
      z.enum([
        'exposure',
        'stuckOrder',
        'drain',
        'marketDrain',
        'entriesOff',
        'unconfigured',
        'accountAllotted',
      ]),
    )
    .max(7)
    .readonly(),
  settling: z.boolean(),
  tradedUnder: tradedUnderSchema.exactOptional(),
  lost: z.string().min(1).max(500).exactOptional(),
  unreadable: unreadableSchema.exactOptional(),
  setAside: z.array(recordKeySchema).max(MAX_SET_ASIDE).readonly().exactOptional(),
  unsellable: z.literal(true).exactOptional(),
  rules: rulesSchema.exactOptional(),
  vouchedMicros: sizeSchema.exactOptional(),
  minSizeMicros: sizeSchema,
  feeRatePpm: countSchema,
  feeExponent: z.number().min(0),
  folded: positionSchema,
  legs: z
    .array(legSchema)
    .max(MAX_LEGS)
    .refine((legs) => areDistinct(legs.map(legKey)), 'holds one leg twice')
    .readonly(),
  orders: z
    .array(orderSchema)
    .max(MAX_ORDERS)
    .refine((orders) => areDistinct(orders.map((order) => order.id)), 'holds one order twice')
    .readonly(),
  adoptedAtMs: epochMsSchema,
  foldedUntilMs: epochMsSchema,
  tradesReadAtMs: epochMsSchema,
  catchUp: catchUpSchema.exactOptional(),
  tickedAtMs: epochMsSchema.exactOptional(),
  lookFromMs: epochMsSchema.exactOptional(),
  lastGoodMid: strictRecord({ priceMicros: priceSchema, atMs: epochMsSchema }).nullable(),
  doubtedBids: doubtedBidsSchema.exactOptional(),
  payoutMicros: priceSchema.exactOptional(),
  contradiction: contradictionSchema.exactOptional(),
  flattenLeft: strictRecord({
    seq: countSchema,
    sizeMicros: sizeSchema,
    boundMicros: priceSchema.nullable(),
    isGiven: z.boolean(),
  }).exactOptional(),
  // Items from before there was such a memory begin with an empty one: a short wait for the next entry.
  mids: midMemorySchema.nullable().default(null),
  heldSinceMs: epochMsSchema.nullable().default(null),
  inventoryHistory: z.array(inventoryPointSchema).max(MAX_INVENTORY_HISTORY).readonly(),
  tally: tallySchema.exactOptional(),
  shortMicros: sizeSchema.exactOptional(),
  surplus: surplusSchema.exactOptional(),
  handOrders: z.array(orderIdSchema).max(MAX_TIMES).readonly().exactOptional(),
  handFilled: z.literal(true).exactOptional(),
  handSettled: z.array(handSettledSchema).max(MAX_LEGS).readonly().exactOptional(),
  suspicion: suspicionSchema,
  sanityReadAtMs: epochMsSchema,
  waits: waitsSchema.exactOptional(),
  day: strictRecord({
    utc: z.string().max(10),
    startEquityMicros: usdcSchema,
    // Codes of refusals: a few dozen, each a word.
    refused: z.record(z.string().max(40), countSchema).readonly().exactOptional(),
  }),
})

true satisfies Same<z.output<typeof marketStateSchema>, MarketState>

const areDistinct = (keys: readonly string[]): boolean => new Set(keys).size === keys.length

const MAX_PROBLEM_CHARS = 500

/** What a failed check found, for a message to people. */
export const problemsIn = (parsed: { readonly error?: z.ZodError }): string =>
  (parsed.error === undefined ? '' : z.prettifyError(parsed.error))
    .replaceAll('\n', ' ')
    .slice(0, MAX_PROBLEM_CHARS)
