import { epochMs, price, size } from '../../shared/domain/units.ts'
import { EARLY_DROP_MS } from '../../shared/domain/venueRules.ts'
import type { Balance } from '../../shared/simulator/fundsRule.ts'
import { judgePost, reaches } from '../../shared/simulator/judgePost.ts'
import type { OrderTerms } from '../../shared/simulator/orderTerms.ts'
import { isMarketType } from '../../shared/simulator/orderTerms.ts'
import { takerDelayMs } from '../../shared/simulator/takerDelay.ts'
import { cancelUnfunded } from './cancelUnfunded.ts'
import { commitMatch } from './commitMatch.ts'
import type { PlaceRequest, PlaceResult } from './exchange.ts'
import type { Floor, FloorMarket } from './floor.ts'
import { ladderOf } from './floor.ts'
import type { Form } from './form.ts'
import { isBid, mirrored } from './form.ts'
import type { AccountState } from './ledger.ts'
import type { MatchPlan } from './planMatch.ts'
import { planMatch } from './planMatch.ts'
import type { BookOrder } from './priceLevel.ts'
import { remainingMicros } from './priceLevel.ts'
import { holdFor, releaseHold, removeOrder } from './removeOrder.ts'

const BAD_REQUEST = 400
const NOT_FILLED = {
  FOK: "order couldn't be fully filled. FOK orders are fully filled or killed.",
  FAK: 'no orders found to match with FAK order. FAK orders are partially filled or killed if no match is found.',
}

interface Incoming {
  readonly request: PlaceRequest
  readonly state: FloorMarket
  readonly form: Form
  readonly terms: OrderTerms
  readonly bookPriceMicros: number
  readonly crosses: boolean
}

/** The whole way of one order: the account, the venue's rules, then the book. */
export function placeOrder(floor: Floor, request: PlaceRequest): PlaceResult {
  if (floor.orders.has(request.id)) return refused(`order ${request.id} is invalid. Duplicated.`)
  const state = floor.marketByToken.get(request.token)
  if (state === undefined) return refused('Invalid order payload')
  const account = floor.ledger.account(request.account)
  const banned = banError(request, account)
  if (banned !== null) return refused(banned)
  const form = formOf(request, state)
  const judged = judgePost(request, {
    rules: state.listed,
    nowMs: floor.nowMs,
    bestOppositeMicros: bestOpposite(state, form),
    balance: balanceFor(floor, request, state),
    approved: account.approved,
  })
  return judged.ok ? accept(floor, incomingOf(request, state, judged.terms)) : refused(judged.error)
}

const refused = (error: string): PlaceResult => ({ ok: false, status: BAD_REQUEST, error })

function banError({ account, side }: PlaceRequest, { ban }: Pick<AccountState, 'ban'>): string | null {
  if (ban === 'banned') return `'${account}' address banned`
  return ban === 'closedOnly' && side === 'BUY' ? `'${account}' address in closed only mode` : null
}

const formOf = ({ token, side }: PlaceRequest, { listed }: FloorMarket): Form => ({
  tokenIndex: token === listed.tokens[0] ? 0 : 1,
  side,
})

/** The best price against it, in the form's own token. */
function bestOpposite(state: FloorMarket, form: Form): number | null {
  const best = ladderOf(state, !isBid(form)).best()
  return best === undefined ? null : mirrored(form.tokenIndex, best.priceMicros)
}

/** The venue lets the same money back orders in each market: only this market's orders count. */
function balanceFor(floor: Floor, { account, side, token }: PlaceRequest, { listed }: FloorMarket): Balance {
  const asset = side === 'BUY' ? 'USDC' : token
  const { settled, matched } = floor.ledger.balance(account, asset)
  return { settled, matched, held: floor.ledger.held(account, asset, listed.market) }
}

function incomingOf(request: PlaceRequest, state: FloorMarket, terms: OrderTerms): Incoming {
  const form = formOf(request, state)
  const bookPriceMicros = mirrored(form.tokenIndex, terms.priceMicros)
  const crosses = reaches(form.side, terms.priceMicros, bestOpposite(state, form))
  return { request, state, form, terms, bookPriceMicros, crosses }
}

function accept(floor: Floor, incoming: Incoming): PlaceResult {
  const order = newOrder(floor, incoming)
  // An id that reached the book is known forever, killed orders included.
  floor.orders.set(incoming.request.id, order)
  floor.ledger.account(incoming.request.account).orders.push(order)
  const delayMs = incoming.crosses ? takerDelayMs(incoming.state.listed) : 0
  return delayMs === 0 ? enterBook(floor, incoming, order) : enterLater(floor, incoming, { order, delayMs })
}

/** Others may withdraw what a taker aims at; the taker may not withdraw. */
function enterLater(
  floor: Floor,
  incoming: Incoming,
  { order, delayMs }: { readonly order: BookOrder; readonly delayMs: number },
): PlaceResult {
  const { request, state, terms } = incoming
  order.pending = true
  floor.ledger.account(request.account).open.add(order)
  holdFor(floor, order)
  floor.events.add(floor.nowMs + delayMs, () => {
    if (order.status !== 'LIVE') return
    order.pending = false
    if (!state.listed.accepting || state.listed.closed) {
      return removeOrder(floor, order, 'CANCELED', 'CANCELED_MARKET_NOT_FOUND')
    }
    // What it held is its own to spend now; resting holds again what is left.
    releaseHold(floor, order)
    floor.ledger.account(request.account).open.delete(order)
    enterBook(floor, incomingOf(request, state, terms), order)
  })
  return { ...RESTING, status: 'delayed' }
}

function enterBook(floor: Floor, incoming: Incoming, order: BookOrder): PlaceResult {
  const { request, state, crosses } = incoming
  const { orderType } = request
  const plan = crosses ? plannedFor(floor, incoming) : null
  const killed = (orderType === 'FOK' && plan?.filled !== true) || (orderType === 'FAK' && !plan?.legs.length)
  if (killed && isKillable(orderType)) {
    order.status = 'CANCELED'
    order.closedAtMs = floor.nowMs
    if (hadItsTime(floor, order)) order.endDetail = 'CANCELED_ORDER_TIMED_OUT'
    return refused(NOT_FILLED[orderType])
  }
  const result = plan === null || plan.legs.length === 0 ? RESTING : matched(floor, incoming, order, plan)
  restOrEnd(floor, state, order, plan)
  cancelUnfunded(floor, request.account)
  return result
}

const RESTING: PlaceResult & { readonly ok: true } = {
  ok: true,
  status: 'live',
  takingMicros: 0,
  makingMicros: 0,
  tradeIds: [],
}

const isKillable = (orderType: string): orderType is 'FOK' | 'FAK' =>
  orderType === 'FOK' || orderType === 'FAK'

function plannedFor(floor: Floor, { request, state, form, terms, bookPriceMicros }: Incoming): MatchPlan {
  const { budgetMicros, sizeMicros } = terms
  const taker = {
    account: request.account,
    form,
    limitMicros: bookPriceMicros,
    want: budgetMicros === null ? { sizeMicros } : { usdcMicros: budgetMicros },
    bottomless: false,
  }
  return planMatch(state, floor.ledger, taker, floor.random.coin())
}

function newOrder(floor: Floor, { request, state, form, terms, bookPriceMicros }: Incoming): BookOrder {
  return {
    request,
    market: state.listed.market,
    form,
    priceMicros: price(terms.priceMicros),
    bookPriceMicros,
    createdAtMs: floor.nowMs,
    tradeIds: [],
    sizeMicros: size(terms.sizeMicros),
    matchedMicros: 0,
    status: 'LIVE',
    level: null,
    aheadMicros: 0,
    heldMicros: 0,
    expiry: null,
    closedAtMs: null,
    pending: false,
  }
}

function matched(floor: Floor, incoming: Incoming, order: BookOrder, plan: MatchPlan): PlaceResult {
  const { request, state, form } = incoming
  const taker = { orderId: request.id, account: request.account, owner: request.owner, form }
  const { facts } = commitMatch(floor, state, taker, plan)
  const { sizeMicros, usdcMicros } = facts.taker
  order.matchedMicros += sizeMicros
  order.tradeIds.push(facts.id)
  // A budget at better prices buys more than the least it was signed for.
  if (order.matchedMicros > order.sizeMicros) order.sizeMicros = size(order.matchedMicros)
  const [takingMicros, makingMicros] =
    request.side === 'BUY' ? [sizeMicros, usdcMicros] : [usdcMicros, sizeMicros]
  return { ok: true, status: 'matched', takingMicros, makingMicros, tradeIds: [facts.id] }
}

/** One that was delayed first: nothing came for it, or not enough. */
const hadItsTime = (floor: Floor, order: BookOrder): boolean => floor.nowMs > order.createdAtMs

function restOrEnd(floor: Floor, state: FloorMarket, order: BookOrder, plan: MatchPlan | null): void {
  if (isMarketType(order.request)) {
    const detail = hadItsTime(floor, order) ? 'CANCELED_ORDER_TIMED_OUT' : undefined
    if (plan?.filled === true) removeOrder(floor, order, 'MATCHED')
    else removeOrder(floor, order, 'CANCELED', detail)
    return
  }
  if (remainingMicros(order) === 0 || plan?.short === true) {
    removeOrder(floor, order, remainingMicros(order) === 0 ? 'MATCHED' : 'INVALID')
    return
  }
  ladderOf(state, isBid(order.form)).ensure(order.bookPriceMicros).join(order)
  floor.ledger.account(order.request.account).open.add(order)
  holdFor(floor, order)
  state.changedAtMs = floor.nowMs
  const { expiresAtMs } = order.request
  if (expiresAtMs === null) return
  const atMs = epochMs(expiresAtMs - EARLY_DROP_MS)
  order.expiry = { atMs, task: () => removeOrder(floor, order, 'CANCELED', 'CANCELED_EXPIRED_ORDER') }
  floor.events.add(atMs, order.expiry.task)
}
