import { z } from 'zod'
import { FILL_MODELS } from '../../shared/simulator/fillModel.ts'

/** Bounds of what a document draws; beyond them things are counted and left out, so that no tape is too long. */
export const MAX_DRAWN = 20_000
/** Texts kept; one repeated each tick is one fact. */
export const MAX_NOTES = 100
const MAX_RUNS = 1_000
/** Raised by every change of the document's form. */
export const RESULT_SCHEMA = 3

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

/** The market as the tape's header, the venue or the user tells it. */
const tape = z.object({
  /** Without its folder: a result names nobody's disk. Of a session, the name of its feed. */
  file: text,
  question: text,
  token: text,
  startMs: atMs,
  endMs: atMs,
  gameStartMs: atMs.nullable(),
  tickMicros: micros,
  minSizeMicros: micros,
  feeRatePpm: count,
  feeExponent: count,
  /** Part of the taker fee that makers get back, parts per million; 0 where the tape does not tell. */
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

/**
 * One fill. `midMicros`: the last sane mid before the event that filled us; `mid60Micros`: the last one 60 s later.
 * null: nobody knows (a gap, the tape's end, no sane book yet). Edge a share after 60 s is
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
  mid60Micros: micros.nullable(),
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
  /** Every so many ticks is one point. */
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
 * Adds up exactly: total = spread + markout + drift - fees + rebates, in micro-dollars.
 * spread: mid at the fill against our price. markout: how the mid moved against us in the next 60 s.
 * drift: everything later, the position at the end valued at the last sane mid included.
 */
const pnl = z.object({
  spreadMicros: micros,
  markoutMicros: micros,
  driftMicros: micros,
  feesMicros: micros,
  rebatesMicros: micros,
  totalMicros: micros,
  realisedMicros: micros,
  unrealisedMicros: micros,
  /** Fills without a known mid 60 s later: their later move is all in the drift. */
  withoutMarkout: count,
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
  /** Blocks the covered time was cut into for the bootstrap, and those of them with such a fill. */
  blockMs: count,
  blocks: count,
  blocksWithFills: count,
  resamples: count,
  /** 95 % of the net edge; null where the sample is too small for one. */
  interval: z.object({ lowMicros: micros, highMicros: micros }).nullable(),
  says: z.enum(['nothing', 'tooFew', 'unclear', 'gain', 'loss']),
})

/**
 * Liquidity rewards are an estimate, never in the P&L: our part of the scores of all displayed within the market's
 * band, sampled each tick while our order was large enough. null: nobody told the programme's rules.
 */
const rewards = z.object({
  minSizeMicros: micros,
  maxSpreadMicros: micros,
  dailyMicros: micros,
  minAgeMs: count,
  samples: count,
  /** Time with a qualifying quote of ours. */
  qualifyingMs: count,
  estimateMicros: micros,
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
  /** Held at the end, valued by `priceMicros`; null: no price was ever believed. */
  position: z.object({ sizeMicros: micros, costMicros: micros, priceMicros: micros.nullable() }),
  exposureHighMicros: micros,
  rewards: rewards.nullable(),
  /** The STOP that ended trading, if any: later ticks are halted ones. */
  stop: stop.nullable(),
  pages: notes,
  failures: notes,
  /** What there was beyond MAX_DRAWN: counted in every number above, not drawn. */
  notDrawn: z.object({ quotes: count, fills: count, trips: count, bands: count }),
})

const document = z.object({
  kind: z.enum(['replay', 'session', 'paper']),
  schema: z.literal(RESULT_SCHEMA),
  /** By tape as given, then touch, proportional, trades; of a session, one. */
  runs: z.array(run).min(1).max(MAX_RUNS),
})

/** What `replay --json` prints and every report draws: a function of tapes and options, no wall time in it. */
export type ReplayResult = z.output<typeof document>
export type ReplayRun = z.output<typeof run>
export type ReplayFill = z.output<typeof fill>
export type ReplayQuote = z.output<typeof quote>
export type ReplayTrip = z.output<typeof trip>
export type ReplayBand = z.output<typeof band>
export type ReplayGap = z.output<typeof gap>
export type ReplaySeries = z.output<typeof series>
export type ReplayPnl = z.output<typeof pnl>
export type ReplayEdge = z.output<typeof edge>
export type ReplayRewards = z.output<typeof rewards>
export type ReplayTape = z.output<typeof tape>

/** Checks a document somebody read from a file: its form, its bounds, and that its parts agree. */
export function parseReplayResult(
  json: unknown,
):
  | { readonly ok: true; readonly result: ReplayResult }
  | { readonly ok: false; readonly problems: readonly string[] } {
  const found = typeof json === 'object' && json !== null && 'schema' in json ? json.schema : undefined
  if (typeof found === 'number' && found !== RESULT_SCHEMA) {
    const remedy = `this one reads ${RESULT_SCHEMA}: run the replay or the session again`
    return { ok: false, problems: [`schema: ${found} is of another version of the bot, ${remedy}`] }
  }
  const parsed = document.safeParse(json)
  if (!parsed.success) {
    return { ok: false, problems: parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`) }
  }
  const problems = parsed.data.runs.flatMap((each, index) =>
    contradictions(each).map((text) => `runs.${index}: ${text}`),
  )
  return problems.length > 0 ? { ok: false, problems } : { ok: true, result: parsed.data }
}

/** Sentences about what cannot be true at once. */
export function contradictions(of: ReplayRun): readonly string[] {
  return [...moneyProblems(of), ...timeProblems(of)]
}

function* moneyProblems({ pnl: parts, fills, notDrawn, trips }: ReplayRun): Generator<string> {
  const { spreadMicros, markoutMicros, driftMicros, feesMicros, rebatesMicros, totalMicros } = parts
  const sum = spreadMicros + markoutMicros + driftMicros - feesMicros + rebatesMicros
  if (sum !== totalMicros) yield `the parts of the P&L add up to ${sum}, not to ${totalMicros}`
  const booked = parts.realisedMicros + parts.unrealisedMicros + rebatesMicros
  if (booked !== totalMicros) yield `realised, unrealised and rebates are ${booked}, not ${totalMicros}`
  if (notDrawn.fills > 0) return
  const fees = fills.reduce((total, each) => total + each.feeMicros, 0)
  if (fees !== feesMicros) yield `the fills' fees are ${fees}, not ${feesMicros}`
  const realised = trips.reduce((total, each) => total + each.realisedMicros, 0)
  if (!Number.isSafeInteger(realised)) yield 'the trips add up to no safe number'
}

function* timeProblems(of: ReplayRun): Generator<string> {
  const { tape: played, time, fills, bands, series: drawn } = of
  const inGap = (at: number): boolean => time.gaps.some(({ fromMs, toMs }) => at > fromMs && at < toMs)
  const lost = time.gaps.reduce((total, each) => total + each.toMs - each.fromMs, 0)
  if (time.spanMs !== played.endMs - played.startMs) yield 'the span is not that of the tape'
  if (time.coveredMs + lost !== time.spanMs) yield 'covered time and gaps are not the span'
  if (fills.some((each, i) => each.atMs < (fills[i - 1]?.atMs ?? 0))) yield 'the fills are out of order'
  if (fills.some((each) => inGap(each.atMs))) yield 'a fill lies in a gap'
  if (bands.some((each, i) => each.toMs < each.fromMs || each.fromMs < (bands[i - 1]?.toMs ?? 0))) {
    yield 'the bands overlap'
  }
  const { stride: _, ...columns } = drawn
  if (Object.values(columns).some((column) => column.length !== drawn.atMs.length)) {
    yield 'the columns of the series differ in length'
  }
}
