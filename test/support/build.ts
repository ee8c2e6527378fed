import { emptyPosition, type Position } from '../../shared/accounting/position.ts'
import type { Control, ControlItem } from '../../shared/domain/control.ts'
import { mulDiv } from '../../shared/domain/decimal.ts'
import {
  type Leg,
  type LegStatus,
  legKey,
  type SeenLeg,
  type UnreadableLeg,
} from '../../shared/domain/leg.ts'
import type { VenueOrder } from '../../shared/domain/market.ts'
import { type ListedOrder, type UnreadableOrder, wholeList } from '../../shared/domain/openOrders.ts'
import type { Order, OrderLife } from '../../shared/domain/order.ts'
import { known, type Read } from '../../shared/domain/read.ts'
import type { MarketSettings, SafetySettings } from '../../shared/domain/settings.ts'
import {
  type EpochMs,
  epochMs,
  MICROS,
  type OrderId,
  orderId,
  price,
  size,
  tradeId,
  usdc,
} from '../../shared/domain/units.ts'
import type { Action, Decision } from '../../shared/machine/decision.ts'
import { pageTexts } from '../../shared/machine/eventWords.ts'
import type { Facts } from '../../shared/machine/facts.ts'
import { initialState } from '../../shared/machine/initialState.ts'
import type { Observation } from '../../shared/machine/observation.ts'
import { withPhase } from '../../shared/machine/phase.ts'
import type { MarketState } from '../../shared/machine/state.ts'
import { transition } from '../../shared/machine/transition.ts'
import { reconcile } from '../../shared/reconcile/reconcile.ts'
import { calmBook, calmMids, info, NOW_MS, settings as quoteSettings } from './market.ts'
import { RUNNING } from './runningControl.ts'

/** Builders of states and observations: a calm market, a flat item, everything readable; say what differs. */
export const WALLET = '0xwallet'
export const now = epochMs(NOW_MS)
export const at = (seconds: number): EpochMs => epochMs(NOW_MS + seconds * 1000)
export const MARKET = quoteSettings().market
export const TOKEN = quoteSettings().tokenId

type Over = Parameters<typeof quoteSettings>[0] & { readonly safety?: Partial<SafetySettings> }
export const settings = (over: Over = {}): MarketSettings => {
  const base = quoteSettings(over)
  return { ...base, safety: { ...base.safety, ...over.safety } }
}

export const shares = (count: number) => size(Math.round(count * MICROS))
export const cents = (count: number) => price(Math.round(count * 10_000))
export const dollars = (count: number) => usdc(Math.round(count * MICROS))

/** `n` names the order: its hash is 0x and `n` in hex. */
export const id = (n: number): OrderId => orderId(`0x${n.toString(16).padStart(64, '0')}`)

export function order(over: Partial<Order> = {}): Order {
  const side = over.side ?? 'BUY'
  return {
    id: id(1),
    purpose: side === 'BUY' ? 'entry' : 'exit',
    side,
    tokenId: TOKEN,
    priceMicros: side === 'BUY' ? cents(56) : cents(58),
    sizeMicros: shares(20),
    postOnly: true,
    salt: '1',
    timestamp: String(NOW_MS),
    intendedAtMs: at(-20),
    expiresAtMs: at(280),
    life: { at: 'LIVE' },
    matchedMicros: null,
    absences: 0,
    ...over,
  }
}

export const dead = (
  sinceMs: EpochMs = now,
  how: 'canceled' | 'terminal' | 'expired' = 'canceled',
): OrderLife => ({
  at: 'DEAD',
  sinceMs,
  how,
})

export function seenLeg(over: Partial<SeenLeg> = {}): SeenLeg {
  const sizeMicros = over.sizeMicros ?? shares(20)
  const priceMicros = over.priceMicros ?? (over.side === 'SELL' ? cents(58) : cents(56))
  return {
    tradeId: tradeId('t1'),
    orderId: id(1),
    market: MARKET,
    tokenId: TOKEN,
    side: 'BUY',
    role: 'maker',
    sizeMicros,
    priceMicros,
    notionalMicros: usdc(mulDiv(priceMicros, sizeMicros, MICROS, 'nearest')),
    matchedAtMs: at(-10),
    status: 'CONFIRMED',
    mined: true,
    ...over,
  }
}

export const leg = (over: Partial<Leg> = {}): Leg => ({
  ...seenLeg(over),
  feeMicros: usdc(0),
  seenAtMs: at(-9),
  ...over,
})

/** Shares bought long ago and folded. */
export const holding = (count: number, costCents = 56): Position => ({
  ...emptyPosition,
  sizeMicros: shares(count),
  costMicros: usdc(Math.round(count * costCents * 10_000)),
  boughtMicros: shares(count),
})

/** A market begun an hour ago; its phase follows from what it holds. */
export function state(over: Partial<MarketState> = {}): MarketState {
  const fresh = initialState({
    market: MARKET,
    tokenId: TOKEN,
    wallet: WALLET,
    info: info(),
    nowMs: at(-3600),
  })
  return withPhase({
    ...fresh,
    tradesReadAtMs: at(-10),
    lastGoodMid: { priceMicros: cents(57), atMs: at(-10) },
    mids: calmMids(),
    sanityReadAtMs: at(-10),
    ...over,
  })
}

export const running: Control = { ...RUNNING, haltSeq: 3, doneSeq: 3, clearedSeq: 3 }
export const halted = (over: Partial<Control> = {}): Control => ({
  ...running,
  halted: true,
  haltSeq: 4,
  codes: ['OPERATOR'],
  ...over,
})

type ObservationOver = Omit<Partial<Observation>, 'control' | 'trades' | 'openOrders'> & {
  readonly control?: ControlItem | Read<ControlItem>
  readonly legs?: readonly SeenLeg[]
  readonly trades?: Observation['trades']
  readonly open?: readonly ListedOrder[]
  readonly openOrders?: Observation['openOrders']
}

/** What a tick sees: every read answered, a calm book, and only what is given changed. */
export function observation(over: ObservationOver = {}): Observation {
  const { control = running, legs = [], open = [], ...rest } = over
  const nowMs = over.nowMs ?? now
  const began = epochMs(nowMs - 500)
  return {
    nowMs,
    control: typeof control === 'object' && 'ok' in control ? control : known(control, began),
    trades: known({ legs, withoutId: [], unreadable: [] }, began),
    openOrders: known(wholeList(open), began),
    byId: {},
    ledger: {},
    book: known({ ...calmBook, venueAtMs: began }, began),
    info: known(info(), began),
    skewMs: known(0, began),
    ...rest,
  }
}

/** The venue's view of one of our orders. */
export const venueOrder = (of: Order, over: Partial<ListedOrder> = {}): ListedOrder => ({
  id: of.id,
  market: MARKET,
  tokenId: of.tokenId,
  side: of.side,
  status: 'LIVE',
  priceMicros: of.priceMicros,
  sizeMicros: of.sizeMicros,
  matchedMicros: size(0),
  createdAtMs: of.intendedAtMs,
  ...over,
})

/** A fill of this market and token that cannot be read. */
export const unreadableLeg = (over: Partial<UnreadableLeg> = {}): UnreadableLeg => ({
  key: 'record',
  orderId: null,
  market: MARKET,
  tokenId: TOKEN,
  matchedAtMs: at(-5),
  raw: 'its status: {}',
  ...over,
})

/** A record of the open orders that cannot be read and says nothing of itself. */
export const unreadableOrder = (over: Partial<UnreadableOrder> = {}): UnreadableOrder => ({
  key: 'record',
  orderId: null,
  market: null,
  tokenId: null,
  raw: 'a record',
  ...over,
})

/** Read by hash. */
export const byHash = (
  ...orders: readonly (readonly [OrderId, VenueOrder | 'absent'])[]
): Observation['byId'] => Object.fromEntries(orders.map(([key, value]) => [key, known(value, now)]))

/** What the ledger answers for these legs. */
export const ledgerSays = (
  legs: readonly SeenLeg[],
  answer: { readonly fold: LegStatus | 'absent'; readonly order: 'ours' | 'absent' },
): Observation['ledger'] => Object.fromEntries(legs.map((each) => [legKey(each), known(answer, now)]))

export interface Decided {
  readonly facts: Facts
  readonly decision: Decision
  readonly state: MarketState
}

/** One tick's pure part. */
export function decide(before: MarketState, seen: Observation, with_: MarketSettings = settings()): Decided {
  const facts = reconcile(before, seen, with_, WALLET)
  const decision = transition(facts, seen, with_)
  return { facts, decision, state: decision.state }
}

export const posts = (actions: readonly Action[]) =>
  actions.flatMap((action) => (action.do === 'post' ? [action.draft] : []))
export const cancels = (actions: readonly Action[]) =>
  actions.flatMap((action) => (action.do === 'cancel' ? [action.id] : []))
export const stops = (actions: readonly Action[]) =>
  actions.flatMap((action) => (action.do === 'stop' ? [action.reason.code] : []))
export const pages = ({ events }: Decision) => pageTexts(events)

/** Four states of the requirement, each as it commonly is. */
export const idleState = state()
export const entryState = state({ orders: [order()] })
export const openState = state({ folded: holding(20) })
export const exitState = state({
  folded: holding(20),
  orders: [order({ id: id(2), side: 'SELL', expiresAtMs: at(580) })],
})
/** Inventory is known to the history, so that REST positions can be explained. */
export const balanceOf = (count: number) => known(shares(count), epochMs(NOW_MS - 400))

/** What a tick decides that observes this. */
export const decisionOf = (
  before: MarketState,
  seen: ObservationOver = {},
  with_: MarketSettings = settings(),
): Decision => decide(before, observation(seen), with_).decision

/** What reconciling makes of this, before anything is decided. */
export const factsOf = (
  before: MarketState,
  seen: ObservationOver = {},
  with_: MarketSettings = settings(),
): Facts => reconcile(before, observation(seen), with_, WALLET)
