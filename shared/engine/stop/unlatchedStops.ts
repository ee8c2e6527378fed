import type { StopReason, UnlatchedStop } from '../../domain/control.ts'
import { outcomeKey } from '../../domain/outcome.ts'
import type { MarketId } from '../../domain/units.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Lease } from '../../ports/store.ts'

/**
 * A STOP that was found and whose latch is not certain is stored with the market’s state. Until the holder of the
 * item has latched and removed it the market is halted; a run that reads one latches it, once by its id.
 */
export const unlatchedStop = (lease: Lease, rev: number, { code, text }: StopReason): UnlatchedStop => ({
  id: `${outcomeKey(lease)}#${lease.fence}#${rev}#${code}`,
  code,
  text,
})

/** Latches them. False where that is not certain: they must stay stored. */
export async function latchUnlatched(
  { store, clock, telemetry }: Pick<Ports, 'store' | 'clock' | 'telemetry'>,
  market: MarketId,
  unlatched: readonly UnlatchedStop[],
): Promise<boolean> {
  let isCertain = true
  for (const { id, code, text } of unlatched) {
    const reason: StopReason = { code, text, market, atMs: clock.nowMs() }
    const latched = await store.latchCondition(reason, id)
    telemetry.latched(reason, latched.is)
    if (latched.is === 'unknown') isCertain = false
  }
  return isCertain
}

/** For the holder of the lease: latches, then removes them. False: they may still be stored. */
export async function settleUnlatched(
  ports: Ports,
  lease: Lease,
  unlatched: readonly UnlatchedStop[] | undefined,
): Promise<boolean> {
  if (unlatched === undefined || unlatched.length === 0) return true
  if (!(await latchUnlatched(ports, lease.market, unlatched))) return false
  return (await ports.store.putUnlatched(lease, [])).is === 'written'
}
