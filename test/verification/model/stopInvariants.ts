import { isRunning, isStopActive } from '../../../shared/domain/control.ts'
import { mayBeLive } from '../../../shared/domain/order.ts'
import { controlOf, type Op, type World } from './world.ts'

/** What one step broke of the two invariants about STOPs that come, and those that are over; null: nothing. */
export interface StopBreaches {
  readonly I11: string | null
  readonly I12: string | null
}

export const stopBreaches = (before: World, op: Op | null, after: World): StopBreaches => ({
  I11:
    op === null ? null : (countedAgain(before, op, after) ?? keptUncounted(after) ?? sentThough(before, op)),
  I12: robbed(before, op, after) ?? resumedOver(before, op, after),
})

/** What the end of all runs shows: every message was delivered, and nothing is on its way any more. */
export function lostAtEnd(world: World): string | null {
  const { ghost, item, venue, alarms } = world
  const haltSeq = seqOf(world)
  if (ghost.flippedAtSeq !== null && haltSeq <= ghost.flippedAtSeq)
    return 'the flip by hand was never counted'
  if (ghost.found && haltSeq === 0 && item.unlatched.length === 0) return 'the STOP that was found is lost'
  const undead = venue.orders.find(({ id, live }) => live && ghost.doomed.includes(id))
  if (undead !== undefined) return `the message is answered, yet ${undead.id} lives`
  if (alarms.length === 0) return null
  const control = controlOf(world)
  if (isRunning(control)) return 'it runs, and an alarm is active that will not ring again'
  const unstopped = venue.orders.find(({ live, byHand }) => live && byHand !== true)
  return unstopped !== undefined && haltSeq === 0
    ? `the alarm is active and its message was left aside, yet ${unstopped.id} lives`
    : null
}

const seqOf = (world: World): number => {
  const control = controlOf(world)
  return control === 'absent' ? 0 : control.haltSeq
}

function countedAgain(before: World, op: Op, after: World): string | null {
  if (seqOf(after) <= seqOf(before)) return null
  const isMessage = op.do === 'latchMessage' || op.do === 'latchIfArmed' || op.do === 'latchCondition'
  if (isMessage && op.message !== undefined && before.ghost.counted.includes(op.message))
    return `message ${op.message} counts again`
  const control = controlOf(before)
  const isActive = control !== 'absent' && isStopActive(control)
  if (op.do === 'latchCondition' && op.reason.code === 'LOSS' && isActive)
    return `a LOSS supersedes STOP ${seqOf(before)}, and a flatten of it`
  return op.do === 'latchFlip' && op.seenHaltSeq !== seqOf(before)
    ? `the flip at STOP ${op.seenHaltSeq} counts again`
    : null
}

/** What is left aside must count when it comes again. */
function keptUncounted({ control, ghost }: World): string | null {
  if (control === 'absent') return null
  const id = control.ids.find((each) => !ghost.counted.includes(each))
  return id === undefined ? null : `the id of message ${id} is stored, and it was never counted`
}

function sentThough(world: World, op: Op): string | null {
  if (op.do !== 'post') return null
  const { item, ghost } = world
  if (item.unlatched.length > 0) return `${op.order.id} is sent while a STOP is not latched yet`
  return ghost.found && seqOf(world) === 0 ? `${op.order.id} is sent although a STOP was found` : null
}

/** By market everything goes, and must while an order of ours may be live. */
function robbed(before: World, op: Op | null, after: World): string | null {
  if (op?.do !== 'cancel' && op?.do !== 'cancelMarket') return null
  const own = before.venue.orders.find(
    ({ id, byHand, live }) =>
      byHand === true && live && !after.venue.orders.find((each) => each.id === id)?.live,
  )
  const mayOursLive = before.item.state?.orders.some(mayBeLive) ?? false
  return own === undefined || mayOursLive ? null : `the person's own order ${own.id} is cancelled`
}

/** `resume` waits for what the person has open; and for `adopt`, where the item has seen it filled. */
function resumedOver(before: World, op: Op | null, after: World): string | null {
  if (op?.do !== 'resume' || after.control === before.control) return null
  const open = before.venue.orders.find(({ byHand, live }) => byHand === true && live)
  if (open !== undefined) return `resumed while the person's own order ${open.id} is open`
  return before.item.state?.handFilled === true ? 'resumed before what the person traded was adopted' : null
}
