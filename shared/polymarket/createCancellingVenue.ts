import type { MarketInfo } from '../domain/market.ts'
import type { OrderDraft } from '../domain/order.ts'
import type { MarketId } from '../domain/units.ts'
import type { Signing, Venue } from '../ports/venue.ts'
import { readTokenBalance, refreshBalance } from './account.ts'
import { readBooks } from './books.ts'
import { cancelAll, cancelMarket, sendCancels } from './cancel.ts'
import { createSession, type PolymarketOptions } from './createSession.ts'
import { readHistoryPiece } from './history.ts'
import { limitsEndingBy } from './limits.ts'
import { readMarket } from './marketInfo.ts'
import { readOpenOrders, readOrder } from './orders.ts'
import { readPositions } from './positions.ts'
import { postOrder } from './postOrder.ts'
import type { Session } from './session.ts'
import type { SigningRules } from './signOrder.ts'
import { tradePagesOf } from './tradePages.ts'
import { readTrades, readTradesById } from './trades.ts'
import { readTimeMs } from './venueTime.ts'
import { readWitness } from './witness.ts'

/** Signs an order by the market's rules as last read. */
export type SignOrder = <Draft extends OrderDraft>(
  session: Session,
  draft: Draft,
  info: SigningRules,
) => Promise<Signing<Draft>>

/**
 * Polymarket for a caller that only cancels and reads: a STOP. It carries nothing that could sign.
 * @throws InputError for options that can never work; calls do not throw for what the venue does.
 */
export const createCancellingVenue = (options: Omit<PolymarketOptions, 'signer'>): Venue =>
  createVenueWith({ ...options, signer: null }, null)

/** @param sign null: there is no key. */
export const createVenueWith = (options: PolymarketOptions, sign: SignOrder | null): Venue =>
  venueOf(createSession(options), { sign, markets: new Map() })

interface Known {
  readonly sign: SignOrder | null
  /** What orders are signed by: negRisk, tick and tokens as last read. */
  readonly markets: Map<MarketId, MarketInfo>
}

function venueOf(session: Session, known: Known): Venue {
  const pages = tradePagesOf(session)
  return {
    endingBy: (atMs) =>
      venueOf({ ...session, limits: limitsEndingBy(session.limits, session.clock, atMs) }, known),
    async sign(draft, remembered) {
      const info = known.markets.get(draft.market) ?? (draft.side === 'SELL' ? remembered : undefined)
      if (known.sign === null)
        return { is: 'refused', why: 'no wallet key here: this venue only cancels and reads' }
      if (info === undefined) return { is: 'refused', why: `market ${draft.market} has not been read yet` }
      return known.sign(session, draft, info)
    },
    post: (order, sendBy) => postOrder(session, order, sendBy),
    cancel: (ids) => sendCancels(session, ids),
    cancelMarket: (market, tokens) => cancelMarket(session, market, tokens),
    cancelAll: () => cancelAll(session),
    trades: (sinceMs, signed) => readTrades(pages, sinceMs, signed),
    history: (of, signed) => readHistoryPiece(pages, of, signed),
    tradesById: (ids, signed) => readTradesById(pages, ids, signed),
    openOrders: (signed) => readOpenOrders(session, signed),
    order: (id) => readOrder(session, id),
    books: (tokens, coverMicros) => readBooks(session, tokens, coverMicros),
    async market(market) {
      const read = await readMarket(session, market)
      if (read.ok) known.markets.set(market, read.value)
      return read
    },
    balance: (token, remembered) => readTokenBalance(session, token, remembered),
    refreshBalance: (token, remembered) => refreshBalance(session, token, remembered),
    positions: () => readPositions(session),
    witness: (of) => readWitness(session, of),
    timeMs: () => readTimeMs(session),
  }
}
