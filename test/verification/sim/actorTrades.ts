import type { Trades } from '../../../shared/domain/leg.ts'
import { known, type Read } from '../../../shared/domain/read.ts'
import type { MonotonicMs } from '../../../shared/domain/units.ts'
import type { Answer } from '../../../shared/polymarket/answer.ts'
import { readHistoryPiece } from '../../../shared/polymarket/history.ts'
import { DEFAULT_LIMITS, limitsEndingBy } from '../../../shared/polymarket/limits.ts'
import type { TradePages } from '../../../shared/polymarket/tradePages.ts'
import { readTrades, readTradesById } from '../../../shared/polymarket/trades.ts'
import type { HistoryPiece, Venue } from '../../../shared/ports/venue.ts'
import type { Actor } from './actor.ts'
import type { SharedVenue } from './sharedVenue.ts'

/** Trades as one process reads them: the adapter's own readers and bounds, each page a request of its own. */
export function createActorTrades(
  actor: Actor,
  shared: SharedVenue,
  endMs: MonotonicMs | null,
): Pick<Venue, 'trades' | 'history' | 'tradesById'> {
  const { views, faults } = shared
  const { clock } = actor
  const pages = createPages(actor, shared, endMs)
  const dated = async <T>(read: () => Promise<Read<T>>): Promise<Read<T>> => {
    const asOf = clock.nowMs()
    const answer = await read()
    return answer.ok ? { ...answer, asOf } : answer
  }
  const show = (trades: Trades): Trades => {
    const shown = views.show(trades)
    return faults.happens('trades: a record without id', 0.05)
      ? { ...shown, withoutId: [WITHOUT_ID], unreadable: [] }
      : shown
  }
  return {
    trades: (sinceMs, signed) => dated(async () => mapped(await readTrades(pages, sinceMs, signed), show)),
    history: (of, signed) =>
      dated(async () =>
        mapped(await readHistoryPiece(pages, of, signed), (piece) => shownPiece(piece, views.show)),
      ),
    tradesById: (ids, signed) =>
      dated(async () => mapped(await readTradesById(pages, ids, signed), views.show)),
  }
}

const mapped = <T>(read: Read<T>, of: (value: T) => T): Read<T> =>
  read.ok ? known(of(read.value), read.asOf) : read

const shownPiece = (piece: HistoryPiece, show: (trades: Trades) => Trades): HistoryPiece =>
  piece.is === 'whole' ? { ...piece, trades: show(piece.trades) } : piece

const WITHOUT_ID = { raw: '{"id":""}', market: null, orderId: null }

function createPages(actor: Actor, shared: SharedVenue, endMs: MonotonicMs | null): TradePages {
  const { clock } = actor
  const limits = endMs === null ? DEFAULT_LIMITS : limitsEndingBy(DEFAULT_LIMITS, clock, endMs)
  return {
    me: { apiKey: shared.account, funder: shared.account },
    clock,
    limits,
    budget: (totalMs) => {
      const beganMs = clock.monotonicMs()
      return { leftMs: () => Math.max(0, totalMs - (clock.monotonicMs() - beganMs)) }
    },
    page: (filter, cursor, budget) =>
      actor.call<Answer>({
        name: filter.id === undefined ? 'trades' : 'tradesById',
        kind: 'read',
        withinMs: Math.min(limits.requestTimeoutMs, Math.floor(budget.leftMs())),
        effect: async () => {
          if (shared.isOut()) return { is: 'answer', status: 503, body: { is: 'empty' } }
          const { unread } = shared.troubles
          if (unread === 'tradesById' && filter.id !== undefined)
            return { is: 'lost', why: 'no answer for long' }
          return shared.page(filter, cursor)
        },
        unknown: (why) => ({ is: 'lost', why }),
      }),
  }
}
