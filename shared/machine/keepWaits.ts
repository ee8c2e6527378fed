import type { EpochMs } from '../domain/units.ts'
import type { Context, Mode } from './context.ts'
import type { MachineEvent } from './event.ts'
import type { Row } from './row.ts'
import { MAX_WHY, type Wait, type WaitName, type Waits } from './wait.ts'
import { type Found, WATCHDOGS, type Watchdog } from './watchdogs.ts'

/** Not so for this long on end, a wait is over, whatever it had counted. */
const CALM_MS = 300_000

/**
 * Runs every watchdog, and says what became of the waits.
 *
 * A wait that flickers neither pages again and again nor hides: the time in which it holds counts up, the time in
 * which it is not counts down, and it is over once nothing is left of it or it did not hold for `CALM_MS` on end. It is
 * reported once, when what was counted reaches the longest time, and once more when it is over.
 */
export function keepWaits(
  context: Context,
  row: Row,
  mode: Mode,
): { readonly waits: Waits; readonly events: readonly MachineEvent[] } {
  const waits: Partial<Record<WaitName, Wait>> = {}
  const events: MachineEvent[] = []
  for (const dog of WATCHDOGS) {
    const before = context.state.waits?.[dog.name]
    const found = dog.modes.includes(mode) ? dog.find(context, row) : null
    const counted = dog.modes.includes(mode) ? count(before, found, context.seen.nowMs) : null
    const isOther = before?.told === true && (counted === null || counted.of !== before.of)
    if (isOther) events.push({ is: 'waitEnded', name: dog.name, sinceMs: before.sinceMs })
    if (counted === null) continue
    const isPageable = found !== null && found.pagedElsewhere !== true
    const isDue = isPageable && !counted.told && counted.lastedMs >= dog.longestMs(context)
    if (isDue) events.push(overdue(dog, counted))
    waits[dog.name] = isDue ? { ...counted, told: true } : counted
  }
  return { waits, events }
}

const overdue = ({ name }: Watchdog, { sinceMs, why }: Wait): MachineEvent => ({
  is: 'waitOverdue',
  name,
  sinceMs,
  why,
})

/** The wait as it is now; null: there is none. */
function count(before: Wait | undefined, found: Found | null, nowMs: EpochMs): Wait | null {
  if (found?.dated !== undefined) {
    const { sinceMs, of } = found.dated
    const lastedMs = Math.max(0, nowMs - sinceMs)
    const isPaged = before?.of === of && before.told
    return { sinceMs, lastedMs, atMs: nowMs, soAtMs: nowMs, told: isPaged, why: cut(found.why), of }
  }
  if (before === undefined) {
    return found === null ? null : begun(found, nowMs)
  }
  if (before.of !== undefined) return null
  const sinceLookMs = Math.max(0, nowMs - before.atMs)
  const wasSo = before.soAtMs === before.atMs
  const lastedMs = Math.max(0, before.lastedMs + (wasSo ? sinceLookMs : -sinceLookMs))
  const next = { ...before, lastedMs, atMs: nowMs }
  if (found !== null) return { ...next, soAtMs: nowMs, why: cut(found.why) }
  return lastedMs === 0 || nowMs - before.soAtMs >= CALM_MS ? null : next
}

const begun = ({ why }: Found, nowMs: EpochMs): Wait => ({
  sinceMs: nowMs,
  lastedMs: 0,
  atMs: nowMs,
  soAtMs: nowMs,
  told: false,
  why: cut(why),
})

const cut = (why: string): string => why.slice(0, MAX_WHY)
