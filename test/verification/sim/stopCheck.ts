import type { AuditedExchange } from '../../../desk/exchange/auditedExchange.ts'
import type { StopReason } from '../../../shared/domain/control.ts'
import type { MarketSettings } from '../../../shared/domain/settings.ts'
import { type MarketId, MICROS } from '../../../shared/domain/units.ts'
import type { MemoryStore } from '../../support/memoryStore.ts'
import type { Faults } from './faults.ts'
import type { MarketBooks } from './marketBooks.ts'
import type { Report } from './violation.ts'

/** The mark is the mid and this check's price the touch; both move between the look and the latch. */
const NEARLY = 0.8

/** What a market is judged by. */
export type Limits = Pick<MarketSettings, 'risk'>

/** L4: a world in which nothing has gone wrong yet has no STOP but a loss or an exposure that is true, or a person's. */
export function createStopCheck(of: {
  readonly exchange: AuditedExchange
  readonly account: string
  readonly store: MemoryStore
  readonly settingsOf: (market: MarketId) => Limits | undefined
  readonly booksOf: (market: MarketId) => MarketBooks
  readonly faults: Faults
  readonly report: Report
}): (reason: StopReason) => void {
  const { exchange, account, store, settingsOf, booksOf, faults, report } = of
  return ({ code, text, market }) => {
    // What once went wrong may be the cause for as long as the run lasts.
    if (faults.hasStruck() || code === 'OPERATOR') return
    const settings = market === undefined ? undefined : settingsOf(market)
    const state = market === undefined ? undefined : store.items.get(market)?.state
    if ((code !== 'LOSS' && code !== 'EXPOSURE') || settings === undefined || !state) {
      report('L4', `STOP ${code} without a cause: ${text}`)
      return
    }
    const held = exchange.holdings(account).sharesMicros.get(state.tokenId) ?? 0
    const { bids, asks } = exchange.book(state.tokenId)
    const worthMicros = (held * (bids[0]?.priceMicros ?? 0)) / MICROS
    const lostMicros = state.day.startEquityMicros - booksOf(state.market).cashMicros - worthMicros
    const { maxDailyLossMicros, maxUsdcLockedMicros } = settings.risk
    if (code === 'LOSS' && lostMicros < maxDailyLossMicros * NEARLY)
      report('L4', `STOP LOSS at ${lostMicros} micros by the venue's books: ${text}`)
    // By the statuses of the trades: a sale that has matched is inside the holdings until it is mined, and no longer.
    const { confirmedMicros } = booksOf(state.market)
    const lockedMicros = (confirmedMicros * (asks[0]?.priceMicros ?? MICROS)) / MICROS
    if (code === 'EXPOSURE' && lockedMicros < maxUsdcLockedMicros)
      report('L4', `STOP EXPOSURE at ${lockedMicros} micros by the venue's books: ${text}`)
  }
}
