import type { AuditedExchange } from '../../../desk/exchange/auditedExchange.ts'
import { createExchange } from '../../../desk/exchange/createExchange.ts'
import type { ListedMarket, PlaceRequest, PlaceResult } from '../../../desk/exchange/exchange.ts'
import type { ExchangeOptions } from '../../../desk/exchange/floor.ts'
import type { Level } from '../../../shared/domain/market.ts'
import type { Side } from '../../../shared/domain/order.ts'
import { epochMs, orderId, price, size } from '../../../shared/domain/units.ts'
import type { SettlementTimes } from '../../../shared/simulator/tradeLife.ts'
import { openMarket } from '../../support/openMarket.ts'
import { MARKET, NO, YES } from '../../support/wireIds.ts'

export const START_MS = 1_800_000_000_000
export const ANNA = `0x${'a'.repeat(40)}`
export const BERT = `0x${'b'.repeat(40)}`

export const market: ListedMarket = openMarket({
  question: 'Does it rain?',
  endMs: null,
})

/** Every stage takes a known time: MATCHED at +100, MINED at +1100, CONFIRMED at +3100 ms. */
export const STEADY: SettlementTimes = {
  broadcastMs: 100,
  mineMs: [1000, 1000],
  confirmMs: [2000, 2000],
  failPermille: 0,
  retryPermille: 0,
}

export interface Draft {
  readonly account?: string
  readonly token?: typeof YES
  readonly side?: Side
  /** Dollars and shares as people write them. */
  readonly at?: number
  readonly shares?: number
  readonly orderType?: PlaceRequest['orderType']
  readonly postOnly?: boolean
  readonly expiresInMs?: number
  readonly id?: string
  readonly makerAmountMicros?: number
  readonly takerAmountMicros?: number
}

export class Stage {
  readonly exchange: AuditedExchange
  #ids = 0

  constructor(options: Partial<ExchangeOptions> = {}, rules: Partial<ListedMarket> = {}) {
    this.exchange = createExchange({ seed: 7, startMs: START_MS, settlement: STEADY, ...options })
    this.exchange.list({ ...market, ...rules })
    for (const account of [ANNA, BERT]) {
      this.exchange.fund(account, 1000 * 1e6)
      for (const token of [YES, NO]) this.exchange.fundShares(account, token, 1000 * 1e6)
    }
  }

  request(draft: Draft): PlaceRequest {
    const { side = 'BUY', at = 0.5, shares = 10, orderType = 'GTC' } = draft
    const usdcMicros = Math.round(at * shares * 1e6)
    const sharesMicros = Math.round(shares * 1e6)
    this.#ids += 1
    return {
      id: orderId(draft.id ?? `0x${this.#ids.toString(16).padStart(64, '0')}`),
      account: draft.account ?? ANNA,
      owner: `key of ${draft.account ?? ANNA}`,
      token: draft.token ?? YES,
      side,
      makerAmountMicros: draft.makerAmountMicros ?? (side === 'BUY' ? usdcMicros : sharesMicros),
      takerAmountMicros: draft.takerAmountMicros ?? (side === 'BUY' ? sharesMicros : usdcMicros),
      orderType,
      postOnly: draft.postOnly ?? false,
      expiresAtMs:
        draft.expiresInMs === undefined ? null : epochMs(this.exchange.nowMs() + draft.expiresInMs),
    }
  }

  place(draft: Draft): PlaceResult & { readonly id: string } {
    const request = this.request(draft)
    return { ...this.exchange.place(request), id: request.id }
  }

  /** Places an order that must be accepted, and names it. */
  rest(draft: Draft): string {
    const result = this.place(draft)
    if (!result.ok) throw new Error(result.error)
    return result.id
  }

  errorOf(draft: Draft): string | null {
    const result = this.place(draft)
    return result.ok ? null : result.error
  }

  /** What the crowd displays of YES: pairs of dollars and shares. */
  show(bids: readonly Pair[], asks: readonly Pair[]): void {
    this.exchange.feed(MARKET, {
      type: 'book',
      atMs: this.exchange.nowMs(),
      bids: bids.map(level),
      asks: asks.map(level),
    })
  }

  delta(side: 'bid' | 'ask', ...changes: readonly Pair[]): void {
    const atMs = this.exchange.nowMs()
    this.exchange.feed(MARKET, {
      type: 'delta',
      atMs,
      changes: changes.map((pair) => ({ side, ...level(pair) })),
    })
  }

  /** Somebody of the crowd trades with others. */
  crowdTrade(taker: Side, at: number, shares: number): void {
    const { priceMicros, sizeMicros } = level([at, shares])
    this.exchange.feed(MARKET, { type: 'trade', atMs: this.exchange.nowMs(), taker, priceMicros, sizeMicros })
  }

  wait(ms: number): void {
    this.exchange.advanceTo(epochMs(this.exchange.nowMs() + ms))
  }

  matched(id: string): number {
    return (this.exchange.order(id)?.matchedMicros ?? -1e6) / 1e6
  }

  status(id: string): string | undefined {
    return this.exchange.order(id)?.status
  }

  /** Bids and asks of a token in dollars and shares, best first. */
  displayed(token = YES): { readonly bids: Pair[]; readonly asks: Pair[] } {
    const { bids, asks } = this.exchange.book(token)
    return { bids: bids.map(pair), asks: asks.map(pair) }
  }
}

export type Pair = readonly [at: number, shares: number]

const level = ([at, shares]: Pair): Level => ({
  priceMicros: price(Math.round(at * 1e6)),
  sizeMicros: size(Math.round(shares * 1e6)),
})

const pair = ({ priceMicros, sizeMicros }: Level): Pair => [priceMicros / 1e6, sizeMicros / 1e6]
