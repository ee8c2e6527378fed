import type { MarketInfo } from '../domain/market.ts'
import type { OrderDraft } from '../domain/order.ts'
import { MICROS } from '../domain/units.ts'
import { LOT_MICROS } from '../domain/venueRules.ts'

export interface Amounts {
  /** What is given: USDC for a BUY, shares for a SELL; integer of 1e-6 as a string. */
  readonly makerAmount: string
  readonly takerAmount: string
}

/** Exact amounts of an order by integers alone, or why the draft has none: on the grid nothing is ever rounded. */
export function amountsOf(draft: OrderDraft, info: Pick<MarketInfo, 'tickMicros'>): Amounts | string {
  const { priceMicros, sizeMicros } = draft
  const { tickMicros } = info
  if (priceMicros % tickMicros !== 0) return `price ${priceMicros} is off the tick ${tickMicros}`
  if (priceMicros < tickMicros || priceMicros > MICROS - tickMicros)
    return `price ${priceMicros} is out of range`
  if (sizeMicros <= 0 || sizeMicros % LOT_MICROS !== 0) return `size ${sizeMicros} is not a multiple of 0.01`
  const product = BigInt(priceMicros) * BigInt(sizeMicros)
  if (product % BigInt(MICROS) !== 0n) return `price ${priceMicros} x size ${sizeMicros} is not whole`
  const usdc = String(product / BigInt(MICROS))
  const shares = String(sizeMicros)
  return draft.side === 'BUY'
    ? { makerAmount: usdc, takerAmount: shares }
    : { makerAmount: shares, takerAmount: usdc }
}
