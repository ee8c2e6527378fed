import { notional } from '../../shared/domain/decimal.ts'
import type { Leg } from '../../shared/domain/leg.ts'
import type { OrderPurpose, Side } from '../../shared/domain/order.ts'
import {
  epochMs,
  marketId,
  type OrderId,
  price,
  size,
  tokenId,
  tradeId,
  usdc,
} from '../../shared/domain/units.ts'
import type { Priced } from './priced.ts'

/** One fill of ours, in the order of the matches. */
export interface BookedFill {
  readonly orderId: OrderId
  readonly purpose: OrderPurpose
  readonly side: Side
  readonly atMs: number
  readonly role: 'maker' | 'taker'
  readonly priceMicros: number
  readonly sizeMicros: number
  /** Where it is not price x size: of a taker over several levels. */
  readonly notionalMicros?: number
  readonly feeMicros: number
  /** What a share was worth before the event that filled us. */
  readonly mid: Priced | null
}

/** As the position folds it: settled at its match. `number` distinguishes it from the fills before it. */
export function legOfFill(fill: BookedFill, number: number): Leg {
  const { orderId, side, atMs, role, priceMicros, sizeMicros, feeMicros } = fill
  const made = { priceMicros: price(priceMicros), sizeMicros: size(sizeMicros) }
  return {
    ...made,
    market: NO_MARKET,
    tokenId: NO_TOKEN,
    role,
    side,
    orderId,
    tradeId: tradeId(`fill-${number}`),
    status: 'CONFIRMED',
    mined: true,
    notionalMicros: usdc(fill.notionalMicros ?? notional(made, 'nearest')),
    feeMicros: usdc(feeMicros),
    matchedAtMs: epochMs(atMs),
    seenAtMs: epochMs(atMs),
  }
}

const NO_MARKET = marketId('')
const NO_TOKEN = tokenId('')
