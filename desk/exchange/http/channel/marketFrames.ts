import type { MarketId, TokenId } from '../../../../shared/domain/units.ts'
import type { Exchange, ListedMarket } from '../../exchange.ts'
import {
  bookFrame,
  changeFrame,
  resolvedFrame,
  type Shown,
  shownOf,
  tickFrame,
  tradeFrame,
} from './frames.ts'

/** A frame, and whom it is for: who follows one of these tokens. */
export interface MarketFrame {
  readonly assets: readonly TokenId[]
  /** Only for who asked for more than books, changes, trades and ticks. */
  readonly isCustom: boolean
  readonly frame: object
}

/**
 * What the channel has reported of one market, and what it has to report now. In the venue's order: the trade, then the book
 * it left whole; what nobody traded is reported level by level.
 */
export class MarketFrames {
  private readonly exchange: Exchange
  private readonly market: MarketId
  private readonly shown = new Map<TokenId, Shown>()
  private tickMicros: number
  private tradeCount: number
  private isResolved: boolean

  constructor(exchange: Exchange, { market, tickMicros, payoutMicros, tokens }: ListedMarket) {
    this.exchange = exchange
    this.market = market
    this.tickMicros = tickMicros
    this.isResolved = payoutMicros !== null
    this.tradeCount = exchange.matchedTrades(market, Number.MAX_SAFE_INTEGER).count
    for (const token of tokens) this.shown.set(token, shownOf(exchange, token))
  }

  since({ isSnapshot }: { readonly isSnapshot: boolean }): readonly MarketFrame[] {
    const listed = this.exchange.markets().find(({ market }) => market === this.market)
    if (listed === undefined) return []
    const atMs = this.exchange.nowMs()
    const { tokens } = listed
    const frames: MarketFrame[] = []
    const { count, records } = this.exchange.matchedTrades(this.market, this.tradeCount)
    this.tradeCount = count
    for (const record of records) {
      frames.push({ assets: [record.token], isCustom: false, frame: tradeFrame(record, listed, atMs) })
    }
    if (listed.tickMicros !== this.tickMicros) {
      const of = { before: this.tickMicros, atMs }
      for (const token of tokens) {
        frames.push({ assets: [token], isCustom: false, frame: tickFrame(token, listed, of) })
      }
      this.tickMicros = listed.tickMicros
    }
    frames.push(...this.bookFrames(listed, { isWhole: isSnapshot || records.length > 0, atMs }))
    if (listed.payoutMicros !== null && !this.isResolved) {
      this.isResolved = true
      frames.push({ assets: tokens, isCustom: true, frame: resolvedFrame(listed, atMs) })
    }
    return frames
  }

  private bookFrames(
    listed: ListedMarket,
    { isWhole, atMs }: { readonly isWhole: boolean; readonly atMs: number },
  ): readonly MarketFrame[] {
    const both = listed.tokens.map((token) => {
      const after = shownOf(this.exchange, token)
      const before = this.shown.get(token) ?? after
      this.shown.set(token, after)
      return { token, before, after }
    })
    const frame = changeFrame(listed, both, atMs)
    if (frame === null) return []
    if (!isWhole) return [{ assets: listed.tokens, isCustom: false, frame }]
    return both.map(({ token }) => ({
      assets: [token],
      isCustom: false,
      frame: bookFrame(this.exchange, token, listed, atMs),
    }))
  }
}
