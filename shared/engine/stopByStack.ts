import { type ControlItem, isArmed, isStopActive, mayJoinStop } from '../domain/control.ts'
import type { Read } from '../domain/read.ts'
import type { Ports } from '../ports/ports.ts'
import { gated } from './gated.ts'
import type { StackRoom } from './stackRoom.ts'
import { type Held, isOvertaken, latchAll } from './tick.ts'

/** What became of the stack's own limits in a round. */
interface StackStopped {
  /** A STOP that was not active yet. */
  readonly isNew: boolean
  /** It could not be latched. */
  readonly failures: readonly string[]
}

const NOTHING: StackStopped = { isNew: false, failures: [] }

/** Leases looked at together. */
const LOOKED_AT_ONCE = 25

/**
 * Latches a STOP by what all outcomes come to together. First each lease is shown to be ours still: a run that was
 * overtaken would sum up what its successor has changed, and the successor sees for itself. A lasting cause counts
 * once a halt.
 * @param ticked those of this round.
 */
export async function stopByStack(
  ports: Ports,
  room: StackRoom,
  control: Read<ControlItem>,
  ticked: readonly Held[],
): Promise<StackStopped> {
  const [first] = ticked
  if (first === undefined || !control.ok || control.value === 'absent' || !isArmed(control.value))
    return NOTHING
  const { halted, codes } = control.value
  const stops = room.stops(ports.clock.nowMs()).filter(({ code }) => !(halted && codes.includes(code)))
  if (stops.length === 0 || (await isAnyOvertaken(ports, ticked))) return NOTHING
  const unlatched = await latchAll(ports, stops, first)
  // The item of one of them carries what could not be stored.
  if (unlatched.length > 0) await ports.store.putUnlatched(first.lease, unlatched)
  const isActive = isStopActive(control.value)
  return {
    isNew: stops.some(({ code }) => !isActive || !mayJoinStop(code)),
    failures: unlatched.map(({ code }) => `a STOP could not be latched: ${code} of all markets`),
  }
}

async function isAnyOvertaken(ports: Ports, ticked: readonly Held[]): Promise<boolean> {
  const overtaken = await gated(ports, LOOKED_AT_ONCE, ticked, (each) => isOvertaken(ports, each))
  return overtaken.includes(true)
}
