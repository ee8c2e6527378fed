import { type AuditedExchange, createExchange } from '../../desk/exchange/createExchange.ts'
import { type EpochMs, epochMs, type OrderId } from '../../shared/domain/units.ts'
import type { SimMarket } from './simMarkets.ts'

const FUNDS_MICROS = 1_000_000_000
/** A block in seconds, its finality in half a minute; now and then a trade is retried, and some fail. */
const SETTLEMENT = {
  broadcastMs: 500,
  mineMs: [2_000, 8_000],
  confirmMs: [10_000, 30_000],
  failPermille: 8,
  retryPermille: 40,
} as const
/** The venue's exchange with our account in it. */
export function createSimExchange(of: {
  readonly seed: number
  readonly startMs: EpochMs
  readonly markets: readonly SimMarket[]
  readonly account: string
  /** An order has just entered the book. */
  readonly onPlaced: (id: OrderId) => void
}): AuditedExchange {
  const bare = createExchange({
    seed: of.seed,
    startMs: of.startMs,
    settlement: SETTLEMENT,
    balanceLagMs: 1_500,
    positionLagMs: 45_000,
  })
  const exchange: AuditedExchange = {
    ...bare,
    // Two markets are played one after the other up to the same instant: the second one's events come a little late.
    feed: (market, event) =>
      bare.feed(market, { ...event, atMs: epochMs(Math.max(event.atMs, bare.nowMs())) }),
    place: (request) => {
      const placed = bare.place(request)
      if (placed.ok) of.onPlaced(request.id)
      return placed
    },
  }
  for (const { listed } of of.markets) bare.list(listed)
  bare.fund(of.account, FUNDS_MICROS)
  bare.approve(of.account, true)
  return exchange
}
