import { equityMicros, type Valuation } from '../accounting/valuation.ts'
import type { StopCode, StopReason } from '../domain/control.ts'
import { formatMicros, mulDiv } from '../domain/decimal.ts'
import type { MarketSettings } from '../domain/settings.ts'
import { watchBalance } from './balanceShort.ts'
import { exposure } from './exposure.ts'
import type { Facts } from './facts.ts'
import { position } from './inventory.ts'
import { markOf } from './mark.ts'
import type { Observation } from './observation.ts'
import type { MarketState } from './state.ts'
import { watchOpenOrders, watchPosition } from './suspicion.ts'
import type { Watch, Watched } from './watch.ts'

/**
 * The STOP list of the requirement and what the venue adds to it. Each row looks at the facts of this tick and says
 * why to stop, or null. Those that need two looks keep their first one in the state's `suspicion`.
 * TRADE_ID_UNKNOWN, FILL_IMPOSSIBLE and STATE_LOSS are found while reconciling; BALANCE_ON_SELL, ORDER_ID, REGION
 * and ACCOUNT in what the venue answers to a post.
 */
const CONDITIONS: readonly { readonly code: StopCode; readonly watch: (of: Watched) => Watch }[] = [
  { code: 'OPEN_ORDERS', watch: watchOpenOrders },
  { code: 'POSITION_FLAPPING', watch: watchPosition },
  { code: 'BALANCE_SHORT', watch: watchBalance },
  { code: 'EXPOSURE', watch: (of) => ({ state: of.state, stop: exposureStop(of) }) },
  { code: 'LOSS', watch: (of) => ({ state: of.state, stop: lossStop(of) }) },
  { code: 'SETTLEMENT', watch: (of) => ({ state: of.state, stop: settlementStop(of) }) },
  { code: 'BLIND', watch: (of) => ({ state: of.state, stop: blindStop(of) }) },
]

/** Every reason to STOP in this tick, and the state with its suspicions brought up to date. */
export function stopConditions(
  facts: Facts,
  seen: Observation,
  settings: MarketSettings,
): { readonly state: MarketState; readonly stops: readonly StopReason[] } {
  let { state } = facts
  const stops: StopReason[] = [...facts.contradictions]
  for (const { code, watch } of CONDITIONS) {
    const result = watch({ state, seen, settings, mark: markOf(state, seen.nowMs) })
    state = result.state
    if (result.stop !== null) stops.push({ code, text: result.stop, market: state.market, atMs: seen.nowMs })
  }
  return { state, stops: firstOfEach(stops) }
}

function exposureStop({ state, settings, mark }: Watched): string | null {
  const { confirmedMicros, totalMicros } = exposure(state, mark)
  const { risk } = settings
  // A STOP needs a contradiction, not a missing answer: after a rebuild no mid may have been believed yet.
  if (mark.dearMicros === null && confirmedMicros > 0) return null
  if (risk.exposureStop === 'literal') {
    return totalMicros > risk.maxUsdcLockedMicros
      ? `exposure ${formatMicros(totalMicros)} USDC is above the cap of ${formatMicros(risk.maxUsdcLockedMicros)}`
      : null
  }
  const boundMicros = mulDiv(risk.maxUsdcLockedMicros, risk.exposureStopPermille, 1000, 'down')
  return confirmedMicros > boundMicros
    ? `confirmed shares are worth ${formatMicros(confirmedMicros)} USDC, above ${formatMicros(boundMicros)}`
    : null
}

/** Realised and unrealised loss of the UTC day. Without any price, and any bids, the position counts at cost. */
function lossStop({ state, settings, mark }: Watched): string | null {
  const lostMicros = state.day.startEquityMicros - equityMicros(position(state), mark)
  return lostMicros > settings.risk.maxDailyLossMicros
    ? `lost ${formatMicros(lostMicros)} USDC on ${state.day.utc}, the limit is ${formatMicros(settings.risk.maxDailyLossMicros)}${byBids(mark)}`
    : null
}

const byBids = ({ belief, priceMicros }: Valuation): string =>
  belief === 'bids' && priceMicros !== null
    ? `; no book was believed for 3 minutes, and its bids pay ${formatMicros(priceMicros)} a share`
    : ''

function settlementStop({ state, settings }: Watched): string | null {
  const failed = state.suspicion.failedLegs.length
  return failed >= settings.safety.failedTradesLimit ? `${failed} trades failed to settle within a day` : null
}

function blindStop({ state, seen, settings }: Watched): string | null {
  // A row that cannot be read is a question of its own, told and waited for: the trades beside it were read.
  // One that catches up sees as long as pieces of its history come.
  const readAtMs = Math.max(state.unreadable?.tradesReadAtMs ?? 0, state.catchUp?.readAtMs ?? 0)
  const blindMs = seen.nowMs - Math.max(state.tradesReadAtMs, readAtMs)
  const why = seen.trades.ok ? 'incomplete' : seen.trades.unknown
  return blindMs > settings.safety.blindMs
    ? `trades unread for ${Math.floor(blindMs / 1000)} s: ${why}`
    : null
}

const firstOfEach = (stops: readonly StopReason[]): readonly StopReason[] =>
  stops.filter((stop, i) => stops.findIndex((other) => other.code === stop.code) === i)
