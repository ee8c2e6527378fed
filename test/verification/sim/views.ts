import type { AuditedExchange } from '../../../desk/exchange/auditedExchange.ts'
import type { Chance } from '../../../desk/tape/feed/chance.ts'
import type { SeenLeg, Trades } from '../../../shared/domain/leg.ts'
import { type ListedOrder, type OpenOrders, wholeList } from '../../../shared/domain/openOrders.ts'
import type { Read } from '../../../shared/domain/read.ts'
import { epochMs, type TradeId } from '../../../shared/domain/units.ts'
import type { Venue } from '../../../shared/ports/venue.ts'
import { createBalanceViews } from './balanceViews.ts'
import { createBookViews } from './bookViews.ts'
import type { Faults } from './faults.ts'
import type { Troubles } from './troubles.ts'

/** Lists lag by less than the ten seconds between the two lists that end a STOP. */
const LIST_LAG_MS = 8_000
/** A trade shows within `fillSettleSeconds` of its match, or nobody could ever call an order closed. */
const TRADE_LATE_MS = 45_000
const KEPT_MS = 60_000

/** What the venue's read side shows: late, stale, repeated and out of order, but in the end the truth. */
export interface Views extends Pick<Venue, 'books' | 'balance' | 'refreshBalance'> {
  /** Looks at the truth; called after everything that may have changed it. */
  note(): void
  openOrders(): Promise<Read<OpenOrders>>
  /** Fills as they are told by now. */
  show(trades: Trades): Trades
}

export function createViews(of: {
  readonly exchange: AuditedExchange
  readonly account: string
  readonly venue: Venue
  readonly random: Chance
  readonly faults: Faults
  readonly troubles: Troubles
}): Views {
  const { exchange, account, venue, random, faults } = of
  const lists: { readonly atMs: number; readonly text: string; readonly orders: readonly ListedOrder[] }[] =
    []
  const lateness = new Map<string, number>()

  const latenessOf = (id: TradeId): number => {
    const known = lateness.get(id)
    if (known !== undefined) return known
    const draw = random.next()
    const ms =
      draw < 0.7
        ? random.between(0, 1_000)
        : draw < 0.95
          ? random.between(0, 8_000)
          : random.between(0, TRADE_LATE_MS)
    lateness.set(id, ms)
    return ms
  }
  const show = (legs: readonly SeenLeg[]): readonly SeenLeg[] => {
    const nowMs = exchange.nowMs()
    const visible = legs
      .filter((leg) => nowMs - leg.matchedAtMs >= latenessOf(leg.tradeId))
      .map((leg) => (isNews(leg) && faults.happens('trade: old status', 100) ? old(leg) : leg))
    const repeated = visible.filter(() => faults.happens('trade: repeated', 10))
    const records = [...visible, ...repeated.map((leg) => (random.chance(0.5) ? old(leg) : leg))]
    return faults.happens('trades: out of order', 100)
      ? records.toSorted(() => random.between(-1, 1))
      : records
  }
  /** Final for less time than a replica may lag. */
  const isNews = (leg: SeenLeg): boolean =>
    leg.status !== 'PROVISIONAL' &&
    exchange.nowMs() - (exchange.trade(leg.tradeId)?.updatedAtMs ?? 0) < 30_000

  return {
    books: createBookViews(venue, of.troubles),
    ...createBalanceViews(venue, of.troubles),
    note: () => {
      const nowMs = exchange.nowMs()
      const open = exchange.openOrders(account)
      const text = open.map((order) => `${order.id}:${order.matchedMicros}`).join()
      if (lists.at(-1)?.text === text) return
      lists.push({ atMs: nowMs, text, orders: open.map(listed) })
      while (lists[1] !== undefined && lists[1].atMs < nowMs - KEPT_MS) lists.shift()
    },
    openOrders: async () => {
      const lagMs = faults.happens('open orders: stale list', 60) ? random.between(500, LIST_LAG_MS) : 0
      const list = lists.findLast(({ atMs }) => atMs <= exchange.nowMs() - lagMs)
      return { ok: true, value: wholeList(list?.orders ?? []), asOf: epochMs(0) }
    },
    show: (trades) => ({ ...trades, legs: show(trades.legs) }),
  }
}

const listed = (order: ReturnType<AuditedExchange['openOrders']>[number]): ListedOrder => ({
  id: order.id,
  market: order.market,
  tokenId: order.token,
  side: order.side,
  status: 'LIVE',
  priceMicros: order.priceMicros,
  sizeMicros: order.sizeMicros,
  matchedMicros: order.matchedMicros,
  createdAtMs: order.createdAtMs,
})

const old = (leg: SeenLeg): SeenLeg => ({ ...leg, status: 'PROVISIONAL', mined: false })
