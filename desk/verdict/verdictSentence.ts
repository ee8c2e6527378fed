import { formatCents, formatCount, formatDuration, formatShares, formatUsdc } from './format.ts'
import { MIN_TAPES, MIN_TRIPS } from './verdict.ts'
import type { Verdict } from './verdictSchema.ts'

const HOUR_MS = 3_600_000
const DUST_MICROS = 5_000
/** An estimate beyond it promises what no estimate can. */
const LONGEST_MS = 365 * 24 * HOUR_MS

/** What the results prove, in plain sentences: of a gain or a loss, or how long until anything can be said. */
export function verdictSentence(verdict: Verdict, record: 'tape' | 'market' = 'tape'): string {
  if (verdict.says === 'nothing') return 'Nothing was traded and nothing is held: there is no result.'
  return `${claim(verdict, record)}${heldWords(verdict)}${repeatWords(verdict, record)}`
}

function claim(verdict: Verdict, record: string): string {
  const { says, trips, blocks, by, totalMicros, eachMicros, lacks } = verdict
  const each = eachMicros === null ? '' : `, ${formatCents(eachMicros)} c a share`
  const total = `${formatUsdc(totalMicros, true)} USDC${each}`
  const tapes = by === 'tapes' ? ` in ${formatCount(blocks)} ${record}${blocks === 1 ? '' : 's'}` : ''
  const on = `on ${formatCount(trips)} round ${trips === 1 ? 'trip' : 'trips'}${tapes}`
  if (says === 'gain') return `A gain: ${total}${between(verdict)}, ${on}.`
  if (says === 'loss') return `A loss: ${total}${between(verdict)}, ${on}.`
  const yet = `Cannot say yet${timeWords(verdict)}`
  if (lacks === null) return `${yet}: ${total}${between(verdict)}, ${on}.`
  // What is lacking names the trips already.
  const so = lacks !== 'rare' && trips < MIN_TRIPS ? '' : `, ${on}`
  return `${yet}: ${lackWords(verdict, record)}. So far ${total}${so}.`
}

function between({ interval, sharesMicros }: Verdict): string {
  if (interval === null || sharesMicros === 0) return ''
  return `, between ${formatCents(perShare(interval.lowMicros, sharesMicros))} and ${formatCents(perShare(interval.highMicros, sharesMicros))} c (95 %)`
}

/** A total in micro-dollars as micro-dollars a share. */
export const perShare = (totalMicros: number, sharesMicros: number): number =>
  Math.round((totalMicros / sharesMicros) * 1e6)

function timeWords({ moreMs, trips, coveredMs }: Verdict): string {
  if (trips === 0) return `, no round trip was completed in ${formatDuration(coveredMs)}`
  if (moreMs === null) return ''
  if (moreMs > LONGEST_MS) return '; at this rate it takes more than a year'
  const hours = Math.max(1, Math.ceil(moreMs / HOUR_MS))
  return `; at this rate it takes about ${formatCount(hours)} ${hours === 1 ? 'hour' : 'hours'} more`
}

function lackWords({ lacks, trips, blocks }: Verdict, record: string): string {
  const tripWords = `${formatCount(trips)} of the ${MIN_TRIPS} round trips`
  if (lacks === 'trips') return `${tripWords} needed`
  if (lacks === 'tapes') {
    const tapeWords = `${blocks} of the ${MIN_TAPES} ${record}s`
    // The hours above are those until there is enough of both.
    return trips < MIN_TRIPS ? `${tapeWords} and ${tripWords} needed` : `${tapeWords} needed`
  }
  return 'too few outliers to estimate how often they occur'
}

/** What was never sold is part of the total, at this value. */
function heldWords({ held }: Verdict): string {
  // What rounds to no share is dust, and nobody's worry.
  if (held === null || held.sizeMicros < DUST_MICROS) return ''
  const { sizeMicros, costMicros, valueMicros, by } = held
  const worth = valueMicros === null ? 'at no known price' : `worth ${formatUsdc(valueMicros)} USDC`
  return ` Still held: ${formatShares(sizeMicros)} shares that cost ${formatUsdc(costMicros)} USDC, ${worth} (${by}).`
}

/** Left out without a word they would look lost. */
function repeatWords({ repeats }: Verdict, record: string): string {
  if (repeats === 0) return ''
  const [which, is] =
    repeats === 1 ? [`1 ${record} repeats`, 'is'] : [`${formatCount(repeats)} ${record}s repeat`, 'are']
  return ` ${which} hours of another and ${is} not counted.`
}
