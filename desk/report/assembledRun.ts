import type { Valuation } from '../../shared/accounting/valuation.ts'
import type { MarketSettings } from '../../shared/domain/settings.ts'
import type { Bounded } from './bounded.ts'
import type { CountedFills } from './countedFills.ts'
import type { ReplayGap, ReplayQuote, ReplayRun, ReplayTape } from './result.ts'
import type { TickLog } from './tickLog.ts'

/** What was kept of a run, by whichever recorder. */
export interface RecordedParts {
  readonly of: Pick<ReplayRun, 'tape' | 'fillModel' | 'orders' | 'rewards' | 'paperTrades'>
  readonly settings: MarketSettings
  readonly terms: Pick<ReplayRun['settings'], 'cadenceMs' | 'latencyMs' | 'maxSilenceMs'>
  readonly gaps: ReplayGap[]
  readonly log: TickLog
  readonly quotes: Bounded<ReplayQuote>
  readonly fills: CountedFills
  /** What the position of the fills is worth at the end. */
  readonly worth: Valuation
}

/** The document's run, put together. */
export function assembledRun({
  of,
  settings,
  terms,
  gaps,
  log,
  quotes,
  fills,
  worth,
}: RecordedParts): ReplayRun {
  const { startMs, endMs } = of.tape
  const spanMs = endMs - startMs
  const coveredMs = gaps.reduce((left, { fromMs, toMs }) => left - (toMs - fromMs), spanMs)
  const { run, bandsLeft } = log.finish(endMs)
  const { sizeMicros, costMicros } = fills.position
  const { maxUsdcLockedMicros: capMicros, entryUsdcMicros: entryMicros } = settings.risk
  return {
    ...of,
    settings: { capMicros, entryMicros, ...terms },
    time: { spanMs, coveredMs, gaps },
    ...run,
    quotes: quotes.items,
    fills: fills.fills.items,
    trips: fills.trips.items,
    ...fills.finish(worth, { coveredMs }),
    position: { sizeMicros, costMicros, priceMicros: worth.priceMicros },
    ofDay: null,
    notDrawn: {
      quotes: quotes.left,
      fills: fills.fills.left,
      trips: fills.trips.left,
      bands: bandsLeft,
    },
  }
}

type Rules = Pick<
  ReplayTape,
  'gameStartMs' | 'tickMicros' | 'minSizeMicros' | 'feeRatePpm' | 'feeExponent'
> & { readonly rebatePpm?: number | undefined }

/** Of whatever else is known of a market; without a word on rebates it has none. */
export const reportedRules = ({
  gameStartMs,
  tickMicros,
  minSizeMicros,
  feeRatePpm,
  feeExponent,
  rebatePpm = 0,
}: Rules) => ({
  gameStartMs,
  tickMicros,
  minSizeMicros,
  feeRatePpm,
  feeExponent,
  rebatePpm,
})
