import { mulDiv } from '../domain/decimal.ts'
import type { FeeSchedule } from '../domain/fee.ts'
import type { MarketInfo } from '../domain/market.ts'
import type { OrderDraft, Side } from '../domain/order.ts'
import { type EpochMs, MICROS, type OrderId } from '../domain/units.ts'

export type OrderType = 'GTC' | 'GTD' | 'FOK' | 'FAK'

/** What a signed order says, as it reaches the venue. */
export interface PostedOrder {
  readonly id: OrderId
  readonly side: Side
  /** As signed: BUY gives USDC for shares, SELL shares for USDC; price and size follow from them. */
  readonly makerAmountMicros: number
  readonly takerAmountMicros: number
  readonly orderType: OrderType
  readonly postOnly: boolean
  /** null: none. */
  readonly expiresAtMs: EpochMs | null
}

/** What a market asks of an order. */
export type PostRules = FeeSchedule &
  Pick<MarketInfo, 'accepting' | 'closed' | 'payoutMicros' | 'tickMicros' | 'minSizeMicros'>

/** The bot's draft as the venue would read it once signed: every order of the bot is a GTD limit order. */
export function postedDraft(id: OrderId, draft: OrderDraft): PostedOrder {
  const { side, priceMicros, sizeMicros, postOnly, expiresAtMs } = draft
  const usdcMicros = mulDiv(priceMicros, sizeMicros, MICROS, 'nearest')
  const [makerAmountMicros, takerAmountMicros] =
    side === 'BUY' ? [usdcMicros, sizeMicros] : [sizeMicros, usdcMicros]
  return { id, side, makerAmountMicros, takerAmountMicros, orderType: 'GTD', postOnly, expiresAtMs }
}
