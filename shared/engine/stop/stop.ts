import {
  type ControlItem,
  isArmed,
  isManuallyFlipped,
  isRunning,
  isStopActive,
  isStopDone,
  type StopReason,
} from '../../domain/control.ts'
import { mayBeLive } from '../../domain/order.ts'
import type { StackSettings } from '../../domain/settings.ts'
import type { MonotonicMs } from '../../domain/units.ts'
import type { Ports } from '../../ports/ports.ts'
import { safePorts } from '../safePorts.ts'
import { isUnreadable } from '../unreadableItem.ts'
import { safePass } from './safePass.ts'
import type { Pass } from './stopPass.ts'

/** Between passes that were not done: orders of unknown outcome need minutes, cancels need seconds. */
const PASS_GAP_MS = 5_000
const MAX_PASSES = 400

export type StopTrigger =
  /**
   * A message on the stop topic: it counts, once by its id. An alarm of this stack may be ignored while nothing is
   * armed: it then speaks of a stack that has no ticks yet.
   */
  | {
      readonly by: 'message'
      readonly reason: StopReason
      readonly id?: string
      readonly mayLeaveAside?: true
    }
  /** The control item changed: counts only where a person set the flag, as the record of that change shows it. */
  | { readonly by: 'stream'; readonly flippedAtSeq?: number }

export type Stopped =
  | { readonly is: 'done'; readonly passes: number }
  /** Nothing is halted that is not done; or another run brought this STOP to its end. */
  | { readonly is: 'nothing to do' }
  | { readonly is: 'left aside' }
  | { readonly is: 'not yet'; readonly why: string; readonly passes: number }

/** A change of the control item that shows no flip asks for nothing that is not stored. */
const demandsStop = (trigger: StopTrigger): boolean =>
  trigger.by === 'message' || trigger.flippedAtSeq !== undefined

type Latching = 'latched' | 'failed' | 'nothing to do' | 'left aside'

/**
 * The STOP procedure: latch first, always; then passes until no order is live or can become live, or the deadline comes.
 * A latch that fails does not stop the cancelling and is tried again; without it a run is never done. Once latched, a
 * run ends where its STOP was resumed from: the orders are then those of the bot that trades again.
 */
export async function runStop(
  given: Ports,
  stack: StackSettings,
  trigger: StopTrigger,
  until: MonotonicMs,
): Promise<Stopped> {
  // The STOP survives any exception of any call: what throws is unknown, and the rest continues.
  const ports = safePorts(given)
  let latched: Latching = 'failed'
  let last: Pass = { is: 'not yet', why: 'no pass was made', evidence: [] }
  for (let passes = 1; passes <= MAX_PASSES; passes += 1) {
    // Until it is certain that the ticks see it; counted twice by a lost reply, it only starts the passes again.
    if (latched === 'failed') latched = await latchSafely(ports, trigger)
    if (latched === 'nothing to do' || latched === 'left aside') return { is: latched }
    const isLatched = latched === 'latched' || !demandsStop(trigger)
    last = await safePass(ports, stack, until, { isLatched })
    reportPass(ports, last)
    if (last.is === 'resumed') return { is: 'nothing to do' }
    if (latched === 'latched' && (last.is === 'done' || last.is === 'nothing to do'))
      return { is: 'done', passes }
    if (ports.clock.monotonicMs() + PASS_GAP_MS > until) return notYet(last, latched, passes)
    await ports.clock.sleep(PASS_GAP_MS)
  }
  return notYet(last, latched, MAX_PASSES)
}

/** A latch that breaks is one that failed: the cancelling continues. */
async function latchSafely(ports: Ports, trigger: StopTrigger): Promise<Latching> {
  try {
    return await latch(ports, trigger)
  } catch {
    return 'failed'
  }
}

async function latch(ports: Ports, trigger: StopTrigger): Promise<Latching> {
  if (trigger.by === 'stream') return await latchChange(ports, trigger.flippedAtSeq)
  const { store, telemetry } = ports
  const { reason, id } = trigger
  const asked =
    trigger.mayLeaveAside === true
      ? await store.latchIfArmed(reason, id)
      : await store.latchMessage(reason, id)
  if (asked.is === 'not armed' && (await isAtRest(store))) return 'left aside'
  const latched = asked.is === 'not armed' ? await store.latchMessage(reason, id) : asked
  telemetry.latched(reason, latched.is)
  if (latched.is === 'unknown') return 'failed'
  if (latched.is === 'latched') return 'latched'
  // Counted before: the STOP that it was may need passes still.
  const control = await store.control()
  return !control.ok || isUndone(control.value) ? 'latched' : 'nothing to do'
}

/**
 * Consistently, and in this order: NOT_ARMED with no STOP undone, and no order in the items that may be live. Whoever arms
 * after that looks at the alarms first. What cannot be read is not at rest.
 */
async function isAtRest(store: Ports['store']): Promise<boolean> {
  const control = await store.control()
  if (!control.ok || isArmed(control.value) || isUndone(control.value)) return false
  const items = await store.marketItems()
  if (!items.ok) return false
  return items.value.every(
    (item) =>
      !isUnreadable(item) && item.unlatched === undefined && !(item.state?.orders.some(mayBeLive) ?? false),
  )
}

const isUndone = (control: ControlItem): boolean =>
  control !== 'absent' && isStopActive(control) && !isStopDone(control)

/** A flip that the record shows is latched by what it shows: that it was set back since undoes nothing. */
async function latchChange(ports: Ports, flippedAtSeq: number | undefined): Promise<Latching> {
  if (flippedAtSeq !== undefined && !(await latchFlip(ports, flippedAtSeq))) return 'failed'
  const control = await ports.store.control()
  if (!control.ok) return 'failed'
  if (!isArmed(control.value) || isRunning(control.value)) return 'nothing to do'
  if (control.value !== 'absent' && isManuallyFlipped(control.value))
    return (await latchFlip(ports, control.value.haltSeq)) ? 'latched' : 'failed'
  return isUndone(control.value) ? 'latched' : 'nothing to do'
}

/** The run that first sees a flag set by hand makes it a STOP that counts. False when that is not certain. */
export async function latchFlip(
  { store, telemetry, clock }: Pick<Ports, 'store' | 'telemetry' | 'clock'>,
  seenHaltSeq: number,
): Promise<boolean> {
  const reason: StopReason = { code: 'OPERATOR', text: 'the halt flag was set by hand', atMs: clock.nowMs() }
  const latched = await store.latchFlip(reason, seenHaltSeq)
  telemetry.latched(reason, latched.is)
  return latched.is !== 'unknown'
}

export function reportPass({ telemetry }: Ports, pass: Pass): void {
  if (pass.is === 'done' || pass.is === 'superseded') {
    telemetry.stop({ pass: pass.is, haltSeq: pass.haltSeq, why: '' })
  } else if (pass.is === 'not yet') {
    telemetry.stop({ pass: 'not yet', haltSeq: 0, why: pass.why })
  }
}

const notYet = (last: Pass, latched: Latching, passes: number): Stopped => ({
  is: 'not yet',
  why: latched === 'failed' ? 'the STOP could not be latched' : last.is === 'not yet' ? last.why : last.is,
  passes,
})
