import type { AuditedExchange } from '../../../desk/exchange/auditedExchange.ts'
import { createExchange } from '../../../desk/exchange/createExchange.ts'
import { createRandom } from '../../../desk/tape/feed/chance.ts'
import { type EpochMs, epochMs } from '../../../shared/domain/units.ts'
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
/** One in this many waits for a block as long as a congested chain lets it. */
const SLOW_PERMILLE = 30
const SLOW_MS = [30_000, 600_000] as const
/** One purchase in this many never settles. A sale that does not would keep its shares forever: no command ends that. */
const GHOST_PERMILLE = 10

/** The venue's exchange with our account in it. */
export function createSimExchange(of: {
  readonly seed: number
  readonly startMs: EpochMs
  readonly markets: readonly SimMarket[]
  readonly account: string
  readonly isFaultless: boolean
  /** Whether this purchase of ours, matched just now, is never to settle. */
  readonly mayGhost: () => boolean
}): AuditedExchange {
  const random = createRandom(of.seed + FATE_STREAM)
  const exchange = createExchange({
    seed: of.seed,
    startMs: of.startMs,
    settlement: { ...SETTLEMENT, failPermille: of.isFaultless ? 0 : FAIL_PERMILLE },
    fate: (_, trade) => {
      const slowMs = random.next() * 1000 < SLOW_PERMILLE ? random.between(...SLOW_MS) : null
      const isSale = [trade.taker, ...trade.makers].some(
        (each) => each.account === of.account && each.side === 'SELL',
      )
      if (random.next() * 1000 < GHOST_PERMILLE && !isSale && of.mayGhost()) return { end: 'ghost' }
      return slowMs === null ? null : { slowMs }
    },
    balanceLagMs: 1_500,
    positionLagMs: 45_000,
  })
  for (const { listed } of of.markets) exchange.list(listed)
  exchange.fund(of.account, FUNDS_MICROS)
  exchange.approve(of.account, true)
  return {
    ...exchange,
    // Markets are played one after the other up to the same instant: the later ones' events come a little late.
    feed: (market, event) =>
      exchange.feed(market, { ...event, atMs: epochMs(Math.max(event.atMs, exchange.nowMs())) }),
  }
}
