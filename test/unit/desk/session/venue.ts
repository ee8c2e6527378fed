import { createExchange } from '../../../../desk/exchange/createExchange.ts'
import type { ListedMarket } from '../../../../desk/exchange/exchange.ts'
import type { Side } from '../../../../shared/domain/order.ts'
import { epochMs, type OrderId, orderId } from '../../../../shared/domain/units.ts'
import { openMarket } from '../../../support/openMarket.ts'
import { YES } from '../../../support/wireIds.ts'

export const START_MS = 1_767_621_600_000
export const ACCOUNT = '0xa1'
export const FUNDED_MICROS = 1_000_000_000

export const at = (ms: number) => epochMs(START_MS + ms)

export const LISTED: ListedMarket = openMarket({
  endMs: null,
  clearBookOnStart: true,
})

/** A venue with one market, in which the account has money and nobody shows anything. */
export function createVenue() {
  const settlement = {
    broadcastMs: 500,
    mineMs: [1_000, 1_000] as const,
    confirmMs: [1_000, 1_000] as const,
    failPermille: 0,
    retryPermille: 0,
  }
  const exchange = createExchange({ seed: 1, startMs: START_MS, settlement })
  exchange.list(LISTED)
  exchange.fund(ACCOUNT, FUNDED_MICROS)
  exchange.approve(ACCOUNT, true)
  let orders = 0
  const rest = (side: Side, cents: number, shares: number): OrderId => {
    orders += 1
    const id = orderId(`0x${String(orders).padStart(64, '0')}`)
    const usdcMicros = cents * shares * 10_000
    const sharesMicros = shares * 1_000_000
    const placed = exchange.place({
      id,
      account: ACCOUNT,
      owner: 'key',
      token: YES,
      side,
      makerAmountMicros: side === 'BUY' ? usdcMicros : sharesMicros,
      takerAmountMicros: side === 'BUY' ? sharesMicros : usdcMicros,
      orderType: 'GTD',
      postOnly: true,
      expiresAtMs: epochMs(exchange.nowMs() + 600_000),
    })
    if (!placed.ok) throw new Error(placed.error)
    return id
  }
  return { exchange, rest }
}
