import { type AuditedExchange, createExchange } from '../../desk/exchange/createExchange.ts'
import { createRandom } from '../../desk/feed/random.ts'
import { type EpochMs, epochMs, type OrderId } from '../../shared/domain/units.ts'
import type { SimMarket } from './simMarkets.ts'

const FUNDS_MICROS = 100_000_000_000
/** A block in seconds, its finality in half a minute; now and then a trade is retried, and some fail. */
const SETTLEMENT = {
  broadcastMs: 500,
  mineMs: [2_000, 8_000],
  confirmMs: [10_000, 30_000],
  retryPermille: 40,
} as const
/** Its own stream: what becomes of a trade changes nothing else that is drawn. */
const FATE_STREAM = 1_000_003
const FAIL_PERMILLE = 8
/** One in so many waits for a block as long as a congested chain lets it. */
const SLOW_PERMILLE = 30
const SLOW_MS = [30_000, 600_000] as const

/** The venue's exchange with our account in it. */
export function createSimExchange(of: {
  readonly seed: number
  readonly startMs: EpochMs
  readonly markets: readonly SimMarket[]
  readonly account: string
  readonly isFaultless: boolean
  /** An order has just entered the book. */
  readonly onPlaced: (id: OrderId) => void
}): AuditedExchange {
  const random = createRandom(of.seed + FATE_STREAM)
  const bare = createExchange({
    seed: of.seed,
    startMs: of.startMs,
    settlement: { ...SETTLEMENT, failPermille: of.isFaultless ? 0 : FAIL_PERMILLE },
    fate: () => (random.next() * 1000 < SLOW_PERMILLE ? { slowMs: random.between(...SLOW_MS) } : null),
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
