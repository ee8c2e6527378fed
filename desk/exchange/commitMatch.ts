import { opposite } from '../../shared/domain/order.ts'
import type { OrderId } from '../../shared/domain/units.ts'
import { orderId } from '../../shared/domain/units.ts'
import { cancelUnfunded } from './cancelUnfunded.ts'
import type { Floor, FloorMarket } from './floor.ts'
import { ladderOf } from './floor.ts'
import type { Form } from './form.ts'
import { isBid } from './form.ts'
import { CROWD, CROWD_OWNER } from './ledger.ts'
import type { TradeMakerParty } from './openTrade.ts'
import { openTrade } from './openTrade.ts'
import type { MatchedPart } from './planMatch.ts'
import { remainingMicros } from './priceLevel.ts'
import { holdFor, removeOrder } from './removeOrder.ts'
import type { TradeRecord } from './tradeRecord.ts'

export interface TakerIdentity {
  readonly orderId: OrderId
  readonly account: string
  readonly owner: string
  readonly form: Form
}

/** Carries planned legs out: the book moves, the trade begins, and orders that can no longer pay are removed. */
export function commitMatch(
  floor: Floor,
  state: FloorMarket,
  taker: TakerIdentity,
  plan: { readonly legs: readonly MatchedPart[]; readonly feeMicros: number },
): TradeRecord {
  const { legs, feeMicros } = plan
  const sizeMicros = sum(legs, (leg) => leg.sizeMicros)
  const usdcMicros = sum(legs, (leg) => leg.takerUsdcMicros)
  const record = openTrade(floor, state, {
    taker: { ...taker, sizeMicros, usdcMicros },
    makers: legs.map((leg) => makerParty(floor, leg)),
    feeMicros,
  })
  for (const leg of legs) applyLeg(floor, state, leg, record.facts.id)
  const last = legs.at(-1)
  if (last !== undefined) {
    const bookSide = taker.form.tokenIndex === 0 ? taker.form.side : opposite(taker.form.side)
    state.lastTrade = { priceMicros: last.level.priceMicros, taker: bookSide }
  }
  state.changedAtMs = floor.nowMs
  for (const account of new Set(legs.map((leg) => leg.order?.request.account ?? CROWD))) {
    if (account !== CROWD) cancelUnfunded(floor, account)
  }
  return record
}

function makerParty(floor: Floor, leg: MatchedPart): TradeMakerParty {
  const { form, sizeMicros, makerUsdcMicros: usdcMicros, priceMicros, order } = leg
  const identity =
    order === null
      ? { orderId: orderId(floor.random.hash()), account: CROWD, owner: CROWD_OWNER }
      : { orderId: order.request.id, account: order.request.account, owner: order.request.owner }
  return { ...identity, form, sizeMicros, usdcMicros, priceMicros }
}

function applyLeg(floor: Floor, state: FloorMarket, leg: MatchedPart, tradeId: string): void {
  const { level, order, sizeMicros } = leg
  const ladder = ladderOf(state, isBid(leg.form))
  if (order === null) {
    ladder.consume(level.priceMicros, sizeMicros)
    return
  }
  level.fill(order, sizeMicros)
  order.tradeIds.push(tradeId)
  if (remainingMicros(order) === 0) removeOrder(floor, order, 'MATCHED')
  else holdFor(floor, order)
  ladder.dropIfEmpty(level)
}

const sum = (legs: readonly MatchedPart[], of: (leg: MatchedPart) => number): number =>
  legs.reduce((total, leg) => total + of(leg), 0)
