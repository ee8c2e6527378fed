import type { History, Lane } from './actor.ts'
import { conflict, type Footprint } from './footprint.ts'
import type { Breach } from './invariants.ts'
import type { Op, World } from './world.ts'

/** An actor between two steps. `history` null: its next run has not begun. */
export interface ActorState {
  readonly lane: Lane
  readonly index: number
  readonly history: History | null
  /** What it waits for; a run not begun waits to begin. Empty: all its runs are over. */
  readonly ops: readonly Op[]
  /** The first answer was lost on the way, and the request goes out again. */
  readonly retrying: boolean
  /** Of parallel reads, the answers that were taken before the others; absent: all are of one instant. */
  readonly early?: Early
}

/** Answers by the number of their request. */
export type Early = ReadonlyMap<number, unknown>

/** What the choices may do to a schedule besides its budgets. */
export interface Bounds {
  /** Steps in time, in ms, that may come at any point. */
  readonly jumpsMs: readonly number[]
  /** Shares that a fill may take of a live order. */
  readonly fillShares: readonly (number | 'all')[]
  /** The venue names every fill by one and the same trade id. */
  readonly sameTrade?: boolean
  /** Faults come in these ways alone: a request and its ending, as `post:refused` or `control (fails)`. Absent: in all but `refused`. */
  readonly faults?: readonly string[]
}

/** One way to go on. `key` names it for as long as its actor has not moved. */
export interface Step {
  readonly key: string
  readonly lane: string | null
  readonly words: string
  readonly footprint: Footprint
  readonly isFault: boolean
  /** The world after it, and what the actor is told; `next` null: no actor moves. */
  take(): Taken
}

export interface Taken {
  readonly world: World
  readonly moved:
    | { readonly how: 'answered'; readonly answers: readonly unknown[] }
    | { readonly how: 'crashed' }
    | { readonly how: 'retries' }
    | { readonly how: 'torn'; readonly early: Early }
    | { readonly how: 'begun' }
    | null
  readonly breaches: readonly Breach[]
}

/** Steps that commute: neither touches what the other does, and they do not draw on one budget. */
export const areIndependent = (a: Step, b: Step): boolean =>
  (a.lane === null || a.lane !== b.lane) && !(a.isFault && b.isFault) && !conflict(a.footprint, b.footprint)
