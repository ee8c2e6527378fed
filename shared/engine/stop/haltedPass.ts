import { isArmed, isRunning, isStopActive, isStopDone } from '../../domain/control.ts'
import { mayBeLive } from '../../domain/order.ts'
import { isSameOutcome } from '../../domain/outcome.ts'
import type { StackSettings } from '../../domain/settings.ts'
import type { MarketId, MonotonicMs } from '../../domain/units.ts'
import { absorb } from '../../machine/absorb.ts'
import type { Ports } from '../../ports/ports.ts'
import { idsOf } from '../cancelOrders.ts'
import type { RoundReads } from '../roundReads.ts'
import { type Held, stored } from '../tick.ts'
import { manualOrders } from './manualOrders.ts'
import { safePass } from './safePass.ts'
import { reportPass } from './stop.ts'
import type { Pass, PassOptions } from './stopPass.ts'

/**
 * A halted round's pass of the STOP procedure. What it proves about our orders is absorbed under the leases we hold;
 * the STOP Lambda makes the same passes without any.
 */
export async function haltedPass(
  ports: Ports,
  stack: StackSettings,
  held: readonly Held[],
  shared: RoundReads,
  at: PassOptions & { readonly stopped: boolean; readonly until: MonotonicMs },
): Promise<{ readonly held: readonly Held[]; readonly failures: readonly string[] }> {
  if (!at.stopped && !(await isNeededSafely(ports, stack, held, shared, at))) return { held, failures: [] }
  const pass = await safePass(ports, stack, at.until, at)
  reportPass(ports, pass)
  const absorbed = await Promise.all(held.map((each) => absorbEvidence(ports, stack, each, pass)))
  return {
    held: absorbed.flatMap((each) => (each === null ? [] : [each])),
    failures: absorbed.includes(null) ? ['the proof of the STOP could not be written'] : [],
  }
}

/** Where that is unknown the pass is made: it looks at the control item itself. */
async function isNeededSafely(...of: Parameters<typeof isNeeded>): Promise<boolean> {
  try {
    return await isNeeded(...of)
  } catch {
    return true
  }
}

/** Halted and not done; or done, and something turned up. Not armed, only a STOP that was latched is brought to its end. */
async function isNeeded(
  ports: Ports,
  stack: StackSettings,
  held: readonly Held[],
  { control, openOrders }: RoundReads,
  { lists }: PassOptions,
): Promise<boolean> {
  if (!control.ok || control.value === 'absent') return false
  const { haltSeq } = control.value
  const isWaiting = lists?.isWaiting(haltSeq, stack.stopListGapMs, ports.clock.monotonicMs()) === true
  const isDue = !isStopDone(control.value) && !isWaiting
  if (!isArmed(control.value)) return isStopActive(control.value) && isDue
  if (isRunning(control.value)) return false
  const lives = held.some(({ state }) => state.orders.some(mayBeLive))
  if (isDue || lives) return true
  if (!isStopDone(control.value)) return false
  if (!openOrders.ok) return false
  const markets = new Map(stack.markets.map(({ market }) => [market, null]))
  const isOurs = ({ market }: { readonly market: MarketId | null }): boolean =>
    market !== null && markets.has(market)
  const { orders, unreadable } = openOrders.value
  if (unreadable.some(isOurs)) return true
  const shown = orders.filter(isOurs)
  if (shown.length === 0 || stack.cancelAllOnStop) return shown.length > 0
  const persons = await manualOrders(ports, openOrders.value, {
    control: control.value,
    ours: held.flatMap(({ state }) => state.orders.flatMap(idsOf)),
    markets,
    maxSkewMs: Math.max(...stack.markets.map((market) => market.safety.maxSkewMs), 0),
    nowMs: ports.clock.nowMs(),
  })
  return shown.some(({ id }) => !persons.has(id))
}

async function absorbEvidence(
  { store }: Ports,
  stack: StackSettings,
  held: Held,
  { evidence }: Pass,
): Promise<Held | null> {
  const own = evidence.filter(
    (result) => result.of === 'cancel' && held.state.orders.some((order) => order.id === result.id),
  )
  const settings = stack.markets.find((each) => isSameOutcome(each, held.lease))
  if (own.length === 0 || settings === undefined) return held
  const { state } = absorb(held.state, own, settings)
  const wrote = await store.commit(held.lease, held.rev, state)
  return wrote.is === 'written' ? stored(held, wrote, state) : null
}
