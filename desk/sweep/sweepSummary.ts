import { formatCents, formatCount, formatTotal } from '../verdict/format.ts'
import { described, feeSentence, luckSentence, recommendationSentence } from './sentences.ts'
import type { SweepFigures, SweepResult, SweepVariant } from './sweepResult.ts'

/** Of more than these the terminal shows the best, and the page all. */
const MOST_SHOWN = 12
type Column = readonly [title: string, unit: string, width: number]
const sideColumns = (title: string): readonly Column[] => [
  [title, 'USDC', 12],
  ['95 % interval', 'USDC', 22],
  ['a share', 'c', 9],
  ['trips', '', 8],
]
const COLUMNS: readonly Column[] = [['rank', '', 6], ...sideColumns('search'), ...sideColumns('held out')]

/** A sweep for a terminal: the same figures and sentences as on its page. */
export function sweepSummary(sweep: SweepResult): string {
  const { variants } = sweep
  const shown = variants.slice(0, MOST_SHOWN)
  const left = variants.length - shown.length
  return [
    recommendationSentence(sweep),
    luckSentence(sweep),
    ...[feeSentence(sweep)].filter((text) => text !== null),
    row(COLUMNS.map(([title]) => title)),
    row(COLUMNS.map(([, unit]) => unit)),
    ...shown.map((variant, index) => variantRow(sweep, variant, index)),
    ...(left > 0 ? [`and ${formatCount(left)} more on the page`] : []),
    ...[...new Set(variants.flatMap(({ failures }) => failures))].map((text) => `failure: ${text}`),
  ].join('\n')
}

function variantRow(sweep: SweepResult, variant: SweepVariant, index: number): string {
  const { search, heldOut, isPresent } = variant
  const stops = search.stops + heldOut.stops
  const remarks = `${isPresent ? ' (current settings)' : ''}${stops > 0 ? ` STOP x ${stops}` : ''}`
  return row(
    [formatCount(index + 1), ...cells(search), ...cells(heldOut)],
    `${described(sweep, variant)}${remarks}`,
  )
}

const cells = ({ totalMicros, interval, eachMicros, trips }: SweepFigures): readonly string[] => [
  formatTotal(totalMicros),
  interval === null
    ? trips === 0
      ? '–'
      : 'too few'
    : `${formatTotal(interval.lowMicros)} … ${formatTotal(interval.highMicros)}`,
  formatCents(eachMicros),
  formatCount(trips),
]

const row = (texts: readonly string[], last = ''): string =>
  `${texts.map((text, index) => text.padStart(COLUMNS[index]?.[2] ?? text.length)).join('')}  ${last}`.trimEnd()
