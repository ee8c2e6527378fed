import { formatMicros, notional } from '../domain/decimal.ts'
import { isFeeComputable } from '../domain/fee.ts'
import type { MarketInfo } from '../domain/market.ts'
import type { OrderDraft } from '../domain/order.ts'
import { LOT_MICROS } from '../domain/tolerance.ts'
import { type EpochMs, MICROS, type OrderId } from '../domain/units.ts'

/** The venue refuses a shorter life, and drops a GTD order this long before its stated end. */
const SHORTEST_LIFE_MS = 180_000
export const EARLY_DROP_MS = 60_000

export interface Asked {
  readonly id: OrderId
  readonly draft: OrderDraft
  readonly info: MarketInfo
  readonly crosses: boolean
  /** Of what the order gives: USDC for a BUY, shares for a SELL. */
  readonly freeMicros: number
  readonly nowMs: EpochMs
}

/** Why the venue would refuse the order, in its own words; null: it takes it. */
export function refusal(asked: Asked): string | null {
  const { draft, info } = asked
  if (!info.accepting || info.closed || info.payoutMicros !== null || !isFeeComputable(info))
    return 'the market is not yet ready to process new orders'
  if (draft.expiresAtMs < asked.nowMs + SHORTEST_LIFE_MS) return 'invalid expiration'
  return offGrid(asked) ?? tooPoor(asked) ?? tooEager(asked)
}

function offGrid({ id, draft, info }: Asked): string | null {
  const { priceMicros, sizeMicros } = draft
  const { tickMicros, minSizeMicros } = info
  if (priceMicros % tickMicros !== 0 || priceMicros < tickMicros || priceMicros > MICROS - tickMicros)
    return `order ${id} is invalid. Price (${formatMicros(priceMicros)}) breaks minimum tick size rule: ${formatMicros(tickMicros)}`
  if (sizeMicros % LOT_MICROS !== 0)
    return `invalid amounts, the ${draft.side.toLowerCase()} orders maker amount supports a max accuracy of 2 decimals`
  return sizeMicros < minSizeMicros
    ? `order ${id} is invalid. Size (${formatMicros(sizeMicros)}) lower than the minimum: ${formatMicros(minSizeMicros)}`
    : null
}

function tooPoor({ draft, freeMicros }: Asked): string | null {
  const amount = draft.side === 'BUY' ? notional(draft, 'up') : draft.sizeMicros
  return freeMicros >= amount
    ? null
    : `not enough balance / allowance: the balance is not enough -> balance: ${Math.max(0, freeMicros)}, order amount (inc. fees): ${amount}`
}

const tooEager = ({ draft, crosses }: Asked): string | null =>
  draft.postOnly && crosses ? 'invalid post-only order: order crosses book' : null
