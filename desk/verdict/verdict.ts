import { mulDiv } from '../../shared/domain/decimal.ts'
import { MICROS } from '../../shared/domain/units.ts'
import { added } from './outcome.ts'
import { type Bounds, blockInterval, type Rare, type TotalInterval, unitInterval } from './totalInterval.ts'
import type { RecordOutcome, Verdict } from './verdictSchema.ts'

/**
 * Below it nothing is said of one tape: with a loss in 3 % of the trips thirty hold none of them in 40 % of all
 * samples, and the studentised bootstrap keeps what it promises from about here on.
 */
export const MIN_TRIPS = 300
/** Tapes differ from each other in ways that no tape shows: fewer are no sample of them. */
export const MIN_TAPES = 5
/** None seen: with 97.5 % there are fewer than this in as many units, -ln(0.025). */
const UNSEEN_LOSSES = 3.69
/** This many of the units that carry all the spread always give an interval. */
const ENOUGH_RARE = 8

/** Of one record: the unit is the round trip, what is still held included. @param amounts In order of time. */
export function verdictOfTrips(of: RecordOutcome, amounts: readonly number[]): Verdict {
  const lacks = of.trips < MIN_TRIPS ? 'trips' : null
  return judge({ ...of, by: 'trips', blocks: of.units, repeats: 0 }, lacks, () => unitInterval(amounts))
}

/** Of several: the block is the tape, for what hangs together within one. */
export function verdictOfTapes(
  outcomes: readonly RecordOutcome[],
  { repeats }: Pick<Verdict, 'repeats'> = { repeats: 0 },
): Verdict {
  const sum = added(outcomes)
  const blocks = outcomes.length
  const lacks = blocks < MIN_TAPES ? 'tapes' : sum.trips < MIN_TRIPS ? 'trips' : null
  return judge({ ...sum, by: 'tapes', blocks, repeats }, lacks, () =>
    blockInterval(outcomes.map(({ totalMicros }) => ({ sum: totalMicros, length: 1 }))),
  )
}

type Judged = RecordOutcome & Pick<Verdict, 'by' | 'blocks' | 'repeats'>

function judge(of: Judged, lacks: 'trips' | 'tapes' | null, interval: () => TotalInterval): Verdict {
  const { totalMicros, sharesMicros, units } = of
  const eachMicros = sharesMicros === 0 ? null : mulDiv(totalMicros, MICROS, sharesMicros, 'nearest')
  const plain = { ...of, eachMicros, interval: null }
  if (units === 0) return { ...plain, says: 'nothing', lacks, moreMs: null }
  if (lacks !== null) return { ...plain, says: 'tooFew', lacks, moreMs: timeToEnough(of) }
  const seen = interval()
  const found = withUnseenLosses(seen, of)
  if (found.is === 'rare') {
    const moreMs = Math.max(0, of.coveredMs * (ENOUGH_RARE / found.carriers - 1))
    return { ...plain, says: 'tooFew', lacks: 'rare', moreMs: Math.round(moreMs) }
  }
  const { low, high } = found
  const bounds = { lowMicros: Math.floor(low), highMicros: Math.ceil(high) }
  const says = bounds.lowMicros > 0 ? 'gain' : bounds.highMicros < 0 ? 'loss' : 'unclear'
  const moreMs =
    says === 'unclear'
      ? timeToClear(of, seen.is === 'interval' ? seen : { low: totalMicros, high: totalMicros })
      : null
  return { ...plain, interval: bounds, says, lacks: null, moreMs }
}

/**
 * A position can be lost whole, and one in a hundred that is turns many small gains into a loss. Where none was, the
 * sample does not exclude a few: the interval reaches down to where they would leave the total.
 */
function withUnseenLosses(found: TotalInterval, of: RecordOutcome): Bounds | Rare {
  if (found.is === 'rare') return found
  const { totalMicros } = of
  const unseen = unseenMicros(of)
  if (unseen === null) return found.is === 'alike' ? { is: 'rare', carriers: 1 } : found
  const leastMicros = totalMicros - unseen
  if (found.is === 'alike') return { is: 'interval', low: leastMicros, high: totalMicros }
  return { ...found, low: Math.min(found.low, leastMicros) }
}

/** What losses of a whole stake that a sample of any length may lack would cost; null: one was seen, or no stake is known. */
const unseenMicros = ({ largestStakeMicros, wholeLosses }: RecordOutcome): number | null =>
  largestStakeMicros === null || wholeLosses > 0 ? null : UNSEEN_LOSSES * largestStakeMicros

/** Until there are as many trips, and tapes, as a verdict takes. */
function timeToEnough({ by, blocks, trips, coveredMs }: Judged): number | null {
  // Without a trip there is no rate of them.
  if (coveredMs === 0 || trips === 0) return null
  const tripsMs = (coveredMs / trips) * Math.max(0, MIN_TRIPS - trips)
  const tapesMs = by === 'tapes' ? (coveredMs / blocks) * Math.max(0, MIN_TAPES - blocks) : 0
  return Math.round(Math.max(tripsMs, tapesMs))
}

/**
 * The interval by what was seen narrows with the root of the time; it is clear when its half towards zero is the total
 * itself. What unseen losses would cost stays as it is while a gain grows with the time.
 * @param seen Before unseen losses widened it.
 */
function timeToClear(of: RecordOutcome, seen: Pick<Bounds, 'low' | 'high'>): number | null {
  const { totalMicros, coveredMs } = of
  if (totalMicros === 0) return null
  const half = totalMicros > 0 ? totalMicros - seen.low : seen.high - totalMicros
  const bySeen = (half / totalMicros) ** 2
  const unseen = unseenMicros(of)
  const byUnseen = totalMicros > 0 && unseen !== null ? unseen / totalMicros : 0
  return Math.round(coveredMs * Math.max(0, Math.max(bySeen, byUnseen) - 1))
}
