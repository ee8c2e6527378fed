import { isSameJson } from '../domain/isSameJson.ts'
import { without } from '../domain/without.ts'
import type { InventoryPoint, MarketState } from '../machine/state.ts'
import type { Waits } from '../machine/wait.ts'

type Same<T> = (stored: T, now: T) => boolean
type Lagging = { readonly [K in keyof MarketState]?: Same<MarketState[K]> }

const anyhow = (): boolean => true

/**
 * What the item may lag behind in: times of the last reads, the mids they showed, and what time alone does to waits and
 * to the history of what was held. A successor that begins with older ones reads further back, waits for mids again and
 * pages later by that; nothing that was decided, sent, counted or told is among them.
 */
const LAGGING: Lagging = {
  tradesReadAtMs: anyhow,
  tickedAtMs: anyhow,
  sanityReadAtMs: anyhow,
  lastGoodMid: anyhow,
  mids: anyhow,
  rules: (stored, now) =>
    stored !== undefined &&
    now !== undefined &&
    isSameJson({ ...stored, readAtMs: 0 }, { ...now, readAtMs: 0 }),
  waits: (stored, now) => isSameJson(undated(stored), undated(now)),
  inventoryHistory: isWithoutOldest,
  // How often the market's own state has refused an entry: for the report of the day.
  day: (stored, now) => isSameJson(without(stored, 'refused'), without(now, 'refused')),
}

/** Whether nothing that the item must not lack lies between these two states of one market. */
export function onlyClocksMoved(stored: MarketState, now: MarketState): boolean {
  const names = new Set([...Object.keys(stored), ...Object.keys(now)]) as ReadonlySet<keyof MarketState>
  return [...names].every((name) => isSame(name, stored, now))
}

function isSame<K extends keyof MarketState>(name: K, stored: MarketState, now: MarketState): boolean {
  const was = stored[name]
  const is = now[name]
  if (was === is) return true
  const mayLag: Same<MarketState[K]> = LAGGING[name] ?? isSameJson
  return mayLag(was, is)
}

/** The points that the lag has left behind are dropped, oldest first; a new one says that what is held has changed. */
function isWithoutOldest(stored: readonly InventoryPoint[], now: readonly InventoryPoint[]): boolean {
  if (now.length === 0) return stored.length === 0
  return isSameJson(stored.slice(-now.length), now)
}

const undated = (waits: Waits = {}) =>
  Object.fromEntries(
    Object.entries(waits).map(([name, { sinceMs, told, why, of }]) => [name, { sinceMs, told, why, of }]),
  )
