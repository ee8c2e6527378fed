import { type Control, isArmed, isRunning, isStopDone } from '../domain/control.ts'
import { isSameOutcome } from '../domain/outcome.ts'
import type { StackSettings } from '../domain/settings.ts'
import type { MarketId } from '../domain/units.ts'
import { isEmpty } from '../machine/isEmpty.ts'
import type { MarketState } from '../machine/state.ts'
import { STOPS } from '../machine/stops.ts'
import type { Ports } from '../ports/ports.ts'
import { somethingHeld } from './somethingHeld.ts'

/**
 * `emergencyExit: "flatten"` asks by itself, once the STOP is done, if every one of its causes allows it. One request
 * is active at a time, so it names all markets that want it, also those that another run ticks just now.
 */
export async function emergencyExit(
  { store }: Ports,
  stack: StackSettings,
  control: Control,
  held: readonly MarketState[],
): Promise<void> {
  if (isRunning(control) || !isArmed(control) || !isStopDone(control) || control.flatten !== null) return
  if (control.codes.length === 0 || !control.codes.every((code) => STOPS[code].flattenMayFollow)) return
  if (exitsOf(stack, held).length === 0) return
  const items = await store.marketItems()
  // The next round asks again.
  if (!items.ok) return
  const states = items.value.flatMap(({ state }) => state ?? [])
  const wanted = exitsOf(stack, states)
  if (wanted.length === 0 || states.some(({ handOrders }) => handOrders !== undefined)) return
  await store.requestFlatten({ seq: control.haltSeq, markets: wanted })
}

/** The markets that are to be sold out by themselves, and hold something. */
const exitsOf = (stack: StackSettings, states: readonly MarketState[]): readonly MarketId[] => [
  ...new Set(
    stack.markets.flatMap((settings) =>
      settings.risk.emergencyExit === 'flatten' &&
      states.some((state) => isSameOutcome(state, settings) && state.phase === 'POSITION_OPEN')
        ? [settings.market]
        : [],
    ),
  ),
]

/** A flatten that has sold all it could is taken back, so that it cannot outlive its purpose. */
export async function endFlatten(
  { store }: Ports,
  control: Control,
  states: readonly MarketState[],
): Promise<void> {
  const { flatten: request } = control
  if (request === null || isRunning(control)) return
  const asked = states.filter(({ market }) => request.markets.includes(market))
  const markets = new Set(asked.map(({ market }) => market))
  // A market that another run ticks just now is for that run to judge.
  if (markets.size < new Set(request.markets).size || !asked.every(isEmpty)) return
  // That run may tick one outcome of a market, and this one the other.
  const items = await store.marketItems()
  if (!items.ok) return
  const isSold = items.value.every(
    ({ market, state }) => !markets.has(market) || (state !== null && isEmpty(state)),
  )
  if (isSold) await store.dropFlatten(request.seq)
}

/** A drain that has reached its end, unless the operator took it back since this round's look. */
export async function endDrainWhenFlat(
  { store }: Ports,
  control: Control,
  states: readonly MarketState[],
): Promise<void> {
  if (!isRunning(control) || !control.drain || !states.every(isEmpty)) return
  if ((await somethingHeld(store)) === null) await store.endDrain()
}
