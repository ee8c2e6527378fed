import { type ControlItem, isMarketDrained, isRunning } from '../../../shared/domain/control.ts'
import { mayBeLive, type Order } from '../../../shared/domain/order.ts'
import type { MarketId, OrderId } from '../../../shared/domain/units.ts'
import type { MarketState } from '../../../shared/machine/state.ts'

/** An order whose intent is in the table: whether sending it was ever allowed since, and whether a STOP ended it. */
export interface Intent {
  readonly order: Order
  readonly market: MarketId
  allowed: boolean
  doneAfter: number | null
}

/** Every intent that was ever stored, and what has become of the permission to send it. */
export interface Intents {
  get(id: OrderId): Intent | undefined
  /** An outcome's item was written under this control item. */
  noteState(state: MarketState, control: ControlItem): void
  noteControl(control: ControlItem): void
}

export type OnIntent = (order: Order, state: MarketState) => void

/** @param onIntent An intent has just been stored: the worst moment for a STOP. */
export function createIntents(onIntent: OnIntent): Intents {
  const intents = new Map<OrderId, Intent>()
  return {
    get: (id) => intents.get(id),
    noteState: (state, control) => {
      for (const order of state.orders) {
        if (intents.has(order.id) || !mayBeLive(order)) continue
        intents.set(order.id, {
          order,
          allowed: mayBeSent(order, state.market, control),
          doneAfter: null,
          market: state.market,
        })
        onIntent(order, state)
      }
    },
    noteControl: (control) => {
      const { haltSeq, doneSeq } = control === 'absent' ? { haltSeq: 0, doneSeq: 0 } : control
      for (const intent of intents.values()) {
        intent.allowed ||= mayBeSent(intent.order, intent.market, control)
        if (doneSeq === haltSeq && intent.order.purpose !== 'flatten')
          intent.doneAfter ??= isHalted(control) ? doneSeq : null
      }
    },
  }
}

export const isHalted = (control: ControlItem): boolean =>
  control !== 'absent' && control.clearedSeq < control.haltSeq

/** The rule of the protocol, stated again apart from the code under test. */
function mayBeSent(order: Order, market: MarketId, control: ControlItem): boolean {
  if (order.purpose === 'canary') {
    return control === 'absent' || (!control.armed && !control.halted && !isHalted(control))
  }
  if (order.purpose === 'entry' && isDrained(market, control)) return false
  if (order.purpose !== 'flatten') return isRunning(control)
  return control !== 'absent' && !isRunning(control) && control.flatten?.seq === order.haltSeq
}

const isDrained = (market: MarketId, control: ControlItem): boolean =>
  control !== 'absent' && (control.drain || isMarketDrained(control, market))
