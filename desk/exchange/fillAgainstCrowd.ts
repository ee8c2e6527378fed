import type { Level } from '../../shared/domain/market.ts'
import { sizeOf } from '../../shared/domain/market.ts'
import { price, size } from '../../shared/domain/units.ts'
import { reachedLevels } from '../../shared/simulator/takeLevels.ts'
import type { Account } from './exchange.ts'
import { type Floor, type FloorMarket, ladderOf } from './floor.ts'
import { isBid, mirrored } from './form.ts'
import { hitOrder } from './hitOrder.ts'
import type { PriceLadder } from './priceLadder.ts'
import { type BookOrder, remainingMicros } from './priceLevel.ts'

/**
 * A feed's crowd does not know of anybody's orders. Where its quotes reach one, the two would have traded: so they do,
 * in either token, as far as the quotes go, and each quote once.
 */
export function fillAgainstCrowd(floor: Floor, state: FloorMarket, accounts: Iterable<Account>): void {
  for (const account of accounts) {
    for (const order of [...floor.ledger.account(account).open]) {
      if (order.market === state.listed.market && order.level !== null) meetOrder(floor, state, order)
    }
  }
}

function meetOrder(floor: Floor, state: FloorMarket, order: BookOrder): void {
  const bid = isBid(order.form)
  const against = ladderOf(state, !bid)
  const reached = reachedLevels(crowdOf(against), {
    side: bid ? 'BUY' : 'SELL',
    priceMicros: order.bookPriceMicros,
    sizeMicros: remainingMicros(order),
  })
  const sizeMicros = sizeOf(reached)
  if (sizeMicros === 0) return
  for (const { priceMicros, sizeMicros: takenMicros } of reached) against.consume(priceMicros, takenMicros)
  const { tokenIndex, side } = order.form
  floor.publicTape.add({
    market: state.listed.market,
    token: state.listed.tokens[tokenIndex],
    side: side === 'BUY' ? 'SELL' : 'BUY',
    priceMicros: mirrored(tokenIndex, order.bookPriceMicros),
    sizeMicros,
    atMs: floor.nowMs,
  })
  hitOrder(floor, order, { sizeMicros, hideMs: 0 })
}

/** What the crowd alone displays. */
const crowdOf = (ladder: PriceLadder): readonly Level[] =>
  Array.from(ladder.bestFirst(), ({ priceMicros, crowdMicros }) => ({
    priceMicros: price(priceMicros),
    sizeMicros: size(crowdMicros),
  })).filter(({ sizeMicros }) => sizeMicros > 0)
