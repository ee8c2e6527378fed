import { type ControlItem, isArmed, isRunning } from '../domain/control.ts'
import type { Book, MarketInfo } from '../domain/market.ts'
import type { Read } from '../domain/read.ts'
import type { MarketSettings } from '../domain/settings.ts'
import { isContradicted } from '../strategy/witness.ts'
import { knownInfo } from './knownRules.ts'
import type { Observation } from './observation.ts'
import { othersBook } from './othersBook.ts'
import { aboveSibling } from './sibling.ts'
import type { MarketState } from './state.ts'

/** Besides the four phases. Unreadable is halted too, but nobody can say by what. */
export type Mode = 'RUNNING' | 'HALTED' | 'NOT_ARMED' | 'UNREADABLE'

export const modeOf = (control: Read<ControlItem>): Mode =>
  !control.ok
    ? 'UNREADABLE'
    : !isArmed(control.value)
      ? 'NOT_ARMED'
      : isRunning(control.value)
        ? 'RUNNING'
        : 'HALTED'

/** What every row of the machine looks at. */
export interface Context {
  readonly state: MarketState
  readonly seen: Observation
  readonly settings: MarketSettings
  readonly tradesUsable: boolean
  /** The book without our own orders. */
  readonly book: Read<Book>
  /** What is sold by: as read, or as the item remembers the market. */
  readonly exitInfo: Read<MarketInfo>
}

export const contextOf = (
  state: MarketState,
  seen: Observation,
  settings: MarketSettings,
  tradesUsable: boolean,
): Context => ({
  state,
  seen,
  settings: aboveSibling(settings, seen.sibling, tickOf(state, seen)),
  tradesUsable,
  book: othersBook(seen.book, state, seen.sibling),
  exitInfo: knownInfo(state, seen.info),
})

/** Where it was never read nothing is sold. */
const tickOf = (state: MarketState, { info }: Observation): number =>
  (info.ok ? info.value : state.rules)?.tickMicros ?? 0

/** How long the position has been held; 0 where there is none. */
export const heldMs = ({ state, seen }: Context): number => seen.nowMs - (state.heldSinceMs ?? seen.nowMs)

/** What the strategy judges. */
export const marketView = ({ state, seen, settings, book }: Context) => ({
  book,
  info: seen.info,
  lastGoodMid: state.lastGoodMid,
  mids: state.mids,
  nowMs: seen.nowMs,
  contradicted: isContradicted(state.contradiction, seen.nowMs, settings),
  settings,
})

/** The same for what only reduces risk: a market that cannot be read is the one the item remembers. */
export const exitView = (context: Context) => ({ ...marketView(context), info: context.exitInfo })
