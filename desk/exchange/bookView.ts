import type { Level } from '../../shared/domain/market.ts'
import { opposite } from '../../shared/domain/order.ts'
import type { TokenId } from '../../shared/domain/units.ts'
import { price, size } from '../../shared/domain/units.ts'
import type { Exchange } from './exchange.ts'
import type { FloorMarket } from './floor.ts'
import { mirrored } from './form.ts'
import type { PriceLadder } from './priceLadder.ts'

/**
 * Everything displayed, best first. It may be locked or crossed: what the crowd shows next to an order of ours that
 * nobody has traded with yet is shown as it is.
 */
export function bookView(state: FloorMarket, token: TokenId): ReturnType<Exchange['book']> {
  const index = token === state.listed.tokens[0] ? 0 : 1
  const { lastTrade } = state
  const takerOf = index === 0 ? lastTrade?.taker : lastTrade && opposite(lastTrade.taker)
  return {
    bids: levels(index === 0 ? state.bids : state.asks, index),
    asks: levels(index === 0 ? state.asks : state.bids, index),
    changedAtMs: state.changedAtMs,
    lastTradePriceMicros: lastTrade === null ? null : price(mirrored(index, lastTrade.priceMicros)),
    lastTradeSide: takerOf ?? null,
  }
}

const levels = (ladder: PriceLadder, tokenIndex: 0 | 1): Level[] =>
  Array.from(ladder.bestFirst(), (level) => ({
    priceMicros: price(mirrored(tokenIndex, level.priceMicros)),
    sizeMicros: size(level.displayedMicros()),
  }))
