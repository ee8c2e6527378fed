import { z } from 'zod'
import { FILL_MODELS } from '../../shared/simulator/fillModel.ts'
import { verdictSchema } from '../verdict/verdictSchema.ts'
import { MAX_VARIANTS } from './variants.ts'

/** Raised by every change of the document's form. */
export const SWEEP_SCHEMA = 2

const int = z.number().int()
const micros = int
const atMs = int.nonnegative()
const count = int.nonnegative()
const text = z.string().max(2_000)
const setting = z.union([z.number(), z.string().max(100), z.boolean()])

/** What a variant came to on a part of the tapes: the verdict of its tape, or of all of them together. */
const figures = verdictSchema.extend({
  feesMicros: micros,
  entries: count,
  entriesFilled: count,
  /** Tapes on which a STOP ended its trading. */
  stops: count,
})

const variant = z.object({
  /** A value for each axis. */
  values: z.array(setting),
  /** The configuration as it is. */
  isPresent: z.boolean(),
  search: figures,
  heldOut: figures,
  /** What broke while it ran: its figures are not to be trusted. */
  failures: z.array(text).max(10),
})

const tape = z.object({
  file: text,
  question: text,
  token: text,
  startMs: atMs,
  endMs: atMs,
  events: count,
  feeRatePpm: count,
  part: z.enum(['search', 'heldOut', 'cut']),
  /** Where a tape is cut: before it is searched, after it held out. */
  cutMs: atMs.nullable(),
})

/** What the best of the variants would show on the search tapes if all were worth nothing. */
const luck = z.object({
  blockMs: count,
  blocks: count,
  resamples: count,
  meanMicros: micros,
  highMicros: micros,
  /** The largest total of any variant on the search tapes. */
  foundMicros: micros,
  /** The part of the resamples with a best one at least as good, in millionths. */
  chancePpm: count,
})

const document = z.object({
  kind: z.literal('sweep'),
  schema: z.literal(SWEEP_SCHEMA),
  fillModel: z.enum(FILL_MODELS),
  settings: z.object({
    capMicros: micros,
    entryMicros: micros,
    cadenceMs: count.nullable(),
    latencyMs: z.object({ book: count, cancel: count }),
    maxSilenceMs: count,
    heldOutPercent: count,
  }),
  axes: z.array(z.object({ name: text, values: z.array(setting) })).min(1),
  /** null: the whole grid. */
  sample: z.object({ of: count, seed: count }).nullable(),
  tapes: z.array(tape).min(1),
  /** Some tapes of both parts are of the same hours. */
  overlaps: z.boolean(),
  /** Best first by the search tapes. */
  variants: z
    .array(variant)
    .min(1)
    .max(MAX_VARIANTS + 1),
  /** null: too few blocks of time to estimate it. */
  luck: luck.nullable(),
  recommendation: z.enum(['tooFew', 'unproven', 'luck', 'notHeld', 'worse', 'present', 'take']),
})

/** What `sweep --json` prints and its page draws: a function of tapes and options, no wall time in it. */
export type SweepResult = z.output<typeof document>
export type SweepVariant = z.output<typeof variant>
export type SweepFigures = z.output<typeof figures>
export type SweepTape = z.output<typeof tape>

/** @throws ZodError for a document that is none: the page is drawn of a sound one only. */
export const checkedSweep = (result: SweepResult): SweepResult => document.parse(result)
