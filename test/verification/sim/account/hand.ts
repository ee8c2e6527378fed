import type { Exchange, ListedMarket } from '../../../../desk/exchange/exchange.ts'
import { epochMs, MICROS, orderId } from '../../../../shared/domain/units.ts'

/** The book is empty where they rest. */
const PRICES = { BUY: 0.49, SELL: 0.5 } as const

export type Hand = ReturnType<typeof createHand>

/** Orders of the account that this bot did not make: sent, filled share by share, and gone in the same instant. */
export function createHand(exchange: Exchange, account: string) {
  let orders = 0
  return {
    /** @param fills Shares: as many trades. */
    trade(market: ListedMarket, side: 'BUY' | 'SELL', fills: number): void {
      orders += 1
      const id = orderId(`0xa${orders.toString(16).padStart(63, '0')}`)
      const [sharesMicros, usdcMicros] = [fills * MICROS, Math.round(fills * PRICES[side] * MICROS)]
      const placed = exchange.place({
        id,
        account,
        owner: account,
        token: market.tokens[0],
        side,
        postOnly: true,
        orderType: 'GTD',
        makerAmountMicros: side === 'BUY' ? usdcMicros : sharesMicros,
        takerAmountMicros: side === 'BUY' ? sharesMicros : usdcMicros,
        expiresAtMs: epochMs(exchange.nowMs() + 600_000),
      })
      if (!placed.ok) throw new Error(`an order of the past: ${placed.error}`)
      for (let fill = 0; fill < fills; fill += 1) exchange.hit(id, { sizeMicros: MICROS, hideMs: 0 })
    },
  }
}
