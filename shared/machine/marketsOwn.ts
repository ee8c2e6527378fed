import type { RefusalCode } from './refusalWords.ts'
import type { Row } from './row.ts'
import type { MarketState } from './state.ts'

/**
 * Refusals of an entry that call nobody: the market's own state, and what was reported or asked for already. A refusal
 * that is not here is something else, and has a watchdog.
 */
const MARKETS_OWN: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  ...(['oneSided', 'crossed', 'spreadWide', 'jump', 'notAccepting', 'shortHistory', 'sd', 'move'] as const),
  ...(['spreadTight', 'depth', 'band', 'gameStart', 'inPlay', 'ending', 'endUnknown'] as const),
  ...(['onlyDust', 'priceBounds', 'noRoom', 'edge', 'dust'] as const),
  ...(['exposure', 'stuckOrder', 'drain', 'marketDrain', 'entriesOff'] as const),
  ...(['unconfigured', 'catchingUp'] as const),
])

/** Why a tick that could enter did not, by its market's own state or otherwise. */
export function entryRefusals({ at, refusals = [] }: Row): {
  readonly own: readonly RefusalCode[]
  readonly other: readonly RefusalCode[]
} {
  const all = at === 'IDLE' ? refusals : []
  return {
    own: all.filter((each) => MARKETS_OWN.has(each)),
    other: all.filter((each) => !MARKETS_OWN.has(each)),
  }
}

/** The day's tally of the market's own refusals, in ticks: for the summary, since they page nobody. */
export function countRefusals(day: MarketState['day'], row: Row): MarketState['day'] {
  const { own } = entryRefusals(row)
  if (own.length === 0) return day
  const refused = { ...day.refused }
  for (const each of own) refused[each] = (refused[each] ?? 0) + 1
  return { ...day, refused }
}
