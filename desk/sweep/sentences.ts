import { noFeeWords } from '../report/words.ts'
import { formatCents, formatCount, formatTotal } from '../verdict/format.ts'
import { verdictSentence } from '../verdict/verdictSentence.ts'
import type { SweepFigures, SweepResult, SweepVariant } from './sweepResult.ts'

/** What a sweep comes to, in plain words: the page and the terminal have the same. */
export function recommendationSentence(sweep: SweepResult): string {
  const [first] = sweep.variants
  if (first === undefined) return ''
  const best = `${described(sweep, first)} is the best of ${formatCount(sweep.variants.length)} on the search tapes`
  switch (sweep.recommendation) {
    case 'tooFew':
      return `Nothing can be recommended: ${best}, and even that is not proven there. ${verdictSentence(first.search)}`
    case 'unproven':
      return `Nothing can be recommended: ${best}, and even that cannot be distinguished from zero there: ${found(first.search)}.`
    case 'luck':
      return `Nothing can be recommended: ${best} (${found(first.search)}), but the best of this many often looks as good by luck alone. ${luckSentence(sweep)}`
    case 'notHeld':
      return `Nothing can be recommended: ${best} (${found(first.search)}), but it does not hold up: on the held-out tapes it made ${found(first.heldOut)}.`
    case 'worse':
      return `Keep your settings: ${best} and holds up (${found(first.heldOut)}), but your current settings made more there.`
    case 'present':
      return `Keep your settings: of ${formatCount(sweep.variants.length)} variants they are the best on the search tapes, and they hold up: ${found(first.heldOut)}.`
    case 'take':
      return `Recommended: ${described(sweep, first)}. It is the best of ${formatCount(sweep.variants.length)} on the search tapes (${found(first.search)}) and holds up: ${found(first.heldOut)}.`
  }
}

/** How good the best would look if none were worth anything. */
export function luckSentence({ luck, variants }: SweepResult): string {
  const all = `the best of ${formatCount(variants.length)} variants without any edge`
  if (luck === null) {
    return `How good ${all} would look cannot be estimated: the search tapes are too short.`
  }
  const percent = `${(luck.chancePpm / 10_000).toFixed(1)} %`
  return `By luck alone ${all} would show ${formatTotal(luck.meanMicros)} USDC on the search tapes on average, and more than ${formatTotal(luck.highMicros)} in one case of twenty. The best total found is ${formatTotal(luck.foundMicros)}; luck does as well in ${percent} of cases.`
}

/** Variants that take look better than they are where nothing is charged for it; null: every tape charges. */
export function feeSentence({ tapes, fillModel }: SweepResult): string | null {
  const free = tapes.filter(({ feeRatePpm }) => feeRatePpm === 0)
  const words = free.map((tape) => noFeeWords({ fillModel, tape })).find((each) => each !== null) ?? null
  if (words === null || free.length === tapes.length) return words
  return `Of ${formatCount(tapes.length)} tapes ${formatCount(free.length)} ${free.length === 1 ? 'states' : 'state'} no fee: ${free.map(({ file }) => file).join(', ')}. ${words}`
}

/** @example "quote.volatilityDistance = 2, exit.targetTicks = 3" */
export const described = (
  { axes }: Pick<SweepResult, 'axes'>,
  { values }: Pick<SweepVariant, 'values'>,
): string => axes.map(({ name }, index) => `${name} = ${String(values[index])}`).join(', ')

function found({ totalMicros, eachMicros, interval, trips }: SweepFigures): string {
  const total = `${formatTotal(totalMicros)} USDC`
  const share = eachMicros === null ? '' : `, ${formatCents(eachMicros)} c a share`
  const between =
    interval === null
      ? ', too few to say anything'
      : `, between ${formatTotal(interval.lowMicros)} and ${formatTotal(interval.highMicros)} (95 %)`
  return `${total}${share}${between}, on ${formatCount(trips)} round ${trips === 1 ? 'trip' : 'trips'}`
}
