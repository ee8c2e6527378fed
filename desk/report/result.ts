import { z } from 'zod'
import { FILL_MODELS } from '../../shared/simulator/fillModel.ts'
import { verdictSchema } from '../verdict/verdictSchema.ts'
import { ofDay } from './ofDay.ts'
import { paperTrades } from './paperTrades.ts'

/** Bounds of what a document draws; beyond them things are counted and left out, so that no tape is too long. */
export const MAX_DRAWN = 20_000
/** Texts kept; one repeated each tick is one fact. */
export const MAX_NOTES = 100
const MAX_RUNS = 1_000
/** Raised by every change of the document's form. */
export const RESULT_SCHEMA = 8

const int = z.number().int()
/** The last instant of the year 9999: later ones have no calendar. */
const LAST_MS = 253_402_300_799_999
const atMs = int.nonnegative().max(LAST_MS)
const count = int.nonnegative()
const micros = int
const side = z.enum(['BUY', 'SELL'])
const purpose = z.enum(['entry', 'exit', 'takerExit', 'flatten', 'canary'])
const phase = z.enum(['IDLE', 'ENTRY_PENDING', 'POSITION_OPEN', 'EXIT_PENDING'])
const mode = z.enum(['NORMAL', 'EXIT_ONLY', 'HALTED'])
/** How fills came about: by a model of a tape's queue, or by the (simulated, or paper's) venue itself. */
const fillModel = z.enum([...FILL_MODELS, 'venue'])
const text = z.string().max(2_000)
const column = <T extends z.ZodType>(of: T) => z.array(of).max(MAX_DRAWN)
const counted = z.array(z.object({ name: text, count })).max(1_000)

/** The market as the tape's header, the venue or the user states it. */
const tape = z.object({
  /** Without its folder: a result names nobody's disk. Of a session, the name of its feed. */
  file: text,
  question: text,
  token: text,
  /** What tapes of one market have in common, whichever outcome they hold. */
  market: text,
  startMs: atMs,
  endMs: atMs,
  gameStartMs: atMs.nullable(),
  tickMicros: micros,
  minSizeMicros: micros,
  feeRatePpm: count,
  feeExponent: count,
  /** Part of the taker fee that makers get back, parts per million; 0 where the tape does not say. */
  rebatePpm: count,
  events: count,
  trades: count,
  /** Trades whose price or size cannot be known: they filled nobody. */
  unknownTrades: count,
})

/** A stretch of the tape nobody can say anything about: no ticks, no orders, no markout reaches into it. */
const gap = z.object({ fromMs: atMs, toMs: atMs, why: z.enum(['silent', 'marked']) })

/** One order of ours from the instant it rested (or was matched) to its end. */
const quote = z.object({
  id: text,
  purpose,
  side,
  priceMicros: micros,
  sizeMicros: micros,
  filledMicros: micros,
  fromMs: atMs,
  toMs: atMs,
  /** wiped: taken off by the venue. open: it outlived the session. */
  end: z.enum(['filled', 'cancelled', 'expired', 'wiped', 'gap', 'closed', 'tapeEnd', 'open']),
})

/** How far a price can be trusted: a fresh mid, one no longer believed, what the bids pay, the payout. */
const belief = z.enum(['believed', 'disbelieved', 'bids', 'settled'])

/**
 * One fill. `midMicros`: what a share was worth before the event that filled us; `mid60Micros`: 60 s later, by the
 * first mid believed from then on where it comes in time, else by the valuation, and then the belief says so.
 * null: unknown (a gap, the tape's end, no sane book yet). Edge a share after 60 s is
 * (mid60 - price) x (BUY: 1, SELL: -1).
 */
const fill = z.object({
  atMs,
  side,
  purpose,
  role: z.enum(['maker', 'taker']),
  orderId: text,
  priceMicros: micros,
  sizeMicros: micros,
  feeMicros: micros,
  rebateMicros: micros,
  midMicros: micros.nullable(),
  midBelief: belief.nullable(),
  mid60Micros: micros.nullable(),
  mid60Belief: belief.nullable(),
})

/** From flat to flat, dust aside. */
const trip = z.object({
  fromMs: atMs,
  toMs: atMs,
  sizeMicros: micros,
  /** Size-weighted averages. */
  buyMicros: micros,
  sellMicros: micros,
  feesMicros: micros,
  realisedMicros: micros,
  exitBy: purpose,
})

/** Phase and mode over time, one after the other; a gap has no band. */
const band = z.object({ fromMs: atMs, toMs: atMs, phase, mode })

/** What one tick saw, thinned evenly to at most MAX_DRAWN points; columns of equal length. null: no such price. */
const series = z.object({
  /** One point stands for this many ticks. */
  stride: int.positive(),
  atMs: column(atMs),
  bidMicros: column(micros.nullable()),
  askMicros: column(micros.nullable()),
  midMicros: column(micros.nullable()),
  inventoryMicros: column(micros),
  exposureMicros: column(micros),
  /** Realised and unrealised since the beginning, fees deducted, rebates not added. */
  equityMicros: column(micros),
})

/**
 * Adds up exactly: total = spread + markout + drift + gapDrift - fees + rebates, in micro-dollars.
 * spread: mid at the fill against our price. markout: how the mid moved against us in the next 60 s.
 * gapDrift: how what was held moved while nobody looked. drift: everything later, the value of what is held at the
 * end included.
 */
const pnl = z.object({
  spreadMicros: micros,
  markoutMicros: micros,
  driftMicros: micros,
  gapDriftMicros: micros,
  feesMicros: micros,
  rebatesMicros: micros,
  totalMicros: micros,
  realisedMicros: micros,
  unrealisedMicros: micros,
  /** Fills without a known mid 60 s later: their later move is all in the drift. */
  withoutMarkout: count,
  /** Fills whose markout is that of the valuation, because no believed mid came in time. */
  valuedMarkouts: count,
})

/**
 * Edge a share after 60 s, in micro-dollars a share over all shares filled whose mid 60 s later is known:
 * net = gross - fees + rebates, gross = spread captured + markout. Rounded to nearest, so that they may add up to
 * one more or less. null: no such fill.
 */
const edge = z.object({
  fills: count,
  sharesMicros: count,
  grossMicros: micros.nullable(),
  feesMicros: micros.nullable(),
  rebatesMicros: micros.nullable(),
  netMicros: micros.nullable(),
})

/** What is still held, and counts in the total at this value. */
/**
 * Liquidity rewards are an estimate, never in the P&L: our part of the scores of all displayed within the market's
 * band, sampled each tick while our order was large enough. null: the programme's rules are not stated.
 */
const rewards = z.object({
  minSizeMicros: micros,
  maxSpreadMicros: micros,
  dailyMicros: micros,
  minAgeMs: count,
  samples: count,
  /** Time with a qualifying quote of ours. */
  qualifyingMs: count,
  /** Between these: it is not published how the crowd's scores are spread over makers, and which mid is meant. */
  lowMicros: micros,
  highMicros: micros,
})

const notes = z.array(text).max(MAX_NOTES)
const stop = z.object({ atMs, codes: notes, texts: notes })

/** One tape under one fill model, or one session. */
const run = z.object({
  tape,
  fillModel,
  settings: z.object({
    capMicros: micros,
    entryMicros: micros,
    /** null: one tick a minute. */
    cadenceMs: count.nullable(),
    /** null: the venue's own. */
    latencyMs: z.object({ book: count, cancel: count }).nullable(),
    /** null: no silence is left out. */
    maxSilenceMs: count.nullable(),
  }),
  /** Of a run on paper; null: no other run looks for trades. */
  paperTrades: paperTrades.nullable(),
  /** coveredMs = spanMs less the gaps. */
  time: z.object({ spanMs: count, coveredMs: count, gaps: column(gap) }),
  /** Audit as counters: ticks, rows of the state machine taken, regime refusals by reason, largest first. */
  ticks: z.object({ done: count, busy: count, failed: count }),
  rows: counted,
  refusals: counted,
  postings: z.object({ sent: count, accepted: count, rejected: counted, unsent: count }),
  orders: z.object({ entries: count, entriesFilled: count, exits: count, exitsFilled: count }),
  quotes: column(quote),
  fills: column(fill),
  trips: column(trip),
  bands: column(band),
  series,
  pnl,
  edge,
  verdict: verdictSchema,
  /** Held at the end, valued by `priceMicros`; null: no price was ever believed. */
  position: z.object({ sizeMicros: micros, costMicros: micros, priceMicros: micros.nullable() }),
  exposureHighMicros: micros,
  rewards: rewards.nullable(),
  /** null: no bot that trades. */
  ofDay: ofDay.nullable(),
  /** The STOP that ended trading, if any: later ticks are halted ones. */
  stop: stop.nullable(),
  pages: notes,
  failures: notes,
  /** What there was beyond MAX_DRAWN: counted in every number above, not drawn. */
  notDrawn: z.object({ quotes: count, fills: count, trips: count, bands: count }),
})

/** The form of a document; that its parts agree is `parseReplayResult`'s to check. */
export const resultSchema = z.object({
  kind: z.enum(['replay', 'session', 'paper', 'live']),
  schema: z.literal(RESULT_SCHEMA),
  /** By tape as given, then touch, proportional, trades; of a session, one. */
  runs: z.array(run).min(1).max(MAX_RUNS),
  /** Of several tapes together, by fill model; of one, none. */
  pooled: z.array(z.object({ fillModel, verdict: verdictSchema })).max(fillModel.options.length),
  /** What the bot's records say besides the runs, such as money that is stuck. */
  notes,
})

/** What `replay --json` prints and every report draws: a function of tapes and options, no wall time in it. */
export type ReplayResult = z.output<typeof resultSchema>
export type ReplayRun = z.output<typeof run>
export type ReplayFill = z.output<typeof fill>
export type ReplayQuote = z.output<typeof quote>
export type ReplayTrip = z.output<typeof trip>
export type ReplayBand = z.output<typeof band>
export type ReplayGap = z.output<typeof gap>
export type ReplaySeries = z.output<typeof series>
export type ReplayPnl = z.output<typeof pnl>
export type ReplayEdge = z.output<typeof edge>
export type ReplayPooled = ReplayResult['pooled'][number]
export type ReplayRewards = z.output<typeof rewards>
export type ReplayTape = z.output<typeof tape>
