import type { AuditedExchange } from '../../desk/exchange/createExchange.ts'
import type { ExchangeOrder } from '../../desk/exchange/exchange.ts'
import { type ControlItem, isRunning } from '../../shared/domain/control.ts'
import { legKey } from '../../shared/domain/leg.ts'
import type { Order } from '../../shared/domain/order.ts'
import { mayLive } from '../../shared/domain/order.ts'
import type { MarketId, OrderId } from '../../shared/domain/units.ts'
import type { MarketState } from '../../shared/machine/state.ts'
import type { InvariantId } from '../model/invariants.ts'
import type { MemoryStore } from '../unit/engine/memoryStore.ts'

export interface Violation {
  /** Numbered as in the model; `deterministic`: two runs of a seed differ. */
  readonly invariant: InvariantId | 'deterministic'
  readonly what: string
}

/** Looks at the truth, which no actor can see: at every order the venue takes, and at every write to the table. */
export interface Watch {
  readonly violations: readonly Violation[]
  report(invariant: InvariantId, what: string): void
  /** An order of ours has just entered the book. */
  placed(id: OrderId): void
  /** The table has just been written by this process. */
  wrote(by: string): void
  /** A lease was taken, so only its holder may write. */
  acquired(market: MarketId, by: string): void
  committed(market: MarketId, by: string): void
  /** STOPs counted so far: an operator's patience is measured by it. */
  readonly changes: { control: number }
}

/** An order whose intent is in the table: whether sending it was ever allowed since, and whether a STOP ended it. */
interface Intent {
  readonly order: Order
  readonly market: MarketId
  allowed: boolean
  doneAfter: number | null
}

const MAX_VIOLATIONS = 20
const CENT_MICROS = 10_000

export function createWatch(of: {
  readonly exchange: AuditedExchange
  readonly account: string
  readonly store: MemoryStore
  readonly capMicros: number
  readonly onControl: () => void
  /** An intent has just been stored: the worst moment for a STOP. */
  readonly onIntent: () => void
}): Watch {
  const { exchange, account, store } = of
  const violations: Violation[] = []
  const intents = new Map<OrderId, Intent>()
  const holders = new Map<MarketId, string>()
  const seenStates = new Map<MarketId, MarketState | null>()
  const confirmed = new Set<string>()
  let control: ControlItem = 'absent'
  const changes = { control: 0 }

  const report = (invariant: InvariantId, what: string): void => {
    if (violations.length < MAX_VIOLATIONS) {
      violations.push({ invariant, what: `${new Date(exchange.nowMs()).toISOString()} ${what}` })
    }
  }
  const noteIntents = (market: MarketId, state: MarketState): void => {
    for (const order of state.orders) {
      if (intents.has(order.id) || !mayLive(order)) continue
      intents.set(order.id, { order, market, allowed: mayBeSent(order, control), doneAfter: null })
      of.onIntent()
    }
  }
  const noteState = (market: MarketId, state: MarketState): void => {
    noteIntents(market, state)
    const keys = state.legs.map(legKey)
    if (new Set(keys).size < keys.length) report('I5', `${market}: a leg is listed twice`)
    for (const leg of state.legs) {
      const key = legKey(leg)
      if (leg.status !== 'CONFIRMED' || confirmed.has(key)) continue
      confirmed.add(key)
      const truth = exchange.trade(leg.tradeId)?.status
      if (truth !== 'CONFIRMED') report('I4', `${key} counts as confirmed, the venue says ${truth}`)
    }
  }
  const noteControl = (): void => {
    changes.control += 1
    const { haltSeq, doneSeq } = control === 'absent' ? { haltSeq: 0, doneSeq: 0 } : control
    for (const intent of intents.values()) {
      intent.allowed ||= mayBeSent(intent.order, control)
      if (doneSeq === haltSeq && intent.order.purpose !== 'flatten')
        intent.doneAfter ??= isHalted(control) ? doneSeq : null
    }
    if (isHalted(control) && doneSeq === haltSeq) {
      const live = exchange
        .openOrders(account)
        .find((order) => intents.get(order.id)?.order.purpose !== 'flatten')
      if (live !== undefined) report('I7', `STOP ${doneSeq} is done, yet ${live.id} lives`)
    }
    of.onControl()
  }
  return {
    violations,
    report,
    changes,
    placed: (id) => {
      const order = exchange.order(id)
      if (order === undefined) return
      const intent = intents.get(id)
      if (intent === undefined) report('I6', `${id} was placed without a stored intent`)
      else if (!intent.allowed)
        report('I6', `${id} (${intent.order.purpose}) was placed although halted since its intent`)
      if (intent?.doneAfter != null) report('I7', `${id} was placed after STOP ${intent.doneAfter} was done`)
      checkCrowd(exchange, account, order, report)
      if (order.side === 'BUY') checkEntry(exchange, account, order, of.capMicros, report)
    },
    acquired: (market, by) => holders.set(market, by),
    committed: (market, by) => {
      if (holders.get(market) !== by) report('I8', `${by} wrote ${market}, held by ${holders.get(market)}`)
    },
    wrote: () => {
      const now: ControlItem = store.control_ ?? 'absent'
      const isNew = JSON.stringify(now) !== JSON.stringify(control)
      control = now
      for (const [market, { state }] of store.items) {
        if (state === null || seenStates.get(market) === state) continue
        seenStates.set(market, state)
        noteState(market, state)
      }
      if (isNew) noteControl()
    },
  }
}

const isHalted = (control: ControlItem): boolean =>
  control !== 'absent' && control.clearedSeq < control.haltSeq

/** The rule of the protocol, stated again apart from the code under test. */
function mayBeSent(order: Order, control: ControlItem): boolean {
  if (order.purpose === 'canary') return control === 'absent' || !control.armed
  if (order.purpose !== 'flatten') return isRunning(control)
  return control !== 'absent' && !isRunning(control) && control.flatten?.seq === order.haltSeq
}

function checkCrowd(
  exchange: AuditedExchange,
  account: string,
  order: ExchangeOrder,
  report: Watch['report'],
): void {
  const alike = exchange
    .openOrders(account)
    .filter((each) => each.market === order.market && each.side === order.side)
  if (alike.length > 1) {
    report(
      'I1',
      `${alike.length} ${order.side} orders live: ${alike.map(({ id }) => id.slice(-6)).join(', ')}`,
    )
  }
}

/** What we own of the market by the venue's own trades: everything bought counts, only settled sells have left. */
function checkEntry(
  exchange: AuditedExchange,
  account: string,
  order: ExchangeOrder,
  capMicros: number,
  report: Watch['report'],
): void {
  const legs = exchange
    .trades(account)
    .filter((trade) => trade.market === order.market && trade.status !== 'FAILED')
    .flatMap((trade) => [...trade.makers, trade.taker].map((part) => ({ ...part, status: trade.status })))
    .filter((part) => part.account === account && part.orderId !== order.id)
  const held = legs
    .filter((leg) => leg.side === 'BUY' || leg.status === 'CONFIRMED')
    .reduce((sum, leg) => sum + (leg.side === 'BUY' ? leg.sizeMicros : -leg.sizeMicros), 0)
  const minimum = exchange.marketOf(order.token)?.minSizeMicros ?? 0
  if (held >= minimum) report('I2', `entry ${order.id} was placed with ${held / 1e6} shares held`)
  const { bids, asks } = exchange.book(order.token)
  const mid = ((bids[0]?.priceMicros ?? 0) + (asks[0]?.priceMicros ?? 0)) / 2
  const locked = (held * mid + order.priceMicros * order.sizeMicros) / 1e6
  if (locked > capMicros + CENT_MICROS)
    report('I3', `entry ${order.id} makes ${locked / 1e6} USDC of exposure`)
}
