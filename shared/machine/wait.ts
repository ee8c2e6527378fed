import type { EpochMs } from '../domain/units.ts'

/** Everything the bot can wait for that a person has to hear of when it takes too long. */
export type WaitName =
  | 'exitNotResting'
  | 'priceNotBelieved'
  | 'bookContradicted'
  | 'entriesRefused'
  | 'orderUndecided'
  | 'cancelUnconfirmed'
  | 'legUnsettled'
  | 'catchingUp'
  | 'surplus'
  | 'balanceNotRefreshed'
  | 'flattenWaiting'

/** One wait as the market's item keeps it. */
export interface Wait {
  readonly sinceMs: EpochMs
  /** How long it held, less how long it did not hold meanwhile. */
  readonly lastedMs: number
  /** The last look at it, and the last that found it so. */
  readonly atMs: EpochMs
  readonly soAtMs: EpochMs
  /** A person was notified. */
  readonly told: boolean
  readonly why: string
  /** The one order or fill that is waited for. */
  readonly of?: string
}

export type Waits = Readonly<Partial<Record<WaitName, Wait>>>

/** Reasons are kept for `status`; the longest of ours has some refusals in words. */
export const MAX_WHY = 400
