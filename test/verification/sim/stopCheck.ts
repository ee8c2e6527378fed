import type { AuditedExchange } from '../../../desk/exchange/auditedExchange.ts'
import type { StopReason } from '../../../shared/domain/control.ts'
import type { MarketSettings } from '../../../shared/domain/settings.ts'
import { MICROS, type TokenId } from '../../../shared/domain/units.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import type { Faults } from './faults.ts'
import type { OutcomeBooks } from './outcomeBooks.ts'
import type { Report } from './violation.ts'

/** The mark is the mid and this check's price the touch; both move between the look and the latch. */
const NEARLY = 0.8

/** What an outcome is judged by. */
export type Limits = Pick<MarketSettings, 'risk'>

/** L4: a world in which nothing has gone wrong yet has no STOP but a loss or an exposure that is true, or a person's. */
export function createStopCheck(of: {
  readonly exchange: AuditedExchange
  readonly account: string
  readonly stateOf: (token: TokenId) => MarketState | null
  readonly limitsOf: (token: TokenId) => readonly Limits[]
  readonly booksOf: (token: TokenId) => OutcomeBooks
  readonly faults: Faults
  readonly report: Report
}): (reason: StopReason) => void {
  const { exchange, account, stateOf, limitsOf, booksOf, faults, report } = of
  return ({ code, text, tokenId }) => {
    // What once went wrong may be the cause for as long as the run lasts.
    if (faults.hasStruck() || code === 'OPERATOR') return
    const limits = tokenId === undefined ? [] : limitsOf(tokenId)
    const state = tokenId === undefined ? null : stateOf(tokenId)
    if ((code !== 'LOSS' && code !== 'EXPOSURE') || limits.length === 0 || !state) {
      report('L4', `STOP ${code} without a cause: ${text}`)
      return
    }
    const held = exchange.holdings(account).sharesMicros.get(state.tokenId) ?? 0
    const { bids, asks } = exchange.book(state.tokenId)
    const worthMicros = (held * (bids[0]?.priceMicros ?? 0)) / MICROS
    const lostMicros = state.day.startEquityMicros - booksOf(state.tokenId).cashMicros - worthMicros
    const least = (pick: (risk: Limits['risk']) => number) =>
      Math.min(...limits.map(({ risk }) => pick(risk)))
    if (code === 'LOSS' && lostMicros < least((risk) => risk.maxDailyLossMicros) * NEARLY)
      report('L4', `STOP LOSS at ${lostMicros} micros by the venue's books: ${text}`)
    // By the statuses of the trades: a sale that has matched is inside the holdings until it is mined, and no longer.
    const { confirmedMicros } = booksOf(state.tokenId)
    const lockedMicros = (confirmedMicros * (asks[0]?.priceMicros ?? MICROS)) / MICROS
    if (code === 'EXPOSURE' && lockedMicros < least((risk) => risk.maxUsdcLockedMicros))
      report('L4', `STOP EXPOSURE at ${lockedMicros} micros by the venue's books: ${text}`)
  }
}
