import { type Control, type FlattenRequest, MAX_DRAINED } from '../domain/control.ts'
import type { Read } from '../domain/read.ts'
import type { MarketId } from '../domain/units.ts'
import { somethingHeld } from '../engine/somethingHeld.ts'
import { unreadableItem } from '../engine/unreadableItem.ts'
import type { Ports } from '../ports/ports.ts'
import type { WriteResult } from '../ports/store.ts'
import { resumeBar } from './resumeBar.ts'

/** All that an operator's request needs: a person's machine may have no way to the venue. */
type StorePort = Pick<Ports, 'store'>

/** The outcome of an operator's request; a refusal says what to do instead. */
export type Done = { readonly is: 'done' } | { readonly is: 'refused'; readonly why: string }

/**
 * Ends a halt: only the STOP the operator has seen, only when it is done, no alarm is active and no flatten order is live.
 * A cause that persists is settled by `adopt` first, or it stops again.
 */
export async function resume(
  { store }: StorePort,
  seq: number,
  alarms: Read<readonly string[]>,
): Promise<Done> {
  if (!alarms.ok) return refused(`the alarms cannot be read: ${alarms.unknown}`)
  const [alarm] = alarms.value
  if (alarm !== undefined) return refused(`the alarm ${alarm} is active: it would stop the bot again at once`)
  const items = await store.marketItems()
  if (!items.ok) return refused(`the market items cannot be read: ${items.unknown}`)
  const unreadable = unreadableItem(items.value)
  if (unreadable !== null) return refused(unreadable)
  const found = items.value.find(({ unlatched }) => unlatched !== undefined)
  if (found !== undefined) {
    for (const { id, code, text } of found.unlatched ?? [])
      await store.latchCondition({ code, text, market: found.market, atMs: items.asOf }, id)
    return refused(`${found.market}: a STOP that was found is only being latched now: see "npx bot status"`)
  }
  const bar = resumeBar(items.value)
  if (bar !== null) return refused(bar)
  const wrote = await store.resume(seq)
  if (wrote.is === 'written') return { is: 'done' }
  if (wrote.is === 'unknown')
    return refused(`it may or may not be resumed: see "npx bot status" (${wrote.why})`)
  const control = await store.control()
  return refused(
    control.ok && control.value !== 'absent'
      ? notResumable(control.value, seq)
      : 'the control item has changed since it was read: see "npx bot status"',
  )
}

/** What is in place of a STOP that is done, with the number asked for. */
function notResumable({ haltSeq, doneSeq, clearedSeq }: Control, seq: number): string {
  if (clearedSeq >= haltSeq) return `no STOP is active: the last one, ${haltSeq}, has ended`
  if (seq !== haltSeq)
    return `STOP ${haltSeq} is active, not ${seq}: see "npx bot status", then "npx bot resume ${haltSeq}"`
  return doneSeq < haltSeq
    ? `STOP ${haltSeq} is not done yet: wait until "npx bot status" says that it is done`
    : 'the control item has changed since it was read: see "npx bot status"'
}

/** No more entries; exits continue; once nothing is held the stack disarms itself. */
export async function drain({ store }: StorePort, on: boolean): Promise<Done> {
  return doneBy(await store.drain(on), 'the stack is not armed')
}

/** No more entries in one market; its exits continue under its own limits, and the others trade on. */
export async function drainMarket({ store }: StorePort, market: MarketId, on: boolean): Promise<Done> {
  const control = await store.control()
  if (!control.ok) return refused(`the control item cannot be read: ${control.unknown}`)
  const drained = control.value === 'absent' ? [] : (control.value.drainMarkets ?? [])
  if (on && !drained.includes(market) && drained.length >= MAX_DRAINED) {
    return refused(
      `${MAX_DRAINED} markets are drained already: end those that you no longer have with "npx bot drain --market X --off"`,
    )
  }
  return doneBy(await store.drain(on, market), NEVER_ARMED)
}

const NEVER_ARMED = 'the stack was never armed: nothing is traded that could be drained'

/** Refuses while anything is held. An order that is just being posted sees it and is not sent. */
export async function disarm({ store }: StorePort): Promise<Done> {
  const held = await somethingHeld(store)
  if (held !== null) return refused(held)
  return doneBy(await store.disarm(), 'the stack is not armed')
}

/** Asks the ticks to sell out after a STOP that is done; each posts its own market's order. */
export async function flatten({ store }: StorePort, request: FlattenRequest): Promise<Done> {
  const items = await store.marketItems()
  if (!items.ok) return refused(`the market items cannot be read: ${items.unknown}`)
  const hand = items.value.find(({ state }) => state?.handOrders !== undefined)
  if (hand !== undefined) {
    const [order] = hand.state?.handOrders ?? []
    return refused(`${hand.market}: order ${order} of your own is open, and both could sell: cancel it first`)
  }
  return doneBy(
    await store.requestFlatten(request),
    `STOP ${request.seq} is not the active one, or it is not done: see "npx bot status"`,
  )
}

const doneBy = (wrote: WriteResult, why: string): Done => {
  if (wrote.is === 'written') return { is: 'done' }
  if (wrote.is === 'lost') return refused(why)
  return refused(`it may or may not have been written: see "npx bot status" (${wrote.why})`)
}

const refused = (why: string): Done => ({ is: 'refused', why })
