import type { OutcomeKey } from '../../shared/domain/outcome.ts'

/** A bot at one instant, as the page and the terminal show it. Money in USDC, prices a share; null: not known. */
export interface WatchView {
  readonly atMs: number
  /** What is watched: a folder, or a stack. */
  readonly title: string
  readonly stage: 'paper' | 'live' | 'simulated'
  /** The time that ages are counted by; null: that of this machine. A session has a time of its own. */
  readonly clockMs: number | null
  /** Whether it trades, and why not, in the words of "status". */
  readonly control: string
  readonly mode: 'RUNNING' | 'DRAINING' | 'HALTED' | 'NOT_ARMED' | 'UNKNOWN' | 'OVER'
  /** What is wrong with watching: what is shown is as old as `atMs`; null: nothing. */
  readonly problem: string | null
  readonly outcomes: readonly WatchedOutcome[]
  /** Newest first. */
  readonly events: readonly WatchedEvent[]
  /** What to type next. */
  readonly next: string | null
  readonly mayAct: boolean
}

export interface WatchedOutcome {
  readonly key: OutcomeKey
  readonly name: string
  readonly phase: string
  readonly mode: string
  readonly mid: number | null
  readonly shares: number
  readonly exposure: number
  readonly cap: number | null
  /** Realised and unrealised since the UTC day began, and what may be lost. */
  readonly today: number | null
  readonly maxLoss: number | null
  readonly realised: number
  readonly orders: readonly string[]
  /** Why there was no entry at the last tick, in words. */
  readonly refusals: string
  /** Minutes of the last sixty in which its orders scored for rewards. */
  readonly rewardMinutes: number
  readonly tickedAtMs: number | null
}

export interface WatchedEvent {
  readonly atMs: number
  readonly name: string
  readonly text: string
}
