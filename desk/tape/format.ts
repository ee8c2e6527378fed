import { z } from 'zod'

/** The tape's layout, field by field, is in docs/tapes.md; these are its numbers. */
export const TAPE_VERSION = 1
/** The line end in it shows at once when a transfer has translated line ends. */
export const TAPE_MAGIC = Buffer.from('PMTAPE\r\n', 'latin1')
export const BLOCK_MARK = 0x4b4c4250 // "PBLK"
export const TRAILER_MARK = 0x444e4550 // "PEND"
/** Magic, version, reserved, length of the header. */
export const PREAMBLE_BYTES = 16
/** Mark, length and CRC-32 before each block and the trailer. */
export const FRAME_BYTES = 12
/** Sequence number, rows, events, first and last instant, units, lengths of three columns. */
export const BLOCK_HEAD_BYTES = 48
export const MAX_HEADER_BYTES = 65_536
export const MAX_ROWS = 16_384
/** No column needs more than eight bytes a row. */
export const MAX_BLOCK_BYTES = BLOCK_HEAD_BYTES + MAX_ROWS * 25
export const MAX_MICROS = 1_000_000

/**
 * What a row says. A level's size is absolute, 0 = gone; a snapshot empties the book and its levels follow as rows
 * of the same event. After a gap nothing is known until the next event.
 */
export const ROW = {
  bid: 0,
  ask: 1,
  tradeBuy: 2,
  tradeSell: 3,
  unknownTrade: 4,
  snapshot: 5,
  gap: 6,
  tick: 7,
  status: 8,
} as const
export const ROW_KINDS = 9
/** Set on a row that belongs to the event of the row before it. */
export const CONTINUES = 0x80
export const KIND_MASK = 0x7f

/** Sizes of a status row. Resolved: the price is the first token's payout. */
export const STATUS = { paused: 0, accepting: 1, closed: 2, resolved: 3 } as const

/** Decoded rows as columns; a reader fills the same arrays again for each block. */
export interface Block {
  readonly rows: number
  readonly events: number
  readonly firstMs: number
  readonly lastMs: number
  readonly kind: Uint8Array
  readonly atMs: Float64Array
  readonly priceMicros: Int32Array
  readonly sizeMicros: Float64Array
}

const token = z.string().regex(/^\d{1,78}$/)
const ms = z.number().int().nonnegative()
const ppm = z.number().int().nonnegative()

/** The market's facts, as far as they were known when the tape was begun; later changes are rows. */
export const tapeHeaderSchema = z
  .object({
    schema: z.literal(1),
    /** Condition id; null where the source does not say. */
    market: z
      .string()
      .regex(/^0x[0-9a-f]{64}$/)
      .nullable(),
    /** The token whose book this is, then its complement. */
    tokens: z.tuple([token, token]),
    outcomes: z.tuple([z.string().max(200), z.string().max(200)]),
    question: z.string().max(1000),
    tickMicros: z.number().int().positive().max(MAX_MICROS),
    minSizeMicros: z.number().int().positive(),
    feeRatePpm: ppm,
    feeExponent: z.number().int().nonnegative().max(3),
    rebatePpm: ppm.max(1_000_000),
    gameStartMs: ms.nullable(),
    endMs: ms.nullable(),
    rewards: z
      .object({
        minSizeMicros: ppm,
        maxSpreadMicros: ppm,
        dailyMicros: ppm,
        /** How long an order must have rested before it earns; absent where the source does not say. */
        minAgeMs: ms.optional(),
      })
      .nullable(),
    /** What it was made from, for people. */
    source: z.string().max(300),
  })
  .strict()
export type TapeHeader = z.output<typeof tapeHeaderSchema>

/** Says that the tape is whole; written last. */
export const tapeTrailerSchema = z
  .object({
    blocks: ms,
    rows: ms,
    events: ms,
    /** Rows by kind, in the order of ROW. */
    kinds: z.array(ms).length(ROW_KINDS),
  })
  .strict()
export type TapeTrailer = z.output<typeof tapeTrailerSchema>
