import type { StopCode, StopReason } from '../domain/control.ts'
import { type Death, diedOnBook, isDead, type Order } from '../domain/order.ts'
import type { MarketSettings } from '../domain/settings.ts'
import { type EpochMs, type SizeMicros, size } from '../domain/units.ts'
import { isExplained } from './balanceRefusal.ts'
import { brake, endRefusals, type VenueRefusal } from './brake.ts'
import { checkState } from './checkState.ts'
import type { ActResult } from './decision.ts'
import type { MachineEvent } from './event.ts'
import { hasAllFills, restMicros } from './inventory.ts'
import { withPhase } from './phase.ts'
import type { RejectCode } from './rejectCode.ts'
import { REMEDIES } from './remedy.ts'
import type { MarketState } from './state.ts'
import { stopOfReject } from './stopConditions.ts'
import { suspect } from './suspicion.ts'
import { checkChange } from './transitions.ts'

export interface Absorbed {
  readonly state: MarketState
  readonly stops: readonly StopReason[]
  readonly events: readonly MachineEvent[]
}

/** Remembers an order before it is sent: IDLE -> ENTRY_PENDING and POSITION_OPEN -> EXIT_PENDING begin here. */
export function withIntent(state: MarketState, order: Order): MarketState {
  const next = withPhase({ ...state, orders: [...state.orders, order] })
  checkState(next)
  return next
}

/**
 * The second transition of a tick, by what its act returned. Rejected by proof and unsent close an order at once;
 * a confirmed cancel makes it dead, and closed where its fills are known; everything unknown stays possibly alive.
 */
export function absorb(
  state: MarketState,
  results: readonly ActResult[],
  settings: MarketSettings,
): Absorbed {
  let absorbed: Absorbed = { state, stops: [], events: [] }
  for (const result of results) {
    absorbed = absorbOne(absorbed, result, settings)
  }
  const next = withPhase(absorbed.state)
  checkState(next)
  checkChange(state.phase, next, 'acted')
  return { ...absorbed, state: next }
}

function absorbOne(absorbed: Absorbed, result: ActResult, settings: MarketSettings): Absorbed {
  switch (result.of) {
    case 'post':
      return absorbPost(absorbed, result, settings)
    case 'cancel':
      return absorbCancel(absorbed, result)
    case 'sign':
      return absorbUnsigned(absorbed, result)
  }
}

/** What cannot be signed now is not tried again in every tick, and is reported once. */
function absorbUnsigned(
  absorbed: Absorbed,
  { side, why, atMs }: Extract<ActResult, { of: 'sign' }>,
): Absorbed {
  const { state, event } = brake(absorbed.state, { side, code: null, text: `not signed: ${why}`, atMs })
  const { pauseMs, pages } = event
  return { ...absorbed, state, events: [...absorbed.events, { is: 'notSigned', side, why, pauseMs, pages }] }
}

function absorbPost(
  absorbed: Absorbed,
  { order, outcome, atMs }: Extract<ActResult, { of: 'post' }>,
  settings: MarketSettings,
): Absorbed {
  const { state } = absorbed
  switch (outcome.is) {
    case 'accepted': {
      const live: Partial<Order> = { life: { at: 'LIVE' } }
      const retried = order.side === 'SELL' ? suspect(state, { balanceRetryUsed: false }) : state
      const { state: fresh, events } = endRefusals(retried, order.side)
      const next: Absorbed = { ...absorbed, events: [...absorbed.events, ...events] }
      if (outcome.id === order.id) return { ...next, state: change(fresh, order, live) }
      const text = `order ${order.id} was accepted as ${outcome.id}`
      return stop(
        { ...next, state: change(fresh, order, { ...live, otherId: outcome.id }) },
        'ORDER_ID',
        text,
        atMs,
      )
    }
    case 'unknown': {
      const next = { ...absorbed, state: change(state, order, { life: { at: 'UNKNOWN', sinceMs: atMs } }) }
      return outcome.refused === true
        ? braked(next, { side: order.side, code: null, text: outcome.why, atMs })
        : next
    }
    case 'unsent':
      return { ...absorbed, state: change(state, order, dead('unsent', atMs)) }
    case 'rejected':
      return rejected(
        { ...absorbed, state: change(state, order, dead('rejected', atMs)) },
        order,
        outcome,
        atMs,
        settings,
      )
  }
}

function rejected(
  absorbed: Absorbed,
  order: Order,
  { code, text }: { readonly code: RejectCode; readonly text: string },
  atMs: EpochMs,
  settings: MarketSettings,
): Absorbed {
  const { side } = order
  const stopping = stopOfReject(code, side)
  if (stopping === undefined) return braked(absorbed, { side, code, text, atMs })
  if (stopping === 'BALANCE_ON_SELL' && isToBeTriedAgain(absorbed.state, text, atMs, settings)) {
    const tried = suspect(absorbed.state, { balanceRetryUsed: true })
    return braked({ ...absorbed, state: tried }, { side, code, text, atMs })
  }
  return stop(absorbed, stopping, `${text}: ${REMEDIES[code]}`, atMs)
}

function braked(absorbed: Absorbed, refusal: VenueRefusal): Absorbed {
  const { state, event } = brake(absorbed.state, refusal)
  return { ...absorbed, state, events: [...absorbed.events, event] }
}

/** BALANCE_ERROR on SELL: once, where our own unsettled or just-cancelled amounts explain it. */
const isToBeTriedAgain = (
  state: MarketState,
  text: string,
  atMs: EpochMs,
  settings: MarketSettings,
): boolean => isExplained(text, heldBackMicros(state, atMs, settings)) && !state.suspicion.balanceRetryUsed

/** Shares of ours that the venue may still count as given away: unsettled, or of orders just cancelled. */
function heldBackMicros(state: MarketState, atMs: EpochMs, settings: MarketSettings): SizeMicros {
  const unsettled = state.legs.filter((leg) => leg.status === 'PROVISIONAL')
  const justCancelled = state.orders.filter(
    (order) =>
      order.side === 'SELL' &&
      // One that never was on the book locked nothing.
      diedOnBook(order.life) &&
      atMs - order.life.sinceMs <= settings.safety.fillSettleMs,
  )
  const settling = unsettled.reduce((sum, leg) => sum + leg.sizeMicros, 0)
  return size(justCancelled.reduce((sum, order) => sum + restMicros(state, order), settling))
}

function absorbCancel(
  absorbed: Absorbed,
  { id, outcome, after, atMs }: Extract<ActResult, { of: 'cancel' }>,
): Absorbed {
  const { state } = absorbed
  const order = state.orders.find((each) => each.id === id)
  if (order === undefined || isDead(order)) return absorbed
  const terminal = after !== 'unknown' && after.terminal
  if (outcome.is !== 'canceled' && !terminal) {
    const { outlived } = order
    const answers = outcome.is === 'notCanceled' && outlived !== undefined
    return answers && outlived.cancelAnsweredAtMs === undefined
      ? { ...absorbed, state: change(state, order, { outlived: { ...outlived, cancelAnsweredAtMs: atMs } }) }
      : absorbed
  }
  const matchedMicros = terminal ? after.matchedMicros : null
  const allSeen = matchedMicros !== null && hasAllFills(state, order, matchedMicros)
  const how = outcome.is === 'canceled' ? 'canceled' : 'terminal'
  const gone: Partial<Order> = {
    life: { at: 'DEAD', sinceMs: atMs, how },
    matchedMicros,
    ...(allSeen ? { closedAtMs: atMs } : {}),
  }
  const ended: MachineEvent = { is: 'orderEnded', id, how, atMs, matchedMicros }
  return { ...absorbed, state: change(state, order, gone), events: [...absorbed.events, ended] }
}

const dead = (how: Death, atMs: EpochMs): Partial<Order> => ({
  life: { at: 'DEAD', sinceMs: atMs, how },
  closedAtMs: atMs,
})

const change = (state: MarketState, { id }: Order, by: Partial<Order>): MarketState => ({
  ...state,
  orders: state.orders.map((order) => (order.id === id ? { ...order, ...by } : order)),
})

const stop = (absorbed: Absorbed, code: StopCode, text: string, atMs: EpochMs): Absorbed => ({
  ...absorbed,
  stops: [...absorbed.stops, { code, text, market: absorbed.state.market, atMs }],
})
