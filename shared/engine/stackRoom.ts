import type { StopReason } from '../domain/control.ts'
import { isSameOutcome, type OutcomeKey, outcomeKey } from '../domain/outcome.ts'
import type { MarketSettings } from '../domain/settings.ts'
import type { EpochMs } from '../domain/units.ts'
import { stackStops, stackUse } from '../machine/stackUse.ts'
import type { MarketState } from '../machine/state.ts'
import type { WholeStack } from './leftMarkets.ts'
import type { Held } from './tick.ts'
import { isUnreadable } from './unreadableItem.ts'

/** About a round, and no part of a cadence: in time each outcome is the first. */
const TURN_MS = 9_973

/** A tenth of the cap is for no entry: once entries are filled, a small rise of the mids must not be a STOP. */
const RESERVED_DIVISOR = 10

/**
 * What the outcomes of a stack come to together, where it has limits of its own: each as this run has it, or as its item
 * was when the run began. What one may add to the exposure no other may add in the same round.
 */
export class StackRoom {
  readonly #stack: WholeStack['stack']
  readonly #known = new Map<OutcomeKey, MarketState>()
  /** What may be held in one of the items is not known. */
  readonly #isUnread: boolean
  /** Of this round. */
  #grants: ReadonlyMap<OutcomeKey, number> = new Map()
  #roomMicros = 0

  constructor({ stack, items }: Pick<WholeStack, 'stack' | 'items'>) {
    this.#stack = stack
    this.#isUnread = items.some(isUnreadable)
    for (const { state } of items) if (state !== null) this.#known.set(outcomeKey(state), state)
  }

  /** A round of these begins: what there is room for is shared out, to each in its turn. */
  begin(held: readonly Held[], nowMs: EpochMs): void {
    for (const each of held) this.settle(each)
    const lockedMicros = this.#stack.limits?.lockedMicros ?? null
    if (lockedMicros === null) return
    this.#roomMicros = lockedMicros - stackUse([...this.#known.values()], nowMs).totalMicros
    const forEntriesMicros = this.#roomMicros - Math.ceil(lockedMicros / RESERVED_DIVISOR)
    this.#grants = this.#sharedOut(inTurn(held, nowMs), this.#isUnread ? 0 : Math.max(0, forEntriesMicros))
  }

  #sharedOut(held: readonly Held[], forEntriesMicros: number): ReadonlyMap<OutcomeKey, number> {
    const grants = new Map<OutcomeKey, number>()
    let leftMicros = forEntriesMicros
    for (const { lease, state } of held) {
      const settings = this.#stack.markets.find((each) => isSameOutcome(each, lease))
      const wantedMicros = settings === undefined || !mayEnter(state) ? 0 : mostOfEntry(settings)
      const givenMicros = Math.min(leftMicros, wantedMicros)
      grants.set(outcomeKey(lease), givenMicros)
      leftMicros -= givenMicros
    }
    return grants
  }

  /** What this outcome may add in its tick; below zero: the stack is above its cap. Undefined: it has none. */
  grant({ lease }: Pick<Held, 'lease'>): number | undefined {
    if ((this.#stack.limits?.lockedMicros ?? null) === null) return undefined
    return this.#roomMicros < 0 ? this.#roomMicros : (this.#grants.get(outcomeKey(lease)) ?? 0)
  }

  /** Its tick is stored. */
  settle({ lease, state }: Pick<Held, 'lease' | 'state'>): void {
    this.#known.set(outcomeKey(lease), state)
  }

  /** What all outcomes together are to be stopped for. */
  stops(nowMs: EpochMs): readonly StopReason[] {
    const { limits } = this.#stack
    return limits === undefined ? [] : stackStops(stackUse([...this.#known.values()], nowMs), limits, nowMs)
  }
}

/** Each time another one first: one that is granted room and never uses it must not keep it from the others. */
function inTurn(held: readonly Held[], nowMs: EpochMs): readonly Held[] {
  const first = held.length === 0 ? 0 : Math.floor(nowMs / TURN_MS) % held.length
  return [...held.slice(first), ...held.slice(0, first)]
}

const mayEnter = ({ phase }: MarketState): boolean => phase === 'IDLE' || phase === 'ENTRY_PENDING'

const mostOfEntry = ({ risk }: MarketSettings): number =>
  Math.max(risk.entryUsdcMicros, risk.rewardEntryMicros)
