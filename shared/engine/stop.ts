import { type Control, isFlippedByHand, isRunning, isStopDone, type StopReason } from '../domain/control.ts'
import type { StackSettings } from '../domain/settings.ts'
import type { MonotonicMs } from '../domain/units.ts'
import type { Ports } from './ports.ts'
import { type Pass, stopPass } from './stopPass.ts'

/** Between passes that were not done: orders of unknown outcome need minutes, cancels need seconds. */
const PASS_GAP_MS = 5_000
const MAX_PASSES = 400

export type StopTrigger =
  /** Any message on the stop topic: it counts, always. */
  | { readonly by: 'message'; readonly reason: StopReason }
  /** The control item changed: counts only where a person flipped the flag. */
  | { readonly by: 'stream' }

export type Stopped =
  | { readonly is: 'done'; readonly passes: number }
  | { readonly is: 'nothing to do' }
  | { readonly is: 'not yet'; readonly why: string; readonly passes: number }

/**
 * The STOP procedure: latch first, always; then passes until no order lives or will live, or the deadline comes.
 * A latch that fails does not stop the cancelling and is tried again; without it a run is never done.
 */
export async function runStop(
  ports: Ports,
  stack: StackSettings,
  trigger: StopTrigger,
  until: MonotonicMs,
): Promise<Stopped> {
  let latched: Awaited<ReturnType<typeof latch>> = 'failed'
  let last: Pass = { is: 'not yet', why: 'no pass was made', evidence: [] }
  for (let passes = 1; passes <= MAX_PASSES; passes += 1) {
    // Until it is certain that the ticks see it; counted twice by a lost reply, it only starts the passes anew.
    if (latched === 'failed') latched = await latch(ports, trigger)
    if (latched === 'nothing to do') return { is: 'nothing to do' }
    last = await stopPass(ports, stack, until)
    tell(ports, last)
    if (latched === 'latched' && (last.is === 'done' || last.is === 'nothing to do'))
      return { is: 'done', passes }
    if (ports.clock.monotonicMs() + PASS_GAP_MS > until) return notYet(last, latched, passes)
    await ports.clock.sleep(PASS_GAP_MS)
  }
  return notYet(last, latched, MAX_PASSES)
}

async function latch(
  { store, telemetry, clock }: Ports,
  trigger: StopTrigger,
): Promise<'latched' | 'failed' | 'nothing to do'> {
  if (trigger.by === 'message') {
    const latched = await store.latchMessage(trigger.reason)
    telemetry.latched(trigger.reason, latched.is)
    return latched.is === 'unknown' ? 'failed' : 'latched'
  }
  const control = await store.control()
  if (!control.ok) return 'failed'
  if (control.value === 'absent' || !control.value.armed || isRunning(control.value)) return 'nothing to do'
  if (isFlippedByHand(control.value)) {
    return (await latchFlip({ store, telemetry, clock }, control.value)) ? 'latched' : 'failed'
  }
  return isStopDone(control.value) ? 'nothing to do' : 'latched'
}

/** Whoever sees a flip by hand first makes it a STOP that counts. False when that is not certain. */
export async function latchFlip(
  { store, telemetry, clock }: Pick<Ports, 'store' | 'telemetry' | 'clock'>,
  control: Control,
): Promise<boolean> {
  const reason: StopReason = { code: 'OPERATOR', text: 'the flag was flipped by hand', atMs: clock.nowMs() }
  const latched = await store.latchFlip(reason, control.haltSeq)
  telemetry.latched(reason, latched.is)
  return latched.is !== 'unknown'
}

export function tell({ telemetry }: Ports, pass: Pass): void {
  if (pass.is === 'done' || pass.is === 'superseded') {
    telemetry.stop({ pass: pass.is, haltSeq: pass.haltSeq, why: '' })
  } else if (pass.is === 'not yet') {
    telemetry.stop({ pass: 'not yet', haltSeq: 0, why: pass.why })
  }
}

const notYet = (last: Pass, latched: 'latched' | 'failed' | 'nothing to do', passes: number): Stopped => ({
  is: 'not yet',
  why: latched === 'failed' ? 'the STOP could not be latched' : last.is === 'not yet' ? last.why : last.is,
  passes,
})
