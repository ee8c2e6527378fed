import {
  type RewardRules,
  type RewardSample,
  type RewardShare,
  rewardShare,
} from '../../shared/accounting/rewardScore.ts'
import type { TapeHeader } from '../tape/format.ts'
import type { ReplayRewards } from './result.ts'

const DAY_MS = 86_400_000
/** The venue samples once a minute: a sample counts for the time to the next one, and for no longer than this. */
const LONGEST_HOLD_MS = 60_000
/** Where it is not stated how long an order must have rested: as seen on the venue. */
const DEFAULT_MIN_AGE_MS = 30_000

/** Adds up our part of the scores of all displayed, sample by sample. An estimate, and never part of a P&L. */
export class RewardMeter {
  private readonly rules: RewardRules
  private samples = 0
  private qualifyingMs = 0
  private lowMs = 0
  private highMs = 0
  private last: { readonly atMs: number; readonly share: RewardShare } | null = null

  constructor(rules: NonNullable<TapeHeader['rewards']>) {
    this.rules = { ...rules, minAgeMs: rules.minAgeMs ?? DEFAULT_MIN_AGE_MS }
  }

  /** In order of time. */
  sample(sample: RewardSample): void {
    this.pause(sample.nowMs)
    this.samples += 1
    this.last = { atMs: sample.nowMs, share: rewardShare(this.rules, sample) }
  }

  /** The last sample counts until here. */
  pause(atMs: number): void {
    const { last } = this
    this.last = null
    if (last === null || last.share.high === 0) return
    const heldMs = Math.min(LONGEST_HOLD_MS, Math.max(0, atMs - last.atMs))
    this.qualifyingMs += heldMs
    this.lowMs += last.share.low * heldMs
    this.highMs += last.share.high * heldMs
  }

  estimate(endMs: number): ReplayRewards {
    this.pause(endMs)
    return {
      ...this.rules,
      samples: this.samples,
      qualifyingMs: this.qualifyingMs,
      lowMicros: this.paid(this.lowMs),
      highMicros: this.paid(this.highMs),
    }
  }

  private paid(shareMs: number): number {
    return Math.round((shareMs / DAY_MS) * this.rules.dailyMicros)
  }
}
