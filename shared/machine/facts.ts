import type { StopReason } from '../domain/control.ts'
import type { Changed, MachineEvent } from './event.ts'
import type { MarketState, Phase } from './state.ts'

/** What reconciliation made of an observation: the state brought up to date, and what contradicts it. */
export interface Facts {
  readonly state: MarketState
  readonly contradictions: readonly StopReason[]
  /** The phase as stored, before anything was observed. */
  readonly before: Phase
  /** What happened, in order. */
  readonly events: readonly MachineEvent[]
  /** The trades of this tick were read and every leg could be judged. */
  readonly tradesUsable: boolean
}

export const happened = (facts: Facts, ...events: readonly MachineEvent[]): Facts =>
  events.length === 0 ? facts : { ...facts, events: [...facts.events, ...events] }

/** What a change made of the state, and its events. */
export const changed = (facts: Facts, { state, events }: Changed): Facts =>
  happened({ ...facts, state }, ...events)

export const stop = (facts: Facts, reason: StopReason): Facts => ({
  ...facts,
  contradictions: [...facts.contradictions, reason],
})
