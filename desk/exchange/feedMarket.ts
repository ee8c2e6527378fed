import type { Level } from '../../shared/domain/market.ts'
import { MICROS, orderId } from '../../shared/domain/units.ts'
import { TakerMeter } from '../../shared/simulator/fee.ts'
import { commitMatch } from './commitMatch.ts'
import type { FeedEvent } from './exchange.ts'
import type { Floor, FloorMarket } from './floor.ts'
import { ladderOf } from './floor.ts'
import type { Form } from './form.ts'
import { mirrored, rewritten } from './form.ts'
import { CROWD, CROWD_OWNER } from './ledger.ts'
import { changeMarket } from './listing.ts'
import type { MatchedPart } from './planMatch.ts'
import { planMatch } from './planMatch.ts'
import type { PriceLadder } from './priceLadder.ts'

/** The crowd moves. Its displayed sizes are facts; only its trades reach our orders. */
export function feedMarket(floor: Floor, state: FloorMarket, event: FeedEvent): void {
  switch (event.type) {
    case 'book':
      show(state.bids, event.bids)
      show(state.asks, event.asks)
      state.changedAtMs = floor.nowMs
      return
    case 'delta':
      for (const change of event.changes) {
        requireLevel(change)
        ladderOf(state, change.side === 'bid').changeCrowd(change.priceMicros, change.sizeMicros)
      }
      state.changedAtMs = floor.nowMs
      return
    case 'trade':
      crowdTrades(floor, state, event)
      return
    case 'unknownTrade':
      state.unknownTrades += 1
      return
    case 'market':
      changeMarket(floor, state, event.change)
  }
}

function show(ladder: PriceLadder, levels: readonly Level[]): void {
  const sizes = new Map<number, number>()
  for (const level of levels) {
    requireLevel(level)
    sizes.set(level.priceMicros, level.sizeMicros)
  }
  ladder.showCrowd(sizes)
}

function requireLevel({ priceMicros, sizeMicros }: Level): void {
  requireWhole('priceMicros', priceMicros, 1, MICROS - 1)
  requireWhole('sizeMicros', sizeMicros, 0, Number.MAX_SAFE_INTEGER)
}

function requireWhole(name: string, value: number, low: number, high: number): void {
  if (Number.isSafeInteger(value) && value >= low && value <= high) return
  throw new RangeError(`feed ${name}: ${value} is not a whole number from ${low} to ${high}; check the feed`)
}

/**
 * A trade among others walks the book as its taker did: better prices first, at each price the queue in time order.
 * What it meets of ours is filled at our price, and never more in sum than was traded.
 */
function crowdTrades(floor: Floor, state: FloorMarket, event: Extract<FeedEvent, { type: 'trade' }>): void {
  requireLevel(event)
  state.lastTrade = { priceMicros: event.priceMicros, taker: event.taker }
  if (event.sizeMicros === 0) return
  const form: Form = { tokenIndex: 0, side: event.taker }
  const written = floor.random.coin() ? rewritten(form) : form
  const want = { sizeMicros: event.sizeMicros }
  const taker = { account: CROWD, form: written, limitMicros: event.priceMicros, want, bottomless: true }
  floor.publicTape.add({
    market: state.listed.market,
    token: state.listed.tokens[written.tokenIndex],
    side: written.side,
    priceMicros: mirrored(written.tokenIndex, event.priceMicros),
    sizeMicros: event.sizeMicros,
    atMs: floor.nowMs,
  })
  const plan = planMatch(state, floor.ledger, taker, false)
  const ladder = ladderOf(state, event.taker === 'SELL')
  for (const leg of plan.legs) {
    if (leg.order !== null) continue
    leg.level.takeCrowd(leg.sizeMicros)
    ladder.dropIfEmpty(leg.level)
  }
  state.changedAtMs = floor.nowMs
  const ours = plan.legs.filter((leg) => leg.order !== null)
  if (ours.length === 0) return
  const identity = { account: CROWD, owner: CROWD_OWNER, form: written }
  commitMatch(floor, state, { ...identity, orderId: orderId(floor.random.hash()) }, feeOnOurs(state, ours))
  state.lastTrade = { priceMicros: event.priceMicros, taker: event.taker }
}

/** The crowd pays its fee for what it took of ours; what it took of itself is not in our records. */
function feeOnOurs(state: FloorMarket, legs: readonly MatchedPart[]) {
  const meter = new TakerMeter(state.listed)
  for (const leg of legs) meter.add({ sizeMicros: leg.sizeMicros, priceMicros: leg.level.priceMicros })
  const proceedsMicros = legs.reduce((sum, leg) => sum + leg.takerUsdcMicros, 0)
  return { legs, feeMicros: Math.min(meter.feeMicros(), proceedsMicros) }
}
