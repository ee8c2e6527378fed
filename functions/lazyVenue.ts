import { unknown } from '../shared/domain/read.ts'
import type { MonotonicMs } from '../shared/domain/units.ts'
import type { CancelReport, Venue } from '../shared/ports/venue.ts'
import { systemClock } from './systemClock.ts'

/**
 * A venue whose credentials are fetched at its first call, so that a STOP latches before it needs anything but the
 * table. While they cannot be fetched, every call answers as a venue that cannot be reached; a failed fetch is tried
 * again at the next call.
 */
export function createLazyVenue(load: () => Promise<Venue>): Venue {
  let loading: Promise<Venue> | null = null
  const loadOnce = async (): Promise<Venue> => {
    loading ??= load()
    const current = loading
    try {
      return await current
    } catch (error) {
      if (loading === current) loading = null
      throw error
    }
  }
  return lazily(loadOnce)
}

/** Each call asks for the venue itself: a view that ends sooner waits no longer for the credentials either. */
function lazily(load: () => Promise<Venue>): Venue {
  const attempt = async <T>(
    call: (venue: Venue) => Promise<T>,
    otherwise: (why: string) => T,
  ): Promise<T> => {
    let venue: Venue
    try {
      venue = await load()
    } catch (error) {
      return otherwise(`no venue: ${error instanceof Error ? error.message : 'unknown error'}`)
    }
    return call(venue)
  }
  const nothingCanceled =
    (ids: Parameters<Venue['cancel']>[0]) =>
    (why: string): CancelReport => ({
      byId: new Map(ids.map((id) => [id, { is: 'unknown', why }])),
      canceled: [],
      complete: false,
      why,
    })
  return {
    endingBy: (atMs) =>
      lazily(async () => {
        const venue = await inTime(load(), atMs)
        return venue.endingBy?.(atMs) ?? venue
      }),
    sign: (draft, remembered) =>
      attempt(
        (v) => v.sign(draft, remembered),
        (why) => ({ is: 'refused', why }),
      ),
    // The order cannot have left: there was nothing to send it with.
    post: (order, sendBy) =>
      attempt(
        (v) => v.post(order, sendBy),
        (why) => ({ is: 'unsent', why }),
      ),
    cancel: (ids) => attempt((v) => v.cancel(ids), nothingCanceled(ids)),
    cancelMarket: (market, tokens) => attempt((v) => v.cancelMarket(market, tokens), nothingCanceled([])),
    cancelAll: () => attempt((v) => v.cancelAll(), nothingCanceled([])),
    trades: (sinceMs, signed) => attempt((v) => v.trades(sinceMs, signed), unknown),
    history: (of, signed) => attempt((v) => v.history(of, signed), unknown),
    tradesById: (ids, signed) => attempt((v) => v.tradesById(ids, signed), unknown),
    openOrders: (signed) => attempt((v) => v.openOrders(signed), unknown),
    order: (id) => attempt((v) => v.order(id), unknown),
    books: (tokens, coverMicros) =>
      attempt(
        (v) => v.books(tokens, coverMicros),
        (why) => new Map(tokens.map((token) => [token, unknown(why)])),
      ),
    market: (market) => attempt((v) => v.market(market), unknown),
    balance: (token, remembered) => attempt((v) => v.balance(token, remembered), unknown),
    refreshBalance: (token, remembered) =>
      attempt(
        (v) => v.refreshBalance(token, remembered),
        (why) => ({ is: 'unanswered', why }),
      ),
    positions: () => attempt((v) => v.positions(), unknown),
    witness: (of) =>
      attempt(
        (v) => v.witness(of),
        (why) => ({ midMicros: unknown(why), trade: unknown(why) }),
      ),
    timeMs: () => attempt((v) => v.timeMs(), unknown),
  }
}

async function inTime<T>(loading: Promise<T>, atMs: MonotonicMs): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const leftMs = Math.max(0, atMs - systemClock.monotonicMs())
    timer = setTimeout(() => reject(new Error('its credentials did not arrive in time')), leftMs)
  })
  try {
    return await Promise.race([loading, late])
  } finally {
    clearTimeout(timer)
  }
}
