import { type Control, type FlattenRequest, isArmed, isRunning, isStopDone } from '../domain/control.ts'
import { isClosed, mayLive } from '../domain/order.ts'
import type { Read } from '../domain/read.ts'
import type { StackSettings } from '../domain/settings.ts'
import { isSellable } from '../machine/inventory.ts'
import type { MarketState } from '../machine/state.ts'
import { STOPS } from '../machine/stops.ts'
import type { Ports } from './ports.ts'
import { unreadableItem } from './unreadableItem.ts'

/** All that an operator's wish needs: a person's machine may have no way to the venue. */
type StorePort = Pick<Ports, 'store'>

/** What an operator's wish came to; a refusal says what to do instead. */
export type Done = { readonly is: 'done' } | { readonly is: 'refused'; readonly why: string }

/**
 * Ends a halt: only the STOP the operator has seen, only when it is done, no alarm stands and no flatten order lives.
 * A cause that persists is settled by `adopt` first, or it stops again.
 */
export async function resume(
  { store }: StorePort,
  seq: number,
  alarms: Read<readonly string[]>,
): Promise<Done> {
  if (!alarms.ok) return refused(`the alarms cannot be read: ${alarms.unknown}`)
  const [alarm] = alarms.value
  if (alarm !== undefined) return refused(`the alarm ${alarm} stands: it would stop again at once`)
  const items = await store.marketItems()
  if (!items.ok) return refused(`the market items cannot be read: ${items.unknown}`)
  const unreadable = unreadableItem(items.value)
  if (unreadable !== null) return refused(unreadable)
  const marked = items.value.find(({ marks }) => marks !== undefined)
  if (marked !== undefined) {
    for (const { id, code, text } of marked.marks ?? [])
      await store.latchCondition({ code, text, market: marked.market, atMs: items.asOf }, id)
    return refused(`${marked.market}: a STOP that was found is only being latched now: look at "status"`)
  }
  const living = items.value.flatMap(({ state }) => state?.orders.filter(mayLive) ?? [])
  if (living.length > 0) return refused(`order ${living[0]?.id} may still live: wait for the STOP to be done`)
  const lost = items.value.find(({ state }) => state?.lost !== undefined)
  if (lost !== undefined) return refused(`${lost.market}: ${lost.state?.lost}: settle it with "adopt" first`)
  const hand = items.value.find(({ state }) => state?.handOrders !== undefined || state?.handFilled === true)
  if (hand !== undefined) {
    const [order] = hand.state?.handOrders ?? []
    return refused(
      order === undefined
        ? `${hand.market}: you traded by hand: book it with "adopt" first`
        : `${hand.market}: order ${order} of your own is open: cancel it, or wait until it is filled`,
    )
  }
  const wrote = await store.resume(seq)
  if (wrote.is === 'written') return { is: 'done' }
  if (wrote.is === 'unknown') return refused(`it may or may not be resumed: look at "status" (${wrote.why})`)
  const control = await store.control()
  return refused(
    control.ok && control.value !== 'absent'
      ? `STOP ${control.value.haltSeq} stands, done ${control.value.doneSeq}, cleared ${control.value.clearedSeq}: ${seq} cannot be resumed`
      : 'the control item is not what was seen: look at "status"',
  )
}

/** No more entries; exits go on; once nothing is held the stack disarms itself. */
export async function drain({ store }: StorePort, on: boolean): Promise<Done> {
  return told((await store.drain(on)).is, 'the stack is not armed')
}

/** Refuses while anything is held. An order that is just being posted sees it and is not sent. */
export async function disarm({ store }: StorePort): Promise<Done> {
  const held = await somethingHeld(store)
  if (held !== null) return refused(held)
  return told((await store.disarm()).is, 'the stack is not armed')
}

async function somethingHeld(store: StorePort['store']): Promise<string | null> {
  const items = await store.marketItems()
  if (!items.ok) return `the market items cannot be read: ${items.unknown}`
  const unreadable = unreadableItem(items.value)
  if (unreadable !== null) return unreadable
  const busy = items.value.find(({ state }) => state !== null && !isEmpty(state))
  return busy === undefined ? null : `${busy.market} still holds shares or orders: "drain" first`
}

/** Nothing quoted, nothing held that could be sold. Dust stays. */
export const isEmpty = (state: MarketState): boolean =>
  state.phase === 'IDLE' && state.orders.every((order) => isClosed(order)) && !isSellable(state)

/** Asks the ticks to sell out after a STOP that is done; each posts its own market's order. */
export async function flatten({ store }: StorePort, request: FlattenRequest): Promise<Done> {
  const items = await store.marketItems()
  if (!items.ok) return refused(`the market items cannot be read: ${items.unknown}`)
  const hand = items.value.find(({ state }) => state?.handOrders !== undefined)
  if (hand !== undefined) {
    const [order] = hand.state?.handOrders ?? []
    return refused(`${hand.market}: order ${order} of your own is open, and both could sell: cancel it first`)
  }
  return told(
    (await store.requestFlatten(request)).is,
    `STOP ${request.seq} is not the one that stands, or it is not done: look at "status"`,
  )
}

/** `emergencyExit: "flatten"` asks by itself, once the STOP is done, if every one of its causes allows it. */
export async function emergencyExit(
  { store }: Ports,
  stack: StackSettings,
  control: Control,
  states: readonly MarketState[],
): Promise<void> {
  if (isRunning(control) || !isArmed(control) || !isStopDone(control) || control.flatten !== null) return
  if (control.codes.length === 0 || !control.codes.every((code) => STOPS[code].flattenMayFollow)) return
  const wanted = stack.markets.filter(
    ({ market, risk }) =>
      risk.emergencyExit === 'flatten' &&
      states.some((state) => state.market === market && state.phase === 'POSITION_OPEN'),
  )
  if (wanted.length === 0 || states.some(({ handOrders }) => handOrders !== undefined)) return
  await store.requestFlatten({ seq: control.haltSeq, markets: wanted.map(({ market }) => market) })
}

/** A flatten that has sold all it could is taken back, so that it cannot outlive its purpose. */
export async function endFlatten(
  { store }: Ports,
  control: Control,
  states: readonly MarketState[],
): Promise<void> {
  const { flatten: request } = control
  if (request === null || isRunning(control)) return
  const asked = states.filter(({ market }) => request.markets.includes(market))
  // A market that somebody else ticks just now is his to judge.
  if (asked.length === request.markets.length && asked.every(isEmpty)) await store.dropFlatten(request.seq)
}

/** A drain that has reached its end, unless the operator took it back since this round's look. */
export async function endDrain(
  { store }: Ports,
  control: Control,
  states: readonly MarketState[],
): Promise<void> {
  if (!isRunning(control) || !control.drain || !states.every(isEmpty)) return
  if ((await somethingHeld(store)) === null) await store.endDrain()
}

const told = (is: 'written' | 'lost' | 'unknown', why: string): Done =>
  is === 'written'
    ? { is: 'done' }
    : refused(is === 'lost' ? why : 'it may or may not have been written: look at "status"')

const refused = (why: string): Done => ({ is: 'refused', why })
