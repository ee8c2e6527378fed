import { parseOptions } from '../../../desk/session/parseOptions.ts'
import type { SessionResult } from '../../../desk/session/sessionResult.ts'
import type { StopCode } from '../../../shared/domain/control.ts'
import { MICROS } from '../../../shared/domain/units.ts'
import { position } from '../../../shared/machine/inventory.ts'
import type { TickRecord } from '../../../shared/ports/telemetry.ts'
import { recordSession } from '../../support/recordSession.ts'

/** What an entry costs, and how many times its usual size the crowd is that trades with it. */
export interface SessionSize {
  readonly entryUsdc: number
  readonly crowd: number
}

/** 5,000 needs a crowd that is as much larger as 5,000 is than 200, or hardly an entry would fill in a day. */
export const SESSION_SIZES: readonly SessionSize[] = [
  { entryUsdc: 20, crowd: 1 },
  { entryUsdc: 100, crowd: 1 },
  { entryUsdc: 500, crowd: 1 },
  { entryUsdc: 5_000, crowd: 25 },
]

const HOURS = '8'
/** Fewer fills would say nothing about what fills do. */
const MIN_ENTRIES_FILLED = 10
/** Nothing goes wrong in such a session and nobody presses STOP: only the market may be a reason. */
const CAUSED_BY_THE_MARKET: readonly StopCode[] = ['LOSS', 'EXPOSURE']

export interface SizedSession extends SessionSize {
  readonly seed: number
  readonly entriesFilled: number
  readonly roundTrips: number
  readonly stopCodes: readonly StopCode[]
  readonly pages: readonly string[]
  readonly seconds: number
  /** What must not be; none, or the session has failed. */
  readonly violations: readonly string[]
}

/** One session of eight market hours without a fault, on the real handlers, table and HTTP venue. */
export async function runSizedSession(size: SessionSize, seed: number): Promise<SizedSession> {
  const beganMs = performance.now()
  const options = parseOptions({
    seed: String(seed),
    hours: HOURS,
    entry: String(size.entryUsdc),
    crowd: String(size.crowd),
  })
  const stopped: TickRecord[] = []
  const { result } = await recordSession(options, (record) => {
    if (record.decision.actions.some((action) => action.do === 'stop')) stopped.push(record)
  })
  return {
    ...size,
    seed,
    entriesFilled: result.entriesFilled,
    roundTrips: result.roundTrips,
    stopCodes: result.stop?.codes ?? [],
    pages: result.pages,
    seconds: (performance.now() - beganMs) / 1_000,
    violations: violationsOf(result, stopped[0], size),
  }
}

function violationsOf(
  result: SessionResult,
  stopped: TickRecord | undefined,
  { entryUsdc }: SessionSize,
): readonly string[] {
  const codes = result.stop?.codes ?? []
  const foreign = codes.filter((code) => !CAUSED_BY_THE_MARKET.includes(code))
  const lostUsdc = stopped === undefined ? 0 : lossAtTouch(stopped)
  return [
    ...foreign.map((code) => `STOP ${code} without a cause: ${result.stop?.texts.join('; ')}`),
    // The session allows a day to lose what one entry costs; a cent a share is what mid and touch may differ by.
    ...(codes.includes('LOSS') && lostUsdc < entryUsdc * 0.9
      ? [`STOP LOSS at a loss of ${lostUsdc} USDC, ${entryUsdc} are allowed`]
      : []),
    ...(codes.includes('EXPOSURE') && result.exposureHighMicros <= result.capMicros
      ? [`STOP EXPOSURE at ${result.exposureHighMicros} of ${result.capMicros} micros`]
      : []),
    ...(result.entriesFilled < MIN_ENTRIES_FILLED && codes.length === 0
      ? [`only ${result.entriesFilled} entries filled`]
      : []),
    ...result.failures.map((text) => `failure: ${text}`),
    ...result.differences.map((text) => `ledger and venue: ${text}`),
  ]
}

/** What the day had lost with the shares at the best bid, counted from the fills alone. */
function lossAtTouch({ after, seen }: TickRecord): number {
  const { realisedMicros, costMicros, sizeMicros } = position(after)
  const bid = seen.book.ok ? (seen.book.value.bids[0]?.priceMicros ?? 0) : 0
  const equityMicros = realisedMicros - costMicros + (bid * sizeMicros) / MICROS
  return (after.day.startEquityMicros - equityMicros) / MICROS
}
