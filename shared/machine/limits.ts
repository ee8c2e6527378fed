import { equityMicros, type Valuation } from '../accounting/valuation.ts'
import { formatMicros, mulDiv } from '../domain/decimal.ts'
import { exposure } from './exposure.ts'
import { position } from './inventory.ts'
import type { Watched } from './watch.ts'

/** Confirmed shares x mid above its bound; to the letter, by configuration: all exposure above the cap. */
export function exposureStop({ state, settings, mark }: Watched): string | null {
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
export function lossStop({ state, settings, mark }: Watched): string | null {
  const lostMicros = state.day.startEquityMicros - equityMicros(position(state), mark)
  return lostMicros > settings.risk.maxDailyLossMicros
    ? `lost ${formatMicros(lostMicros)} USDC on ${state.day.utc}, the limit is ${formatMicros(settings.risk.maxDailyLossMicros)}${byBids(mark)}`
    : null
}

const byBids = ({ belief, priceMicros }: Valuation): string =>
  belief === 'bids' && priceMicros !== null
    ? `; no book was believed for 3 minutes, and its bids pay ${formatMicros(priceMicros)} a share`
    : ''

export function settlementStop({ state, settings }: Watched): string | null {
  const failed = state.suspicion.failedLegs.length
  return failed >= settings.safety.failedTradesLimit ? `${failed} trades failed to settle within a day` : null
}

export function blindStop({ state, seen, settings }: Watched): string | null {
  // A record that cannot be read is a question of its own, reported and waited for: the other trades were read.
  // One that catches up sees as long as pieces of its history come.
  const readAtMs = Math.max(state.unreadable?.tradesReadAtMs ?? 0, state.catchUp?.readAtMs ?? 0)
  const blindMs = seen.nowMs - Math.max(state.tradesReadAtMs, readAtMs)
  const why = seen.trades.ok ? 'incomplete' : seen.trades.unknown
  return blindMs > settings.safety.blindMs
    ? `trades unread for ${Math.floor(blindMs / 1000)} s: ${why}`
    : null
}
