import { formatMicros } from '../domain/decimal.ts'
import { type SizeMicros, size } from '../domain/units.ts'
import { without } from '../domain/without.ts'
import { confirmedMicros, provisionalMicros } from './inventory.ts'
import type { BalanceRefresh, MarketState, Surplus, Suspicion } from './state.ts'
import { shareToleranceMicros, tallyOf } from './tally.ts'
import type { Watch, Watched } from './watch.ts'

/** Shares that must be in the wallet by our fills: settled, and not matched away. */
const ownedMicros = (state: MarketState): number => confirmedMicros(state) - provisionalMicros(state, 'SELL')

/** Whether a balance lacks more of ours than the tolerance. */
export const isShort = (state: MarketState, balanceMicros: SizeMicros): boolean =>
  balanceMicros < ownedMicros(state) - shareToleranceMicros(state)

/**
 * The venue holds fewer shares for us than our fills say, for longer than its lag explains. Its balance is a cache:
 * the time runs from the first reading that is short although the venue has answered to a request to look again. What
 * it lacks within the tolerance is dust: noted, and no shortage.
 */
export function watchBalance({ state: before, seen, settings }: Watched): Watch {
  const { balance } = seen
  // Fills that would explain it are not read yet.
  if (before.catchUp !== undefined)
    return { state: withRefresh(withSurplus(before), undefined, null), stop: null }
  if (balance === undefined || !balance.ok || before.settling) {
    return { state: withRefresh(before, refreshOf(before, seen.balanceRefresh)), stop: null }
  }
  // Known already, and for "adopt" to book.
  if (before.handFilled === true) {
    return { state: withRefresh(withSurplus(before), undefined, null), stop: null }
  }
  const owned = ownedMicros(before)
  const surplus = surplusOf(before, balance.value, seen)
  const state = withShortage(withSurplus(before, surplus), owned - balance.value)
  if (!isShort(before, balance.value)) return { state: withRefresh(state, undefined, null), stop: null }
  const refresh = refreshOf(state, seen.balanceRefresh)
  const sinceMs = state.suspicion.balanceShortSinceMs ?? (refresh?.answered === true ? seen.nowMs : null)
  const lasts = sinceMs !== null && seen.nowMs - sinceMs > settings.safety.positionLagMs
  return {
    state: withRefresh(state, refresh, sinceMs),
    stop: lasts
      ? `the venue holds ${formatMicros(balance.value)} shares for us, our fills add up to ${formatMicros(owned)}`
      : null,
  }
}

/** Shares beyond all that our fills can have brought, and the tolerance; negative where there are none. */
export const surplusMicros = (state: MarketState, balanceMicros: SizeMicros): number =>
  balanceMicros - (confirmedMicros(state) + provisionalMicros(state, 'BUY')) - shareToleranceMicros(state)

/** Shares beyond our fills are a fill that we do not know, or came by another hand: noted since when, and never counted. */
function surplusOf(
  state: MarketState,
  balanceMicros: SizeMicros,
  { nowMs, balanceRefresh }: Watched['seen'],
): Surplus | undefined {
  const beyond = surplusMicros(state, balanceMicros)
  if (beyond <= 0) return undefined
  const { sinceMs = nowMs, refresh } = state.surplus ?? {}
  const last =
    balanceRefresh === undefined
      ? refresh
      : { ...balanceRefresh, answered: balanceRefresh.answered || refresh?.answered === true }
  return {
    sinceMs,
    sizeMicros: size(beyond + shareToleranceMicros(state)),
    ...(last === undefined ? {} : { refresh: last }),
  }
}

const withSurplus = (state: MarketState, surplus?: Surplus): MarketState =>
  surplus === undefined ? without(state, 'surplus') : { ...state, surplus }

/** The last request, answered if this or an earlier one of the same shortage was. */
const refreshOf = (
  { suspicion: { balanceRefresh: before } }: MarketState,
  now: BalanceRefresh | undefined,
): BalanceRefresh | undefined =>
  now === undefined ? before : { atMs: now.atMs, answered: now.answered || before?.answered === true }

function withRefresh(
  state: MarketState,
  refresh: BalanceRefresh | undefined,
  balanceShortSinceMs: Suspicion['balanceShortSinceMs'] = state.suspicion.balanceShortSinceMs,
): MarketState {
  const before = state.suspicion
  if (before.balanceRefresh === refresh && before.balanceShortSinceMs === balanceShortSinceMs) return state
  const rest = without(before, 'balanceRefresh')
  const suspicion = { ...rest, balanceShortSinceMs, ...(refresh && { balanceRefresh: refresh }) }
  return { ...state, suspicion }
}

/** Dust that the balance lacks, and when the two were even. */
function withShortage(state: MarketState, missingMicros: number): MarketState {
  if (missingMicros > 0 && missingMicros <= shareToleranceMicros(state)) {
    return { ...state, shortMicros: size(missingMicros) }
  }
  const rest = without(state, 'shortMicros')
  const tally = tallyOf(state)
  const isEven = state.tally !== undefined && tally.evenAtMicros === tally.flooredMicros
  return missingMicros === 0 && !isEven
    ? { ...rest, tally: { ...tally, evenAtMicros: tally.flooredMicros } }
    : rest
}
