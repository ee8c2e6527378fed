import type { StopMark, StopReason } from '../../domain/control.ts'
import { outcomeKey } from '../../domain/outcome.ts'
import type { MarketId } from '../../domain/units.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Lease } from '../../ports/store.ts'

/**
 * A STOP that was found and whose latch is not certain is marked beside the market's state. Until the holder of the
 * item has latched and struck the mark the market is halted; a run that reads one latches it, once by its id.
 */
export const stopMarkOf = (lease: Lease, rev: number, { code, text }: StopReason): StopMark => ({
  id: `${outcomeKey(lease)}#${lease.fence}#${rev}#${code}`,
  code,
  text,
})

/** Latches what is marked. False where that is not certain: the marks must stay. */
export async function latchMarks(
  { store, clock, telemetry }: Pick<Ports, 'store' | 'clock' | 'telemetry'>,
  market: MarketId,
  marks: readonly StopMark[],
): Promise<boolean> {
  let isCertain = true
  for (const { id, code, text } of marks) {
    const reason: StopReason = { code, text, market, atMs: clock.nowMs() }
    const latched = await store.latchCondition(reason, id)
    telemetry.latched(reason, latched.is)
    if (latched.is === 'unknown') isCertain = false
  }
  return isCertain
}

/** For the holder of the lease: latches, then strikes. False: the marks may stand still. */
export async function settleMarks(
  ports: Ports,
  lease: Lease,
  marks: readonly StopMark[] | undefined,
): Promise<boolean> {
  if (marks === undefined || marks.length === 0) return true
  if (!(await latchMarks(ports, lease.market, marks))) return false
  return (await ports.store.mark(lease, [])).is === 'written'
}
