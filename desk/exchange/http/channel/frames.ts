import { createHash } from 'node:crypto'
import { formatMicros } from '../../../../shared/domain/decimal.ts'
import type { Level } from '../../../../shared/domain/market.ts'
import type { TokenId } from '../../../../shared/domain/units.ts'
import type { Exchange, ListedMarket } from '../../exchange.ts'
import type { PublicTradeRecord } from '../../publicTape.ts'
import { printLevel } from '../bookRoutes.ts'

/** What one token displays, as the channel last reported it: size by price, both in micros. */
export interface Shown {
  readonly bids: ReadonlyMap<number, number>
  readonly asks: ReadonlyMap<number, number>
}

export const shownOf = (exchange: Exchange, token: TokenId): Shown => {
  const { bids, asks } = exchange.book(token)
  return { bids: ladder(bids), asks: ladder(asks) }
}

const ladder = (levels: readonly Level[]): ReadonlyMap<number, number> =>
  new Map(levels.map(({ priceMicros, sizeMicros }) => [priceMicros, sizeMicros]))

/** The whole book of a token, best price last on both sides. */
export function bookFrame(exchange: Exchange, token: TokenId, market: ListedMarket, atMs: number) {
  const { bids, asks, lastTradePriceMicros } = exchange.book(token)
  const book = {
    market: market.market,
    asset_id: token,
    timestamp: String(atMs),
    bids: bids.toReversed().map(printLevel),
    asks: asks.toReversed().map(printLevel),
    tick_size: formatMicros(market.tickMicros),
    last_trade_price: lastTradePriceMicros === null ? '' : formatMicros(lastTradePriceMicros),
  }
  return { event_type: 'book', ...book, hash: hashOf(book) }
}

/** The levels of both tokens that changed; null where none did. */
export function changeFrame(
  market: ListedMarket,
  of: readonly { readonly token: TokenId; readonly before: Shown; readonly after: Shown }[],
  atMs: number,
) {
  const changes = of.flatMap(({ token, before, after }) => {
    const best = bestOf(after)
    return [
      ...changed(before.bids, after.bids).map((level) => ({ side: 'BUY', ...level })),
      ...changed(before.asks, after.asks).map((level) => ({ side: 'SELL', ...level })),
    ].map((level) => ({ asset_id: token, ...level, hash: hashOf({ token, level, atMs }), ...best }))
  })
  if (changes.length === 0) return null
  return {
    event_type: 'price_change',
    market: market.market,
    timestamp: String(atMs),
    price_changes: changes,
  }
}

/** Reported on the taker's token alone. */
export const tradeFrame = (record: PublicTradeRecord, market: ListedMarket, atMs: number) => ({
  event_type: 'last_trade_price',
  asset_id: record.token,
  market: record.market,
  price: formatMicros(record.priceMicros),
  size: formatMicros(record.sizeMicros),
  side: record.side,
  // In basis points of the price: 0.05 is 500.
  fee_rate_bps: String(Math.round(market.feeRatePpm / 100)),
  timestamp: String(atMs),
  transaction_hash: record.transactionHash,
})

export const tickFrame = (
  token: TokenId,
  market: ListedMarket,
  of: { readonly before: number; readonly atMs: number },
) => ({
  event_type: 'tick_size_change',
  asset_id: token,
  market: market.market,
  timestamp: String(of.atMs),
  old_tick_size: formatMicros(of.before),
  new_tick_size: formatMicros(market.tickMicros),
})

export function resolvedFrame(market: ListedMarket, atMs: number) {
  const [first = 0, second = 0] = market.payoutMicros ?? []
  const index = first >= second ? 0 : 1
  return {
    event_type: 'market_resolved',
    id: market.market,
    market: market.market,
    assets_ids: market.tokens,
    winning_asset_id: market.tokens[index],
    winning_outcome: market.outcomes[index],
    timestamp: String(atMs),
    tags: [],
  }
}

/** An empty side's best is the end of the scale, which is not a quote. */
function bestOf({ bids, asks }: Shown) {
  const bid = Math.max(0, ...bids.keys())
  const ask = Math.min(1_000_000, ...asks.keys())
  return { best_bid: formatMicros(bid), best_ask: formatMicros(ask) }
}

function changed(before: Shown['bids'], after: Shown['bids']) {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((at) => before.get(at) !== after.get(at))
    .map((at) => ({ price: formatMicros(at), size: formatMicros(after.get(at) ?? 0) }))
}

const hashOf = (of: unknown): string => createHash('sha1').update(JSON.stringify(of)).digest('hex')
