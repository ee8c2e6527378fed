import type { TradesLooked } from '../../shared/paper/tradesLooked.ts'
import type { PaperTrades } from '../report/paperTrades.ts'

/** What the looks of one market's run came to: the source of the trades, how late it was, and how long the bot waited for them. */
export class TradesMeter {
  private trades: PaperTrades | null = null
  private source: TradesLooked['source'] | null = null

  /** @returns true where another source is used from now on. */
  note({ source, lagMs, waitMs }: TradesLooked): boolean {
    const before = this.trades ?? { channel: null, index: null }
    const { looks = 0, lagMs: lag = null, waitMs: wait = 0 } = before[source] ?? {}
    const longest = lagMs === null ? lag : Math.max(lag ?? 0, Math.round(lagMs))
    this.trades = {
      ...before,
      [source]: { looks: looks + 1, lagMs: longest, waitMs: Math.max(wait, Math.round(waitMs)) },
    }
    const isNew = this.source !== source
    this.source = source
    return isNew
  }

  /** null: no order of this run ever waited for trades. */
  get summary(): PaperTrades | null {
    return this.trades
  }
}
